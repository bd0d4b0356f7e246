"""Trying to understand, address and mitigate, and staying after all."""

import datetime as dt

from registry import clock
from registry.audit.tags import Tag
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.partners import leaving
from registry.partners.rules import Status
from registry.records import orders
from registry.records.rules import RecordKind
from registry.teams.acting import Capacity, Person
from registry.teams.models import Team
from registry.withdrawals import effects, letters, rules
from registry.withdrawals.models import (
    Act,
    Effort,
    EffortAnswer,
    NoticePeriod,
    Withdrawal,
)
from registry.withdrawals.rules import (
    ActKind,
    Answer,
    Channel,
    EffortKind,
    State,
    check_length,
    check_move,
    check_words,
)


def set_day(
    withdrawal: Withdrawal, *, effective_on: dt.date, reason: str, by: Person, now: dt.datetime
) -> None:
    """Give the day of leaving where the notice named none, or move it; the old one stays shown."""
    on = _today(withdrawal, now)
    check_move(withdrawal.state_on(on), State.LEFT)
    rules.check_new_day(effective_on, on)
    if effective_on == withdrawal.effective_on:
        raise RuleBroken(N_("It leaves on that day already."), field="effective_on")
    before, withdrawal.effective_on = withdrawal.effective_on, effective_on
    act = _act(withdrawal, ActKind.DATE, check_words(reason, field="reason"), by=by, now=now)
    act.from_day, act.to_day = before, effective_on
    leaving.withdraw_partner(withdrawal.partner, effective_on=effective_on, actor=by.actor, now=now)
    effects.note(Tag.WITHDRAWAL_DATE_SET, withdrawal, by.actor, now, effective_on=effective_on.isoformat())
    effects.take_effect(withdrawal, now=now)


def offer_effort(
    withdrawal: Withdrawal,
    *,
    kind: EffortKind,
    offered_by: str,
    offered_on: dt.date,
    text: str,
    by: Person,
    now: dt.datetime,
) -> Effort:
    """Record what was offered to understand, address or mitigate; after the leaving, too."""
    on = _today(withdrawal, now)
    _check_not_stayed(withdrawal, on)
    rules.check_happened(offered_on, on, field="offered_on")
    if len(withdrawal.efforts) >= rules.MOST_EFFORTS:
        raise RuleBroken(N_("There are %(most)s efforts already."), most=rules.MOST_EFFORTS)
    effort = Effort(
        withdrawal=withdrawal,
        kind=kind.value,
        offered_by=check_words(offered_by, field="offered_by", length=rules.NAME_LENGTH),
        offered_on=offered_on,
        text=check_words(text, field="text"),
        recorded_at=now,
    )
    effort.done_by(by)
    db.session.add(effort)
    db.session.flush()
    effects.note(Tag.WITHDRAWAL_EFFORT_OFFERED, withdrawal, by.actor, now, effort=effort.id, kind=kind.value)
    if withdrawal.state_on(on) is State.RUNNING:
        letters.post_effort(effort, on=on, now=now)
    return effort


def answer_effort(
    effort: Effort,
    *,
    answer: Answer,
    text: str = "",
    channel: Channel = Channel.ONLINE,
    said_by: str = "",
    answered_on: dt.date | None = None,
    by: Person,
    now: dt.datetime,
) -> EffortAnswer:
    """Keep the partner's answer: its representative's own, or one that a coordinator relays by a channel."""
    withdrawal = effort.withdrawal
    on = _today(withdrawal, now)
    _check_not_stayed(withdrawal, on)
    if effort.answer is not None:
        raise RuleBroken(N_("This effort has been answered already."))
    is_own = by.capacity in (Capacity.REPRESENTATIVE, Capacity.ALTERNATE)
    if not is_own:
        rules.check_relayed(channel)
    day = on if is_own or answered_on is None else answered_on
    rules.check_happened(day, on, field="answered_on")
    if day < effort.offered_on:
        raise RuleBroken(N_("It cannot be answered before it was offered."), field="answered_on")
    given = EffortAnswer(
        effort=effort,
        answer=answer.value,
        text=check_length(text, field="text"),
        channel=(Channel.ONLINE if is_own else channel).value,
        said_by=by.name if is_own else check_length(said_by, field="said_by", length=rules.NAME_LENGTH),
        answered_on=day,
        recorded_at=now,
    )
    given.done_by(by)
    db.session.add(given)
    db.session.flush()
    effects.note(
        Tag.WITHDRAWAL_EFFORT_ANSWERED,
        withdrawal,
        by.actor,
        now,
        effort=effort.id,
        answer=answer.value,
        channel=given.channel,
    )
    if is_own:
        letters.tell_coordinators("answer", withdrawal, now=now, effort=effort.id)
    return given


