"""What every act in an admission records: a line of its history, and an event in the audit trail."""

import datetime as dt

from registry.admissions.models import Admission, AdmissionAct
from registry.admissions.rules.admissions import ENDED, MOVES, ActKind, Step
from registry.admissions.rules.events import AdmissionEvent
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.acts import act_at
from registry.database.session import db
from registry.outbox.services import messages
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity

#: The capacity of an applicant behind a link, in the audit trail.
APPLICANT = "applicant"

#: The event that is recorded when an admission reaches a step.
TAGS = {
    Step.APPROACHED: AdmissionEvent.APPROACHED,
    Step.UNCONFIRMED: AdmissionEvent.SENT,
    Step.RECEIVED: AdmissionEvent.RECEIVED,
    Step.UNDER_REVIEW: AdmissionEvent.REVIEW_BEGUN,
    Step.DELIBERATION: AdmissionEvent.DELIBERATED,
    Step.INVITED: AdmissionEvent.INVITED,
    Step.PARTNER: AdmissionEvent.COMPLETED,
    Step.REFUSED: AdmissionEvent.REFUSED,
    Step.WITHDRAWN: AdmissionEvent.WITHDRAWN,
    Step.SET_ASIDE: AdmissionEvent.SET_ASIDE,
}


def applicant(admission: Admission) -> Actor:
    """The applicant as actor, through the link: the contact person, acting for the organization."""
    return actors.person(None, admission.contact_name, Capacity.REPRESENTATIVE, admission.organization)


def by_applicant(admission: Admission, now: dt.datetime) -> Act:
    """An act that an applicant does through their link."""
    return act_at(applicant(admission), now, admission.team.timezone)


def registry() -> Actor:
    """The registry as actor, for admissions that complete by themselves."""
    return actors.person(None, "Partnership Registry", Capacity.READER)


def move(admission: Admission, then: Step, *, words: str = "", act: Act, **details: object) -> None:
    """Move to another step, if the present one allows it."""
    MOVES.check(admission.step, then)
    admission.step = then
    if then in ENDED:
        admission.ended_at = act.at
        if then is Step.WITHDRAWN:
            messages.cancel_about(admission.subject)
    begin(admission, ActKind.MOVED, act=act, words=words, **details)


def begin(admission: Admission, kind: ActKind, *, words: str = "", act: Act, **details: object) -> None:
    """Start the history of an admission with its first act."""
    note(admission, kind, TAGS[admission.step], act=act, words=words, **details)


def note(
    admission: Admission,
    kind: ActKind,
    tag: Tag,
    *,
    words: str = "",
    act: Act,
    **details: object,
) -> None:
    """Add a line to the history, and an event with ids and states only."""
    line = AdmissionAct(act=kind, step=admission.step, words=words, at=act.at, details=dict(details))
    line.done_by(act.by)
    admission.acts.append(line)
    db.session.flush()
    events.record(
        tag,
        admission,
        act.as_(actor_of(admission, act.by)),
        step=admission.step,
        capacity=act.by.capacity,
        **details,
    )


def actor_of(admission: Admission, by: Actor) -> actors.Actor:
    """How events name the actor: an account, the applicant behind the link, or the registry."""
    if by.id is None and by.acts_for == admission.organization:
        return actors.Actor(APPLICANT, admission.id)
    return by
