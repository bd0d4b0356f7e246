"""The admissions that wait for a coordinator, for the home page."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from registry.accounts.models import User
from registry.admissions.models import Admission
from registry.admissions.queries import admissions as admission_queries
from registry.admissions.queries import deliberation, joining
from registry.admissions.rules.admissions import Step
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team

#: The steps at which an admission can need a coordinator.
STEPS = (Step.RECEIVED, Step.DELIBERATION, Step.INVITED)


def _any_at_steps(team_id: int) -> sa.ColumnElement[bool]:
    at_steps = Admission.step.in_([step.value for step in STEPS])
    return sa.select(Admission.id).where(Admission.team_id == team_id, at_steps).exists()


@finds_lines(40, if_any=_any_at_steps)
def lines(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Admissions that need a coordinator: not yet reviewed, decided without an outcome, or completely
    signed.
    """
    if role is not Role.COORDINATOR:
        return []
    admissions = admission_queries.admissions_at(team.id, STEPS).rows
    outstanding = joining.outstanding_of_many(team.id, admissions, on)
    return [
        Line(title, one.organization, "admissions.show", {"team": team.slug, "admission_id": one.id})
        for one in admissions
        if (title := _title(one, outstanding.get(one.id, [])))
    ]


def _title(admission: Admission, outstanding: Sequence[str]) -> str:
    """What an admission requires of a coordinator; empty when it waits for others."""
    if admission.step is Step.RECEIVED:
        return _("An application waits for its review")
    if admission.step is Step.DELIBERATION:
        is_decided = deliberation.is_decided(admission)
        return _("Decided: the organization waits for the outcome") if is_decided else ""
    return "" if outstanding else _("Everything is signed: welcome the new partner")
