"""What of admissions waits for a person, for their home page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.admissions.models import Admission
from registry.admissions.queries import admissions as admission_queries
from registry.admissions.queries import deliberation, joining
from registry.admissions.rules.admissions import Step
from registry.security.permissions import Role
from registry.teams.models import Team


@dataclass(frozen=True)
class Waiting:
    """One admission that waits: for its review, its outcome or its completion."""

    admission: Admission
    #: review, outcome or complete.
    what: str


def waiting_on(team: Team, role: Role, on: dt.date) -> list[Waiting]:
    """What waits for a coordinator: received and not taken up, decided without outcome, all signed."""
    if role is not Role.COORDINATOR:
        return []
    steps = (Step.RECEIVED, Step.DELIBERATION, Step.INVITED)
    admissions = admission_queries.admissions_at(team.id, steps).rows
    outstanding = joining.outstanding_of_many(team.id, admissions, on)
    found = [(one, _what(one, outstanding.get(one.id, []))) for one in admissions]
    return [Waiting(one, what) for one, what in found if what]


def _what(admission: Admission, outstanding: Sequence[str]) -> str:
    if admission.step is Step.RECEIVED:
        return "review"
    if admission.step is Step.DELIBERATION:
        return "outcome" if deliberation.is_decided(admission) else ""
    return "" if outstanding else "complete"
