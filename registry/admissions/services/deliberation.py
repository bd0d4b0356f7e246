"""Puts an application to the existing partners, and judges their decision."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from registry.admissions.models import Admission
from registry.admissions.queries.deliberation import linkable, may_be_put_again
from registry.admissions.rules.admissions import (
    MOVES,
    ActKind,
    Step,
    check_all_reviewed,
    check_may_invite,
    check_may_refuse,
)
from registry.admissions.rules.events import AdmissionEvent
from registry.admissions.services import history
from registry.committees.models import Committee
from registry.decisions.models.decisions import Decision
from registry.decisions.queries.rolls import possible_roll
from registry.decisions.rules.decisions import TITLE_LENGTH, RollKind
from registry.decisions.services import decisions
from registry.decisions.services.decisions import Matter
from registry.errors import N_, InvalidInput
from registry.security.actors import Act


@dataclass(frozen=True)
class Question:
    """The question to the partners, and the committee that is asked; without a committee, the whole team."""

    title: str
    question: str
    background: str = ""
    committee: Committee | None = None
    roll_kind: RollKind = RollKind.ORGANIZATION
    closes_on: dt.date | None = None
    #: The mark of the roll that the person was shown.
    roll_seen: str | None = None


def suggested(admission: Admission) -> dict[str, str]:
    """The default wording of the question, in the reader's language."""
    title = _("Admission of %(organization)s", organization=admission.organization)
    question = _(
        "Shall %(organization)s be invited to join as %(tier)s?",
        organization=admission.organization,
        tier=admission.tier_label(),
    )
    return {"title": title[:TITLE_LENGTH], "question": question, "background": admission.review}


def put_before_partners(
    admission: Admission, *, decision: Decision | None, asked: Question, act: Act
) -> None:
    """Put an application to the partners, by an existing decision or a new one."""
    if decision is not None:
        link_decision(admission, decision, act=act)
    else:
        open_deliberation(admission, asked, act=act)


def open_deliberation(admission: Admission, question: Question, *, act: Act) -> Decision:
    """Open a decision of the existing partners about a reviewed application."""
    check_may_deliberate(admission)
    team = admission.team
    on = act.on
    roll = possible_roll(team, question.committee, question.roll_kind, on=on)
    roll.check_seen(question.roll_seen)
    decision = decisions.put_to_roll(
        team,
        Matter(
            title=question.title,
            question=question.question,
            background=question.background,
            committee=question.committee,
            roll_kind=question.roll_kind,
            roll=roll.candidates,
            vacant=roll.vacant,
            closes_on=question.closes_on,
        ),
        act=act,
    )
    _put_before(admission, decision, act=act)
    return decision


def link_decision(admission: Admission, decision: Decision, *, act: Act) -> None:
    """Use an existing decision of the team for this application."""
    check_may_deliberate(admission)
    on = act.on
    if decision not in linkable(admission, user_id=act.by.id or 0, on=on):
        raise InvalidInput(N_("Choose among the decisions that are listed."), field="decision")
    _put_before(admission, decision, act=act)


def check_may_deliberate(admission: Admission) -> None:
    """Only a completely reviewed application is put to the partners; again only after they set it aside."""
    if not may_be_put_again(admission):
        MOVES.check(admission.step, Step.DELIBERATION)
    check_all_reviewed([answer.finding for answer in admission.answers])


def check_outcome(admission: Admission, *, invites: bool) -> None:
    """An outcome needs a decision of the partners, and must not contradict it."""
    decision = admission.decision
    state = decision.state if decision else None
    resolution = decision.resolution if decision else None
    if invites:
        check_may_invite(state, (resolution and resolution.outcome) or None)
    else:
        check_may_refuse(state)


def _put_before(admission: Admission, decision: Decision, *, act: Act) -> None:
    again = admission.step is Step.DELIBERATION
    admission.decision = decision
    if again:
        history.note(admission, ActKind.PUT_AGAIN, AdmissionEvent.DELIBERATED, act=act, decision=decision.id)
    else:
        history.move(admission, Step.DELIBERATION, act=act, decision=decision.id)
