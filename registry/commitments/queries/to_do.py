"""Requests and signatures that wait for a coordinator: failed records, questions, new signatories."""

import datetime as dt

from flask_babel import gettext as _

from registry.accounts.models import User
from registry.commitments.queries import requests
from registry.records.queries.causes import cause
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


@finds_lines(6)
def lines(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """Records that could not be made, questions to answer, and proposed signatories."""
    if role is not Role.COORDINATOR:
        return []
    return [*_failed_records(team), *_questions(team), *_hand_overs(team)]


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
