"""Requests and signatures that wait for a coordinator: failed records, campaigns, what the stage asks for,
questions, new signatories.
"""

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.accounts.models import User
from registry.commitments.models import HandOver, Question, SigningRequest
from registry.commitments.queries import requests, stages, tallies
from registry.commitments.rules.requests import HandOverState
from registry.partners.models.partners import Partner
from registry.records.models import RecordOrder
from registry.records.queries.causes import cause
from registry.security.permissions import Role
from registry.sentences import language_read
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team
from registry.unchanged.figures import kept_while_unchanged


def _any_failed(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a record of a team could not be made at the last attempt."""
    failed = sa.and_(RecordOrder.record_id.is_(None), RecordOrder.problem != "")
    return sa.select(RecordOrder.id).where(RecordOrder.team_id == team_id, failed).exists()


@finds_lines(60, if_any=_any_failed)
def failed_records(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """Records that could not be made."""
    if role is not Role.COORDINATOR:
        return []
    return [
        Line(
            _("The record of %(partner)s could not be made yet", partner=commitment.partner_name),
            cause(commitment.record_problem),
            "pages.partner_agreements",
            {"team": team.slug, "partner_id": commitment.partner_id},
        )
        for commitment in requests.failed_of(team.id)
    ]


@finds_lines(61)
def campaigns(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Material versions that partners must sign again, and of which nobody was told yet."""
    if role is not Role.COORDINATOR:
        return []
    return [
        Line(
            _("%(document)s: version %(number)s waits for its campaign", document=title, number=number),
            ngettext("One partner is to be invited.", "%(num)d partners are to be invited.", wanted),
            "commitments.invite",
            {"team": team.slug, "slug": slug, "number": number},
        )
        for title, slug, number, wanted in _to_invite(team.id, on, language_read())
    ]


@kept_while_unchanged
def _to_invite(team_id: int, on: dt.date, language: str) -> list[tuple[str, str, int, int]]:
    """Each version that waits for its campaign, by the title and slug of its document and its number, and how
    many partners are to be invited.
    """
    waiting = requests.waiting_for_campaign(team_id)
    counted = [(version, tallies.wanted_on(version, on)) for version in waiting]
    return [
        (version.document.title(language), version.document.slug, version.number, wanted)
        for version, wanted in counted
        if wanted
    ]


@finds_lines(62)
def stage(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """The partners that have not signed what the present stage asks for."""
    is_told = role is Role.COORDINATOR
    name, missing = _missing_at_stage(team.id, on, language_read()) if is_told else ("", 0)
    if not missing:
        return []
    return [
        Line(
            _("Stage “%(name)s”", name=name),
            ngettext(
                "One partner has not signed what the stage asks for.",
                "%(num)d partners have not signed what the stage asks for.",
                missing,
            ),
            "commitments.stage",
            {"team": team.slug},
        )
    ]


@kept_while_unchanged
def _missing_at_stage(team_id: int, on: dt.date, language: str) -> tuple[str, int]:
    """The present stage, and how many partners have not signed what it asks for."""
    found = stages.missing_at_stage(team_id, on)
    return (found[0].name(language), found[1]) if found else ("", 0)


def _any_unanswered(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a question of a signatory of a team waits."""
    of_team = sa.select(Question.id).join(SigningRequest).join(Partner).where(Partner.team_id == team_id)
    return of_team.where(Question.answered_at.is_(None)).exists()


@finds_lines(63, if_any=_any_unanswered)
def questions(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """Questions of those who are asked to sign."""
    if role is not Role.COORDINATOR:
        return []
    return [
        Line(
            _("Question from %(partner)s", partner=question.request.partner.name),
            question.text,
            "requests.answer",
            {"team": team.slug, "question_id": question.id},
        )
        for question in requests.unanswered_questions(team.id)
    ]


def _any_proposed(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a hand-over in a team waits for approval."""
    of_team = sa.select(HandOver.id).join(SigningRequest).join(Partner).where(Partner.team_id == team_id)
    return of_team.where(HandOver.state == HandOverState.PROPOSED.value).exists()


@finds_lines(64, if_any=_any_proposed)
def hand_overs(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """New signatories whom those who were asked propose."""
    if role is not Role.COORDINATOR:
        return []
    return [
        Line(
            _("%(partner)s names another signatory", partner=proposed.request.partner.name),
            ", ".join(filter(None, (proposed.name, proposed.title))),
            "requests.decide_hand_over",
            {"team": team.slug, "hand_over_id": proposed.id},
        )
        for proposed in requests.proposed_hand_overs(team.id)
    ]
