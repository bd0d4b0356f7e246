"""Requests and signatures that wait for a coordinator: failed records, campaigns, what the stage asks for,
questions, new signatories.
"""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext

from registry.accounts.models import User
from registry.commitments.queries import overview, requests, stages
from registry.dates import language_read
from registry.records.queries.causes import cause
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


@finds_lines(6)
def lines(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Records that could not be made, versions whose campaign waits, questions, and proposed signatories."""
    if role is not Role.COORDINATOR:
        return []
    return [
        *_failed_records(team),
        *_campaigns(team, on),
        *_stage(team, on),
        *_questions(team),
        *_hand_overs(team),
    ]


def _failed_records(team: Team) -> list[Line]:
    return [
        Line(
            _("The record of %(partner)s could not be made yet", partner=commitment.partner_name),
            cause(commitment.record_problem),
            "pages.partner_agreements",
            {"team": team.slug, "partner_id": commitment.partner_id},
        )
        for commitment in requests.failed_of(team.id)
    ]


def _campaigns(team: Team, on: dt.date) -> list[Line]:
    """Material versions that partners must sign again, and of which nobody was told yet."""
    waiting = requests.waiting_for_campaign(team.id)
    everyone = requests.partners_of_team(team.id) if waiting else []
    counted = [(version, overview.invitation_plan(version, everyone, on).wanted) for version in waiting]
    return [
        Line(
            _(
                "%(document)s: version %(number)s waits for its campaign",
                document=version.document.title(language_read()),
                number=version.number,
            ),
            ngettext(
                "One partner is to be invited.",
                "%(num)d partners are to be invited.",
                wanted,
            ),
            "commitments.invite",
            {"team": team.slug, "slug": version.document.slug, "number": version.number},
        )
        for version, wanted in counted
        if wanted
    ]


def _stage(team: Team, on: dt.date) -> list[Line]:
    """The partners that have not signed what the present stage asks for."""
    found = stages.stage_standing(team.id, on)
    if found is None or not found.missing:
        return []
    return [
        Line(
            _("Stage “%(name)s”", name=found.stage.name(language_read())),
            ngettext(
                "One partner has not signed what the stage asks for.",
                "%(num)d partners have not signed what the stage asks for.",
                len(found.missing),
            ),
            "commitments.stage",
            {"team": team.slug},
        )
    ]


def _questions(team: Team) -> list[Line]:
    return [
        Line(
            _("Question from %(partner)s", partner=question.request.partner.name),
            question.text,
            "requests.answer",
            {"team": team.slug, "question_id": question.id},
        )
        for question in requests.unanswered_questions(team.id)
    ]


def _hand_overs(team: Team) -> list[Line]:
    return [
        Line(
            _("%(partner)s names another signatory", partner=proposed.request.partner.name),
            ", ".join(filter(None, (proposed.name, proposed.title))),
            "requests.decide_hand_over",
            {"team": team.slug, "hand_over_id": proposed.id},
        )
        for proposed in requests.proposed_hand_overs(team.id)
    ]
