"""Who may know of an admission, and who may read what is personal in it."""

import datetime as dt

from registry.accounts.models import User
from registry.admissions.models import Admission
from registry.admissions.rules.admissions import SHOWN_TO_READERS, Step
from registry.committees.queries import committees
from registry.committees.queries.capacity import coordinator, for_team, person_in_committee
from registry.decisions import access as decision_access
from registry.errors import N_, NotFound
from registry.security.actors import Actor, Capacity
from registry.security.permissions import Role
from registry.teams.models import Team

#: Steps that each kind of reader finds in lists.
LISTED = {
    Role.COORDINATOR: frozenset(set(Step) - {Step.UNCONFIRMED}),
    Role.READER: SHOWN_TO_READERS,
    Role.MEMBER: SHOWN_TO_READERS,
}


def may_read_dossier(admission: Admission, user: User, role: Role, on: dt.date) -> bool:
    """Whether a reader sees contact, declaration and documents: coordinators and those who deliberate."""
    return role is Role.COORDINATOR or _deliberates(admission, user, on)


def check_may_read_dossier(admission: Admission, user: User, role: Role, on: dt.date) -> None:
    """Documents and letters are for coordinators and those who deliberate; others find none."""
    if not may_read_dossier(admission, user, role, on):
        raise NotFound(N_("There is no such document."))


def acting(team: Team, user: User, role: Role, on: dt.date) -> Actor:
    """As whom somebody acts on an admission: the chair of the steering committee as chair, else by role."""
    steering = committees.steering_of(team.id)
    sits = person_in_committee(user, steering, on) if steering else None
    if sits is not None and sits.capacity is Capacity.CHAIR:
        return sits
    return coordinator(user) if role is Role.COORDINATOR else for_team(user, role)


def may_sign_outcomes(person: Actor) -> bool:
    """Whether somebody signs outcomes: the chair or a coordinator."""
    return person.capacity in (Capacity.COORDINATOR, Capacity.CHAIR)


def _deliberates(admission: Admission, user: User, on: dt.date) -> bool:
    """Whether a person speaks for a voice on the roll of the decision about it."""
    return admission.decision is not None and bool(decision_access.voices_of(user, admission.decision, on))
