"""Who may know of an admission, and who may read its personal data."""

import datetime as dt

import sqlalchemy as sa

from registry.accounts.models import User
from registry.admissions.models import Admission
from registry.admissions.rules.admissions import SHOWN_TO_READERS, Step
from registry.audit import hooks as audit_hooks
from registry.audit.hooks import SubjectColumn, TrailReader
from registry.audit.models import named
from registry.committees.queries import steering_committees
from registry.committees.queries.capacity import coordinator, for_team, person_in_committee
from registry.decisions import access as decision_access
from registry.errors import N_, NotFound, Refused
from registry.security.actors import Act, Actor, Capacity
from registry.security.permissions import Role, takes_part
from registry.teams.models import Team
from registry.teams.queries.teams import person_in

#: The capacities in which a person may sign an outcome (domain, admission).
SIGN_OUTCOMES = frozenset({Capacity.COORDINATOR, Capacity.CHAIR})

#: The steps at which each kind of reader sees admissions in lists.
LISTED = {
    Role.COORDINATOR: frozenset(set(Step) - {Step.UNCONFIRMED}),
    Role.READER: SHOWN_TO_READERS,
    Role.MEMBER: SHOWN_TO_READERS,
}


@audit_hooks.hides
def is_unlisted(reader: TrailReader, subject: SubjectColumn) -> sa.ColumnElement[bool]:
    """SQL condition: the subject of an event is an application that the reader must not see in lists."""
    if reader.role is Role.COORDINATOR:  # including applications that were deleted unconfirmed
        return sa.false()
    steps = [step.value for step in LISTED[reader.role]]
    listed = sa.select(named("admission", Admission.id)).where(
        Admission.team_id == reader.team_id, Admission.step.in_(steps)
    )
    return sa.and_(subject.like("admission:%"), subject.not_in(listed))


def may_read_dossier(admission: Admission, user: User, role: Role, on: dt.date) -> bool:
    """Whether a reader sees contact, declaration and documents: coordinators and people who deliberate on
    it.
    """
    return role is Role.COORDINATOR or _deliberates(admission, user, on)


def check_may_read_dossier(admission: Admission, user: User, role: Role, on: dt.date) -> None:
    """Refuse readers who may not see documents and letters: raises `NotFound`."""
    if not may_read_dossier(admission, user, role, on):
        raise NotFound(N_("There is no such document."))


def acting(team: Team, user: User, role: Role, on: dt.date) -> Actor:
    """The capacity in which somebody acts on an admission: chair of the steering committee, else their
    role.
    """
    committee = steering_committees.committee_on(team.id, on)
    sits = person_in_committee(user, committee, on) if committee else None
    if sits is not None and sits.capacity is Capacity.CHAIR:
        return sits
    return coordinator(user) if role is Role.COORDINATOR else for_team(user, role)


def may_sign_outcomes(person: Actor) -> bool:
    """Whether somebody may sign outcomes: the chair or a coordinator."""
    return person.capacity in SIGN_OUTCOMES


def as_signer(team: Team, act: Act) -> Act:
    """The act in the capacity of a person who may sign outcomes now; raises `Refused`."""
    user, role = person_in(team.id, act.by)
    by = acting(team, user, role, act.on) if role is not None and takes_part(role) else None
    if by is None or not may_sign_outcomes(by):
        raise Refused(N_("The outcome is signed by the chair of the steering committee or a coordinator."))
    return act.as_(by)


def _deliberates(admission: Admission, user: User, on: dt.date) -> bool:
    """Whether a person speaks for a voice in the decision about it."""
    return admission.decision is not None and bool(decision_access.voices_of(user, admission.decision, on))