def state_no_opportunity(withdrawal: Withdrawal, *, reason: str, by: Person, now: dt.datetime) -> Act:
    """Say why there was no opportunity to understand, address and mitigate."""
    _check_not_stayed(withdrawal, _today(withdrawal, now))
    act = _act(withdrawal, ActKind.NO_OPPORTUNITY, check_words(reason, field="reason"), by=by, now=now)
    effects.note(Tag.WITHDRAWAL_NO_OPPORTUNITY_STATED, withdrawal, by.actor, now)
    return act


def take_back(withdrawal: Withdrawal, *, reason: str, by: Person, now: dt.datetime) -> None:
    """The organization takes its notice back and stays; only before its day has come."""
    on = _today(withdrawal, now)
    check_move(withdrawal.state_on(on), State.STAYED)
    _act(withdrawal, ActKind.STAYED, check_words(reason, field="reason"), by=by, now=now)
    withdrawal.state, withdrawal.closed_at = State.STAYED.value, now
    leaving.keep_partner(
        withdrawal.partner, status=Status(withdrawal.status_before), on=on, actor=by.actor, now=now
    )
    effects.note(Tag.WITHDRAWAL_TAKEN_BACK, withdrawal, by.actor, now)
    effects.owe_record(withdrawal, RecordKind.WITHDRAWAL, withdrawal.language, on=on, now=now)


def make_statement_again(withdrawal: Withdrawal, *, by: Person, now: dt.datetime) -> None:
    """Owe a later statement, with what was entered since the first, which stays as it is."""
    on = _today(withdrawal, now)
    state = withdrawal.state_on(on)
    if state is State.RUNNING:
        raise RuleBroken(N_("The statement is made when the withdrawal takes effect."))
    if any(order.record_id is None for order in orders.orders_about(effects.subject_of(withdrawal))):
        raise RuleBroken(N_("A record is being made. Look again in a few minutes."))
    effects.note(Tag.WITHDRAWAL_STATEMENT_ASKED, withdrawal, by.actor, now)
    effects.owe_record(withdrawal, RecordKind.WITHDRAWAL, withdrawal.language, on=on, now=now)


def set_notice_period(team: Team, *, days: int | None, by: Person, now: dt.datetime) -> None:
    """Say how long before leaving the team wants to be told, or that it wants no such thing."""
    rules.check_notice_days(days)
    period = db.session.get(NoticePeriod, team.id)
    if period is not None and days is None:
        db.session.delete(period)
    elif period is not None and days is not None:
        period.days = days
    elif days is not None:
        db.session.add(NoticePeriod(team_id=team.id, days=days))
    db.session.flush()
    effects.note_team(Tag.NOTICE_PERIOD_SET, team.id, by.actor, now, days=days)


def _check_not_stayed(withdrawal: Withdrawal, on: dt.date) -> None:
    if withdrawal.state_on(on) is State.STAYED:
        raise RuleBroken(rules.STANDING_WORDS[State.STAYED])


def _act(withdrawal: Withdrawal, kind: ActKind, text: str, *, by: Person, now: dt.datetime) -> Act:
    return effects.add_act(withdrawal, kind, text, by=by, now=now)


def _today(withdrawal: Withdrawal, now: dt.datetime) -> dt.date:
    return clock.local_date(now, withdrawal.partner.team.timezone)
