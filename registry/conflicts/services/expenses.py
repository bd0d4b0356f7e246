"""The cost of a facilitator or mediator, its shares, and the consent of each payer."""

import datetime as dt
from collections.abc import Mapping

from registry.audit.services import events
from registry.conflicts import messages
from registry.conflicts.access import capacity, payers
from registry.conflicts.models.cases import Case
from registry.conflicts.models.expenses import Expense, RelayedConfirmation, Share, ShareConfirmation
from registry.conflicts.queries.payers import Payer, Payers
from registry.conflicts.rules.cases import NAME_LENGTH, REASON_LENGTH, SUBJECT_LENGTH, check_said
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.rules.money import check_shares
from registry.database.session import db
from registry.decisions.rules.decisions import RELAYED, Channel
from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.actors import Act


def enter_expense(
    case: Case,
    *,
    what: str,
    total: int,
    shares: Mapping[str, int],
    ground: str,
    act: Act,
) -> Expense:
    """Enter an expense with the share of each who pays, in cents, by payer; they add up to the total.

    `ground` says on what the division is based: the team's settings, or an agreement of the parties.
    """
    on = act.on
    by = capacity.manager(case, act.by, on)
    what = check_said(what, field="what", most=SUBJECT_LENGTH)
    check_shares(total, list(shares.values()))
    known = Payers(case, on).known()
    if not set(shares) <= set(known):
        raise InvalidInput(N_("This is nobody who can pay a share."), field="share_1")
    expense = Expense(
        case=case,
        what=what,
        total_cents=total,
        ground=check_said(ground, field="ground", most=REASON_LENGTH),
        recorded_at=act.at,
        shares=[_share(known[key], cents) for key, cents in shares.items() if cents],
    )
    expense.done_by(by)
    db.session.add(expense)
    db.session.flush()
    events.record(CaseEvent.EXPENSE_ENTERED, case, act.as_(by), expense=expense.id, cents=total)
    messages.Share.post(expense, act)
    return expense


def set_aside(expense: Expense, *, reason: str, act: Act) -> None:
    """Set aside a mistaken expense; it stays visible with the reason."""
    by = capacity.manager(expense.case, act.by, act.on)
    _check_counts(expense)
    expense.set_aside_reason = check_said(reason, field="reason", most=REASON_LENGTH)
    expense.set_aside_at = act.at
    events.record(CaseEvent.EXPENSE_SET_ASIDE, expense.case, act.as_(by), expense=expense.id)


def confirm_share(share: Share, *, act: Act) -> None:
    """Confirm a share for the party, the partner or the team that pays it, once."""
    case = share.expense.case
    by = payers.for_share(share, act.by, act.on)
    _check_counts(share.expense)
    if share.confirmation is not None:
        raise RuleBroken(N_("This share is confirmed already."))
    confirmation = ShareConfirmation(share=share, confirmed_at=act.at)
    confirmation.done_by(by)
    db.session.add(confirmation)
    db.session.flush()
    events.record(CaseEvent.SHARE_CONFIRMED, case, act.as_(by), share=share.id)


def relay_confirmation(
    share: Share, *, said_by: str, channel: Channel, said_on: dt.date, act: Act
) -> RelayedConfirmation:
    """Enter that who pays a share confirmed it by phone, e-mail or letter; it can confirm or deny it later.

    For the team itself, a coordinator or the chair confirms in their own name.
    """
    case = share.expense.case
    by = payers.for_relaying(share, act.by, act.on)
    _check_counts(share.expense)
    if share.is_confirmed:
        raise RuleBroken(N_("This share is confirmed already."))
    if channel not in RELAYED:
        raise InvalidInput(N_("Choose how it was said."), field="channel")
    if said_on > act.on:
        raise InvalidInput(N_("This day is still to come."), field="said_on")
    relayed = RelayedConfirmation(
        share=share,
        said_by=check_said(said_by, field="said_by", most=NAME_LENGTH),
        channel=channel,
        said_on=said_on,
        recorded_at=act.at,
    )
    relayed.done_by(by)
    db.session.add(relayed)
    db.session.flush()
    events.record(CaseEvent.SHARE_RELAYED, case, act.as_(by), share=share.id, channel=channel.value)
    return relayed


def strike_relayed(share: Share, *, reason: str, act: Act) -> None:
    """Strike out that a share was confirmed elsewhere, for who pays it or as the coordinator who entered it
    wrongly; the share then waits again.
    """
    relayed = share.relayed
    by = payers.for_striking(share, act.by, act.on)
    if relayed is None:
        raise RuleBroken(N_("Nothing stands that was confirmed elsewhere."))
    relayed.strike(reason=check_said(reason, field="reason", most=REASON_LENGTH), act=act.as_(by))
    db.session.flush()
    events.record(CaseEvent.SHARE_RELAYED_STRUCK, share.expense.case, act.as_(by), share=share.id)


def note_paid(share: Share, *, on: dt.date, act: Act) -> None:
    """Record the day a share was paid."""
    case = share.expense.case
    today = act.on
    by = capacity.manager(case, act.by, today)
    _check_counts(share.expense)
    if share.paid_on is not None:
        raise RuleBroken(N_("This share is paid already."))
    if on > today:
        raise InvalidInput(N_("This day is still to come."), field="on")
    share.paid_on = on
    events.record(CaseEvent.SHARE_PAID, case, act.as_(by), share=share.id, paid_on=on.isoformat())


def _share(payer: Payer, cents: int) -> Share:
    return Share(party_id=payer.party_id, partner_id=payer.partner_id, cents=cents)


def _check_counts(expense: Expense) -> None:
    if not expense.counts:
        raise RuleBroken(N_("This expense was set aside and no longer counts."))
