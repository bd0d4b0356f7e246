"""What every act in an admission leaves behind: a line of its history, and an event in the trail."""

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

#: Capacity in the trail of who acts behind an application's link.
APPLICANT = "applicant"

#: What is recorded as an admission comes to stand at a step.
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
    """Who acts by the link of an application: its contact, for the organization."""
    return actors.person(None, admission.contact_name, Capacity.REPRESENTATIVE, admission.organization)


def by_applicant(admission: Admission, now: dt.datetime) -> Act:
    """What an applicant does behind its link."""
    return act_at(applicant(admission), now, admission.team.timezone)


def registry() -> Actor:
    """What the registry does by itself when all is there."""
    return actors.person(None, "Partnership Registry", Capacity.READER)


def move(admission: Admission, then: Step, *, words: str = "", act: Act, **details: object) -> None:
    """Go on to the next step, where the present one allows it."""
    MOVES.check(admission.step, then)
    admission.step = then
    if then in ENDED:
        admission.ended_at = act.at
        if then is Step.WITHDRAWN:
            messages.cancel_about(admission.subject)
    begin(admission, ActKind.MOVED, act=act, words=words, **details)


def begin(admission: Admission, kind: ActKind, *, words: str = "", act: Act, **details: object) -> None:
    """Note that an admission has come to stand where it stands."""
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
    """Add a line to the history, and an event that holds ids and states only."""
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
    """How the trail names who acts: an account, the applicant behind its link, or the registry."""
    if by.id is None and by.acts_for == admission.organization:
        return actors.Actor(APPLICANT, admission.id)
    return by
