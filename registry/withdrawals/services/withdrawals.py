"""The life of a withdrawal: its day, taking it back, its record."""

import datetime as dt

from registry.audit.services import events
from registry.errors import N_, RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services import status
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.security.actors import Act
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.rules import withdrawals
from registry.withdrawals.rules.events import WithdrawalEvent
from registry.withdrawals.rules.withdrawals import MOVES, ActKind, State, check_words
from registry.withdrawals.services import departure
from registry.withdrawals.services.efforts import act_on


def set_day(withdrawal: Withdrawal, *, effective_on: dt.date, reason: str, act: Act) -> None:
    """Set the day of leaving when the notice named none, or move it; the old one stays visible."""
    on = act.on
    MOVES.check(withdrawal.state_on(on), State.LEFT)
    withdrawals.check_new_day(effective_on, on)
    if effective_on == withdrawal.effective_on:
        raise RuleBroken(N_("It leaves on that day already."), field="effective_on")
    before, withdrawal.effective_on = withdrawal.effective_on, effective_on
    line = act_on(withdrawal, ActKind.DATE, check_words(reason, field="reason"), act=act)
    line.from_day, line.to_day = before, effective_on
    status.withdraw_partner(withdrawal.partner, effective_on=effective_on, act=act)
    events.record(WithdrawalEvent.DATE_SET, withdrawal, act, effective_on=effective_on.isoformat())
    departure.take_effect(withdrawal, act=act)


def correct_day(withdrawal: Withdrawal, *, effective_on: dt.date, reason: str, act: Act) -> None:
    """Correct a day of leaving that was mistyped and has come: what it brought about is undone. The old day
    stays, and so does the sealed statement; one that corrects it follows. A day ahead means that the
    organization has not left yet.
    """
    before = withdrawal.effective_on
    if withdrawal.state_on(act.on) is not State.LEFT or before is None:
        raise RuleBroken(N_("It has not left. Move the day of leaving."))
    withdrawals.check_in_reach(effective_on, act.on)
    if effective_on == before:
        raise RuleBroken(N_("It leaves on that day already."), field="effective_on")
    running = withdrawal_queries.running_withdrawal(withdrawal.partner_id)
    if effective_on > act.on and running is not None and running is not withdrawal:
        raise RuleBroken(State.RUNNING.hint, field="effective_on")
    reason = check_words(reason, field="reason")
    line = departure.add_act(withdrawal, ActKind.CORRECTED, reason, act=act)
    line.from_day, line.to_day = before, effective_on
    withdrawal.effective_on = effective_on
    status.correct_withdrawal(
        withdrawal.partner, wrong_on=before, effective_on=effective_on, reason=reason, act=act
    )
    events.record(WithdrawalEvent.DATE_CORRECTED, withdrawal, act, effective_on=effective_on.isoformat())
    is_ahead = effective_on > act.on
    if is_ahead:
        status.begin_leaving(withdrawal.partner, act=act)
    if withdrawal.state == State.RUNNING:  # the wrong day has come, and nobody noted it
        departure.take_effect(withdrawal, act=act)
        return
    departure.put_right(withdrawal, reason=reason, act=act)
    if is_ahead:
        return
    departure.owe_record(
        withdrawal,
        RecordKind.WITHDRAWAL,
        withdrawal.language,
        corrects=withdrawal_queries.statement_code(withdrawal),
        act=act,
    )


def take_back(withdrawal: Withdrawal, *, reason: str, act: Act) -> None:
    """Take the notice back: the organization stays. Only before its day has come."""
    on = act.on
    MOVES.check(withdrawal.state_on(on), State.STAYED)
    act_on(withdrawal, ActKind.STAYED, check_words(reason, field="reason"), act=act)
    withdrawal.state, withdrawal.closed_at = State.STAYED, act.at
    status.keep_partner(withdrawal.partner, status=Status(withdrawal.status_before), on=on, act=act)
    events.record(WithdrawalEvent.TAKEN_BACK, withdrawal, act)
    departure.owe_record(withdrawal, RecordKind.WITHDRAWAL, withdrawal.language, act=act)


def make_statement_again(withdrawal: Withdrawal, *, act: Act) -> None:
    """Order a further statement that includes what was entered since; the first one stays unchanged."""
    on = act.on
    state = withdrawal.state_on(on)
    if state is State.RUNNING:
        raise RuleBroken(N_("The statement is made when the withdrawal takes effect."))
    if any(order.record_id is None for order in records.orders_about(withdrawal.subject)):
        raise RuleBroken(N_("A record is being made. Look again in a few minutes."))
    events.record(WithdrawalEvent.STATEMENT_ASKED, withdrawal, act)
    departure.owe_record(withdrawal, RecordKind.WITHDRAWAL, withdrawal.language, act=act)
