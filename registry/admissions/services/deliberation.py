"""Putting an application before the existing partners, and what they decided."""

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
from registry.decisions.queries.decisions import deciding_rules
from registry.decisions.queries.rolls import possible_roll
from registry.decisions.rules.decisions import TITLE_LENGTH, RollKind, Scale
from registry.decisions.services import decisions
from registry.decisions.services.decisions import Matter
from registry.errors import N_, InvalidInput
from registry.security.actors import Act


@dataclass(frozen=True)
class Question:
    """What is put before the partners, and to which body: the whole team where none is named."""

    title: str
    question: str
    background: str = ""
    committee: Committee | None = None
    roll_kind: RollKind = RollKind.ORGANIZATION
    closes_on: dt.date | None = None


def suggested(admission: Admission) -> dict[str, str]:
    """How the question is usually put, in the reader's language."""
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
    """Put an application before the partners: by a decision that there is, or by a new one."""
    if decision is not None:
        link_decision(admission, decision, act=act)
    else:
        open_deliberation(admission, asked, act=act)


def open_deliberation(admission: Admission, asked: Question, *, act: Act) -> Decision:
    """Open a decision of the existing partners on an application that was reviewed."""
    check_may_deliberate(admission)
    team = admission.team
    on = act.on
    rules = deciding_rules(team)
    roll = possible_roll(team, asked.committee, asked.roll_kind, on=on)
    decision = decisions.put_to_roll(
        team,
        Matter(
            title=asked.title,
            question=asked.question,
            background=asked.background,
            committee=asked.committee,
            scale=Scale(rules.scale),
            threshold=rules.threshold,
            roll_kind=asked.roll_kind,
            roll=roll.candidates,
            vacant=roll.vacant,
            closes_on=asked.closes_on,
        ),
        act=act,
    )
    _put_before(admission, decision, act=act)
    return decision


def link_decision(admission: Admission, decision: Decision, *, act: Act) -> None:
    """Let a decision that the team has already be the one on this application."""
    check_may_deliberate(admission)
    on = act.on
    if decision not in linkable(admission, user_id=act.by.id or 0, on=on):
        raise InvalidInput(N_("Choose among the decisions that are listed."), field="decision")
    _put_before(admission, decision, act=act)


def check_may_deliberate(admission: Admission) -> None:
    """What goes before the partners was reviewed, criterion by criterion; again, once it was set aside."""
    if not may_be_put_again(admission):
        MOVES.check(admission.step, Step.DELIBERATION)
    check_all_reviewed([answer.finding for answer in admission.answers])


def check_outcome(admission: Admission, *, invites: bool) -> None:
    """An outcome follows the decision of the partners, and is none that they decided against."""
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
