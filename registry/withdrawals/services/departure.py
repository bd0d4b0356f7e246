"""Records the effects of the day of leaving, once; what is in force is computed from dates in any case."""

import datetime as dt
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from registry import dates
from registry.audit.services import events
from registry.commitments.services import requests as asking
from registry.committees.models import Term
from registry.committees.queries import committees
from registry.committees.services import corrections, seats
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.hooks import guards_correction
from registry.partners.models.partners import Partner, StatusChange
from registry.partners.rules.partners import Status
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security import actors
from registry.security.actors import Act, Capacity
from registry.signing.services import requests as signing_requests
from registry.withdrawals import messages
from registry.withdrawals.models import Withdrawal, WithdrawalAct
from registry.withdrawals.queries import handover, withdrawals
from registry.withdrawals.rules.events import WithdrawalEvent
from registry.withdrawals.rules.withdrawals import MOVES, ActKind, State
from registry.withdrawals.services import requests

#: The actor for what a day of leaving causes, since no person does it.
REGISTRY = actors.person(None, N_("Partnership Registry"), Capacity.READER)


def take_effect(withdrawal: Withdrawal, *, act: Act) -> bool:
    """Record that the day of leaving has come, once; False when it has not come, or was recorded before.

    Seats become vacant, open requests are closed, and the hand-over list is stored as of that day.
    """
    if withdrawal.state != State.RUNNING or withdrawal.state_on(act.on) is not State.LEFT:
        return False
    MOVES.check(State.RUNNING, State.LEFT)
    day = withdrawal.effective_on
    assert day is not None
    by_registry, by_its_name = act.as_(actors.REGISTRY), act.as_(REGISTRY)
    line = add_act(withdrawal, ActKind.LEFT, "", act=by_its_name)
    line.to_day = day
    withdrawal.handed_over = _handed_over_by(withdrawal.partner, day)
    withdrawal.state, withdrawal.closed_at = State.LEFT, act.at
    _end_terms(withdrawal, day, act=by_its_name)
    for request in withdrawals.open_signing_requests(withdrawal.partner_id):
        signing_requests.close(request, act=by_registry)
    requests.close_open(withdrawal.partner, act=by_registry)
    events.record(WithdrawalEvent.TOOK_EFFECT, withdrawal, by_registry, effective_on=day.isoformat())
    owe_record(
        withdrawal,
        RecordKind.WITHDRAWAL,
        withdrawal.language,
        corrects=withdrawals.statement_code(withdrawal),
        act=by_registry,
    )
    messages.ToCoordinator.post("left", withdrawal, act.at)
    return True


def put_right(withdrawal: Withdrawal, *, reason: str, act: Act) -> None:
    """Put right what a wrong day of leaving brought about, once its day and statuses are right: the terms
    that ended with it, the hand-over list, and, where the organization has not left, the requests to sign.
    """
    day, closed_at = withdrawal.effective_on, withdrawal.closed_at
    assert day is not None
    if day <= act.on:
        corrections.put_back(withdrawal.subject, until=day, reason=reason, act=act)
        withdrawal.handed_over = _handed_over_by(withdrawal.partner, day)
        return
    withdrawal.state, withdrawal.closed_at, withdrawal.handed_over = State.RUNNING, None, []
    corrections.put_back(withdrawal.subject, reason=reason, act=act)
    if closed_at is not None:
        for request in withdrawals.requests_closed_at(withdrawal.partner_id, closed_at):
            asking.ask_again(request, act=act)


def _handed_over_by(partner: Partner, day: dt.date) -> list[dict[str, Any]]:
    """The hand-over list of the last day before one of leaving."""
    return handover.kept(handover.list_of(partner, dates.shifted(day, -1)))


@guards_correction
def keep_to_withdrawal(wrong: StatusChange) -> None:
    """A partner that leaves by a withdrawal has its day there: what that brought about goes with it."""
    if wrong.status is Status.WITHDRAWN and withdrawals.by_day(wrong.partner_id, wrong.effective_on):
        raise RuleBroken(
            N_(
                "It has this status because of its withdrawal. Correct the day of leaving there, or take the "
                "notice back."
            )
        )


def owe_record(
    withdrawal: Withdrawal, kind: RecordKind, language: str, *, corrects: str | None = None, act: Act
) -> RecordOrder:
    """Order a record, and send it to the organization once it is made. It may correct an earlier one."""
    order = orders.order_record(
        kind,
        subject=withdrawal.subject,
        team_id=withdrawal.partner.team_id,
        language=language,
        corrects=corrects,
        now=act.at,
    )
    messages.Record.post(withdrawal, order, act)
    return order


def add_act(withdrawal: Withdrawal, kind: ActKind, text: str, *, act: Act) -> WithdrawalAct:
    """Store an act: what was done, by whom and when."""
    line = WithdrawalAct(withdrawal=withdrawal, kind=kind.value, text=text, at=act.at)
    line.done_by(act.by)
    db.session.add(line)
    db.session.flush()
    return line


def _end_terms(withdrawal: Withdrawal, day: dt.date, *, act: Act) -> None:
    """End the terms of the organization's people; its seats stay, and become vacant."""
    partner_id = withdrawal.partner_id
    with force_locale(withdrawal.language):
        why = _("The organization has left.")
    for seat in committees.seats_for_partner(partner_id, day):
        for term in committees.terms_of(seat.id):
            if partner_id in term.concerned_ids and (term.ends_on is None or term.ends_on > day):
                _end_term(term, day, why=why, ended_with=withdrawal.subject, act=act)


def _end_term(term: Term, day: dt.date, *, why: str, ended_with: tuple[str, int], act: Act) -> None:
    if term.starts_on > act.on:
        seats.strike_term(term, reason=why, ended_with=ended_with, act=act)
    else:
        ends_on = max(day, dates.shifted(term.starts_on, 1))
        seats.end_term(term, on=ends_on, reason=why, ended_with=ended_with, act=act)
