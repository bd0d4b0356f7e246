"""Trying to understand, address and mitigate, and staying after all."""

import datetime as dt

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act, Capacity
from registry.withdrawals import access, messages
from registry.withdrawals.models import Effort, EffortAnswer, Withdrawal, WithdrawalAct
from registry.withdrawals.rules import withdrawals
from registry.withdrawals.rules.events import WithdrawalEvent
from registry.withdrawals.rules.withdrawals import (
    ActKind,
    Answer,
    Channel,
    EffortKind,
    State,
    check_length,
    check_words,
)
from registry.withdrawals.services import departure


def offer_effort(
    withdrawal: Withdrawal,
    *,
    kind: EffortKind,
    offered_by: str,
    offered_on: dt.date,
    text: str,
    act: Act,
) -> Effort:
    """Record what was offered to understand, address or mitigate; after the leaving, too."""
    on = act.on
    _check_not_stayed(withdrawal, on)
    withdrawals.check_happened(offered_on, on, field="offered_on")
    if len(withdrawal.efforts) >= withdrawals.MOST_EFFORTS:
        raise RuleBroken(N_("There are %(most)s efforts already."), most=withdrawals.MOST_EFFORTS)
    effort = Effort(
        withdrawal=withdrawal,
        kind=kind,
        offered_by=check_words(offered_by, field="offered_by", length=withdrawals.NAME_LENGTH),
        offered_on=offered_on,
        text=check_words(text, field="text"),
        recorded_at=act.at,
    )
    effort.done_by(act.by)
    db.session.add(effort)
    db.session.flush()
    events.record(WithdrawalEvent.EFFORT_OFFERED, withdrawal, act, effort=effort.id, kind=kind.value)
    if withdrawal.state_on(on) is State.RUNNING:
        messages.EffortOffered.post(effort, act)
    return effort


def answer_effort(
    effort: Effort,
    *,
    answer: Answer,
    text: str = "",
    channel: Channel = Channel.ONLINE,
    said_by: str = "",
    answered_on: dt.date | None = None,
    act: Act,
) -> EffortAnswer:
    """Keep the partner's answer: its representative's own, or one that a coordinator relays by a channel."""
    withdrawal, on = effort.withdrawal, act.on
    act = access.as_answerer(withdrawal, act)
    _check_not_stayed(withdrawal, on)
    if effort.answer is not None:
        raise RuleBroken(N_("This effort has been answered already."))
    is_own = act.by.capacity in (Capacity.REPRESENTATIVE, Capacity.ALTERNATE)
    if not is_own:
        withdrawals.check_relayed(channel)
    day = on if is_own or answered_on is None else answered_on
    withdrawals.check_happened(day, on, field="answered_on")
    if day < effort.offered_on:
        raise RuleBroken(N_("It cannot be answered before it was offered."), field="answered_on")
    given = EffortAnswer(
        effort=effort,
        answer=answer,
        text=check_length(text, field="text"),
        channel=Channel.ONLINE if is_own else channel,
        said_by=act.by.name
        if is_own
        else check_length(said_by, field="said_by", length=withdrawals.NAME_LENGTH),
        answered_on=day,
        recorded_at=act.at,
    )
    given.done_by(act.by)
    db.session.add(given)
    db.session.flush()
    events.record(
        WithdrawalEvent.EFFORT_ANSWERED,
        withdrawal,
        act,
        effort=effort.id,
        answer=answer,
        channel=given.channel,
    )
    if is_own:
        messages.ToCoordinator.post("answer", withdrawal, act.at, effort=effort.id)
    return given


def state_no_opportunity(withdrawal: Withdrawal, *, reason: str, act: Act) -> WithdrawalAct:
    """Say why there was no opportunity to understand, address and mitigate."""
    _check_not_stayed(withdrawal, act.on)
    line = act_on(withdrawal, ActKind.NO_OPPORTUNITY, check_words(reason, field="reason"), act=act)
    events.record(WithdrawalEvent.NO_OPPORTUNITY_STATED, withdrawal, act)
    return line


def _check_not_stayed(withdrawal: Withdrawal, on: dt.date) -> None:
    if withdrawal.state_on(on) is State.STAYED:
        raise RuleBroken(State.STAYED.hint)


def act_on(withdrawal: Withdrawal, kind: ActKind, text: str, *, act: Act) -> WithdrawalAct:
    return departure.add_act(withdrawal, kind, text, act=act)
