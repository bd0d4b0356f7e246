"""Putting an application before the existing partners, and what they decided."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry import clock
from registry.admissions import queries, trail
from registry.admissions.models import Admission
from registry.admissions.rules import (
    Act,
    Step,
    check_all_reviewed,
    check_may_invite,
    check_may_refuse,
    check_move,
)
from registry.audit.tags import Tag
from registry.committees.models import Committee
from registry.decisions import queries as decisions
from registry.decisions import services as deciding
from registry.decisions.explaining import explain
from registry.decisions.models import Decision
from registry.decisions.rolls import possible_roll
from registry.decisions.rules import TITLE_LENGTH, Outcome, RollKind, Scale, State, VoteResult
from registry.decisions.settings import deciding_rules
from registry.decisions.votes import present_vote
from registry.errors import N_, InvalidInput
from registry.teams.acting import Person


@dataclass(frozen=True)
class Question:
    """What is put before the partners, and to which body: the whole team where none is named."""

    title: str
    question: str
    background: str = ""
    committee: Committee | None = None
    roll_kind: RollKind = RollKind.ORGANIZATION
    closes_on: dt.date | None = None


@dataclass(frozen=True)
class Deliberated:
    """The decision behind an admission: its title, in a sentence what it came to, what was recorded."""

    decision: Decision
    result: str
    recorded: str
    decided_on: dt.date | None

    @property
    def title(self) -> str:
        """What the matter is called."""
        return self.decision.title


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
    admission: Admission, *, decision: Decision | None, asked: Question, by: Person, now: dt.datetime
) -> None:
    """Put an application before the partners: by a decision that there is, or by a new one."""
    if decision is not None:
        link_decision(admission, decision, by=by, now=now)
    else:
        open_deliberation(admission, asked, by=by, now=now)


def open_deliberation(admission: Admission, asked: Question, *, by: Person, now: dt.datetime) -> Decision:
    """Open a decision of the existing partners on an application that was reviewed."""
    check_may_deliberate(admission)
    team = admission.team
    on = clock.local_date(now, team.timezone)
    rules = deciding_rules(team)
    roll = possible_roll(team, asked.committee, asked.roll_kind, on=on)
    decision = deciding.open_decision(
        team,
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
        by=by,
        on=on,
        now=now,
    )
    _put_before(admission, decision, by=by, now=now)
    return decision


def link_decision(admission: Admission, decision: Decision, *, by: Person, now: dt.datetime) -> None:
    """Let a decision that the team has already be the one on this application."""
    check_may_deliberate(admission)
    on = clock.local_date(now, admission.team.timezone)
    if decision not in linkable(admission, user_id=by.user_id or 0, on=on):
        raise InvalidInput(N_("Choose among the decisions that are listed."), field="decision")
    _put_before(admission, decision, by=by, now=now)


def linkable(admission: Admission, *, user_id: int, on: dt.date) -> list[Decision]:
    """The team's decisions that may be the one on this application: read by the team, of no other one."""
    page = decisions.decisions_page(admission.team_id, user_id=user_id, on=on)
    taken = queries.decided_by(admission.team_id)
    return [
        one
        for one in page.decisions
        if not one.is_for_roll_only and one.its_state is not State.SET_ASIDE and one.id not in taken
    ]


def check_may_deliberate(admission: Admission) -> None:
    """What goes before the partners was reviewed, criterion by criterion; again, once it was set aside."""
    if not may_be_put_again(admission):
        check_move(admission.is_at, Step.DELIBERATION)
    check_all_reviewed([answer.finding for answer in admission.answers])


def may_be_put_again(admission: Admission) -> bool:
    """Whether the partners set the matter aside, so that it may go before them again."""
    decision = admission.decision
    return (
        admission.is_at is Step.DELIBERATION
        and decision is not None
        and decision.its_state is State.SET_ASIDE
    )


def check_outcome(admission: Admission, *, invites: bool) -> None:
    """An outcome follows the decision of the partners, and is none that they decided against."""
    decision = admission.decision
    state = decision.its_state if decision else None
    resolution = decision.resolution if decision else None
    if invites:
        check_may_invite(state, resolution.its_outcome if resolution else None)
    else:
        check_may_refuse(state)


def is_decided(admission: Admission) -> bool:
    """Whether the partners' decision is recorded, so that an outcome can be given."""
    decision = admission.decision
    return (
        admission.is_at is Step.DELIBERATION and decision is not None and decision.its_state is State.DECIDED
    )


def may_be_invited(admission: Admission) -> bool:
    """Whether the partners' decision lets the organization be invited."""
    decision = admission.decision
    if not is_decided(admission) or decision is None or decision.resolution is None:
        return False
    return decision.resolution.its_outcome is Outcome.ADOPTED


def deliberated(admission: Admission, language: str) -> Deliberated | None:
    """What the partners decided, in a language; None where nothing was put before them."""
    if admission.decision_id is None:
        return None
    decision = decisions.decision_by_id(admission.decision_id)
    with force_locale(language):
        return Deliberated(
            decision=decision,
            result=" ".join(_result(decision)),
            recorded=decision.resolution.text if decision.resolution else "",
            decided_on=decision.resolution.decided_on if decision.resolution else None,
        )


def _result(decision: Decision) -> Sequence[str]:
    """In a sentence or two what it came to: numbers only, no voice is named."""
    if decision.its_state in (State.IN_ROUND, State.IN_VOTE):
        return [_("The deliberation is going on.")]
    if decision.its_state is State.SET_ASIDE:
        return [_("The matter was set aside without a decision.")]
    vote = present_vote(decision)
    if vote is not None and vote.result is not None:
        return [str(_VOTE_RESULTS[vote.result])]
    closing = decision.present_round.closing
    day = closing.closed_on if closing else decision.opened_on
    return explain(decisions.result_on(decision.present_round, day))[:1]


_VOTE_RESULTS = {
    VoteResult.PASSED: _l("A recorded vote passed."),
    VoteResult.NOT_PASSED: _l("A recorded vote did not pass."),
    VoteResult.NOT_HELD: _l("A recorded vote was not held: too few ballots were cast."),
}


def _put_before(admission: Admission, decision: Decision, *, by: Person, now: dt.datetime) -> None:
    again = admission.is_at is Step.DELIBERATION
    admission.decision = decision
    if again:
        trail.note(admission, Act.PUT_AGAIN, Tag.ADMISSION_DELIBERATED, by=by, now=now, decision=decision.id)
    else:
        trail.move(admission, Step.DELIBERATION, by=by, now=now, decision=decision.id)
