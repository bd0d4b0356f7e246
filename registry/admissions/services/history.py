"""What every act in an admission leaves behind: a line of its history, and an event in the trail."""

import datetime as dt

from registry.admissions.models import Admission, AdmissionAct, subject_of
from registry.admissions.rules.admissions import ENDED, Act, Step, check_move
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.session import db
from registry.outbox.services import messages
from registry.security import actors
from registry.security.actors import Capacity, Person

#: Capacity in the trail of who acts behind an application's link.
APPLICANT = "applicant"

#: What is recorded as an admission comes to stand at a step.
TAGS = {
    Step.APPROACHED: Tag.ADMISSION_APPROACHED,
    Step.UNCONFIRMED: Tag.ADMISSION_SENT,
    Step.RECEIVED: Tag.ADMISSION_RECEIVED,
    Step.UNDER_REVIEW: Tag.ADMISSION_REVIEW_BEGUN,
    Step.DELIBERATION: Tag.ADMISSION_DELIBERATED,
    Step.INVITED: Tag.ADMISSION_INVITED,
    Step.PARTNER: Tag.ADMISSION_COMPLETED,
    Step.REFUSED: Tag.ADMISSION_REFUSED,
    Step.WITHDRAWN: Tag.ADMISSION_WITHDRAWN,
    Step.SET_ASIDE: Tag.ADMISSION_SET_ASIDE,
}


def applicant(admission: Admission) -> Person:
    """Who acts by the link of an application: its contact, for the organization."""
    return Person(None, admission.contact_name, Capacity.REPRESENTATIVE, admission.organization)


def registry() -> Person:
    """What the registry does by itself when all is there."""
    return Person(None, "Partnership Registry", Capacity.READER)


def move(
    admission: Admission, then: Step, *, by: Person, words: str = "", now: dt.datetime, **details: object
) -> None:
    """Go on to the next step, where the present one allows it."""
    check_move(admission.step, then)
    admission.step = then
    if then in ENDED:
        admission.ended_at = now
        if then is Step.WITHDRAWN:
            messages.cancel_about(subject_of(admission))
    begin(admission, Act.MOVED, by=by, words=words, now=now, **details)


def begin(
    admission: Admission, act: Act, *, by: Person, words: str = "", now: dt.datetime, **details: object
) -> None:
    """Note that an admission has come to stand where it stands."""
    note(admission, act, TAGS[admission.step], by=by, words=words, now=now, **details)


def note(
    admission: Admission,
    act: Act,
    tag: Tag,
    *,
    by: Person,
    words: str = "",
    now: dt.datetime,
    **details: object,
) -> None:
    """Add a line to the history, and an event that holds ids and states only."""
    line = AdmissionAct(act=act, step=admission.step, words=words, at=now, details=dict(details))
    line.done_by(by)
    admission.acts.append(line)
    db.session.flush()
    events.record(
        tag,
        team_id=admission.team_id,
        actor=actor_of(admission, by),
        at=now,
        subject=subject_of(admission),
        details={"step": admission.step, "capacity": by.capacity.value, **details},
    )


def actor_of(admission: Admission, by: Person) -> actors.Actor:
    """How the trail names who acts: an account, the applicant behind its link, or the registry."""
    if by.user_id is None and by.acts_for == admission.organization:
        return actors.Actor(APPLICANT, admission.id)
    return by.actor
