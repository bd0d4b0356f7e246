"""Who runs a decision: the team's coordinators, and the chair of the body that deliberates."""

import datetime as dt

from registry.access import Role
from registry.accounts.models import User
from registry.committees.acting import coordinator, person_in_committee
from registry.committees.models import Committee
from registry.errors import N_, Refused
from registry.teams.acting import Capacity, Person


def runner(user: User, role: Role, committee: Committee | None, on: dt.date) -> Person | None:
    """A person as who may open and run decisions of a body; None where they may not."""
    if role is Role.COORDINATOR:
        return coordinator(user)
    sits = person_in_committee(user, committee, on) if committee is not None else None
    return sits if sits is not None and sits.capacity is Capacity.CHAIR else None


def check_runs(person: Person | None) -> Person:
    """Refuse with words who does not run the decision."""
    if person is None:
        raise Refused(N_("Only the coordinators and the chair of the committee run a decision."))
    return person
