"""The status of a partner over time: dated rows that are added and superseded, never overwritten."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.hooks import CORRECTION_GUARDS, STATUS_GUARDS
from registry.partners.models.partners import Partner, StatusChange, TierChange
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import (
    RestsOn,
    Step,
    check_beginnings,
    check_rests_on,
    right_ground,
    without_ground,
)
from registry.partners.rules.partners import (
    ENDED,
    MOVES,
    Status,
    check_effective_date,
    check_order,
    check_place_of_day,
    in_force,
)
from registry.security import actors
from registry.security.actors import Act


def set_status(
    partner: Partner,
    *,
    status: Status,
    effective_on: dt.date,
    reason: str = "",
    rests_on: RestsOn | None = None,
    act: Act,
) -> StatusChange:
    """Change a partner's status from a date on, along the allowed moves.

    Becoming a partner needs a ground.
    """
    before = partner.status(effective_on)
    MOVES.check(before, status)
    _ask_guards(partner, status)
    check_rests_on(rests_on, status, before=before)
    _check_order(partner, status, effective_on)
    _check_beginnings(partner, effective_on, Step(status, rests_on is not None))
    change = add_status(partner, status, effective_on, reason=reason, rests_on=rests_on, act=act)
    events.record(
        PartnerEvent.STATUS_SET,
        partner,
        act,
        status=change.status,
        effective_on=effective_on.isoformat(),
        **ground_told(rests_on),
    )
    return change


def correct_status(
    wrong: StatusChange,
    *,
    status: Status,
    effective_on: dt.date,
    reason: str,
    rests_on: RestsOn | None = None,
    act: Act,
) -> StatusChange:
    """Correct a mistyped status, date or ground: the new row supersedes the old one, which stays visible.

    `rests_on` is its ground; by default that of the wrong row, where it was one of this status.
    """
    _check_correctable(wrong)
    check_place_of_day(wrong.partner.statuses, wrong, effective_on)
    _ask_guards(wrong.partner, status)
    _check_order(wrong.partner, status, effective_on, without=wrong)
    if rests_on is not None:
        check_rests_on(rests_on, status)
    ground = right_ground(wrong.status, wrong.ground, status, rests_on)
    was_silent = status is wrong.status and wrong.effective_on in without_ground(_steps(wrong.partner))
    step = Step(status, ground is not None or was_silent)
    _check_beginnings(wrong.partner, effective_on, step, without=wrong)
    right = add_status(wrong.partner, status, effective_on, reason=reason, rests_on=ground, act=act)
    _supersede([wrong], right, reason=reason, act=act)
    events.record(PartnerEvent.STATUS_CORRECTED, wrong.partner, act, wrong=wrong.id, right=right.id)
    return right


def strike_status(wrong: StatusChange, *, reason: str, act: Act) -> None:
    """Strike out a status that was entered by mistake: what held before it goes on."""
    _check_correctable(wrong)
    left = [change for change in wrong.partner.statuses if change.stands and change is not wrong]
    if not left:
        raise RuleBroken(
            N_(
                "This is all that is known of its status. Give the right one, or mark the partner as entered "
                "by mistake."
            ),
            field="what",
        )
    check_order(sorted({change.effective_on: change.status for change in left}.items()))
    _check_beginnings(wrong.partner, wrong.effective_on, None, without=wrong)
    now = in_force(left, act.on)
    _ask_guards(wrong.partner, now.status if now else Status.JOINING)
    wrong.strike(reason=reason, act=act)
    db.session.flush()
    events.record(PartnerEvent.STATUS_CORRECTED, wrong.partner, act, wrong=wrong.id, right=None)


def add_status(
    partner: Partner,
    status: Status,
    effective_on: dt.date,
    *,
    reason: str = "",
    rests_on: RestsOn | None = None,
    act: Act,
) -> StatusChange:
    """Add the row without an event, for a change that records its own event."""
    stated = status_stated(status, effective_on, rests_on=rests_on, act=act)
    change = StatusChange(partner=partner, reason=reason, **stated)
    db.session.add(change)
    db.session.flush()
    return change


def status_stated(
    status: Status, effective_on: dt.date, *, rests_on: RestsOn | None, act: Act
) -> dict[str, Any]:
    """The columns of a status, apart from its partner and the reason for it."""
    check_effective_date(effective_on)
    return {
        "status": status,
        "effective_on": effective_on,
        "rests_on": rests_on.ground.value if rests_on else "",
        "rests_on_words": rests_on.words if rests_on else "",
        "rests_on_subject": rests_on.subject if rests_on else "",
        **recorded(act),
    }


def ground_told(rests_on: RestsOn | None) -> dict[str, str]:
    """What an event says of the ground: its kind, and the thing in the registry; never its words."""
    if rests_on is None:
        return {}
    return {"rests_on": rests_on.ground.value, "rests_on_subject": rests_on.subject}


def recorded(act: Act) -> dict[str, Any]:
    """The columns of a row that say who entered it, when, in which capacity and for whom.

    Without an account, nobody did: the registry drew the consequence of something else.
    """
    by = act.by if act.by.account_id is not None else actors.REGISTRY
    return {
        "recorded_at": act.at,
        "recorded_by_id": by.account_id,
        "recorded_as": by.capacity,
        "recorded_for": by.acts_for[:200],
    }


def _supersede(
    rows: Sequence[StatusChange],
    right: StatusChange,
    *,
    reason: str,
    act: Act,
) -> None:
    for row in rows:
        row.supersede(right, reason=reason, act=act)
    db.session.flush()


def _ask_guards(partner: Partner, status: Status) -> None:
    for guard in STATUS_GUARDS:
        guard(partner, status)


def check_stands(wrong: TierChange | StatusChange) -> None:
    """What was corrected is not corrected again."""
    if not wrong.stands:
        raise RuleBroken(N_("This entry has been corrected already."))


def _check_correctable(wrong: StatusChange) -> None:
    """A status that came about by something else is corrected there, with all that it brought about."""
    check_stands(wrong)
    organization = wrong.partner.organization
    if wrong.status is Status.WITHDRAWN and wrong.effective_on in (
        organization.closed_on,
        organization.merged_on,
    ):
        raise RuleBroken(
            N_("It has this status because the organization was closed or merged. Take that back first.")
        )
    for guard in CORRECTION_GUARDS:
        guard(wrong)


def _check_order(
    partner: Partner, status: Status, effective_on: dt.date, *, without: StatusChange | None = None
) -> None:
    """Check that every status, including the new one, may follow the one before it.

    Of several on one day, the last counts.
    """
    dated = {
        change.effective_on: change.status
        for change in partner.statuses
        if change.stands and change is not without
    }
    check_order(sorted({**dated, effective_on: status}.items()))


def _check_beginnings(
    partner: Partner, entry: dt.date, step: Step | None, *, without: StatusChange | None = None
) -> None:
    """Check that an added or corrected entry lets the organization take part from no day without a ground."""
    after = [*_steps(partner, without), *([(entry, step)] if step else [])]
    check_beginnings(_steps(partner), after, entry=entry)


def _steps(partner: Partner, without: StatusChange | None = None) -> list[tuple[dt.date, Step]]:
    """Its statuses that stand, with their days, in order of recording."""
    return [
        (change.effective_on, Step(change.status, bool(change.rests_on)))
        for change in partner.statuses
        if change.stands and change is not without
    ]


def begin_leaving(partner: Partner, *, act: Act) -> None:
    """Set a partner to leaving from a day on; a joining partner stays joining until it has left."""
    if Status.LEAVING in MOVES[partner.status(act.on)]:
        add_status(partner, Status.LEAVING, act.on, act=act)
        events.record(
            PartnerEvent.STATUS_SET, partner, act, status=Status.LEAVING, effective_on=act.on.isoformat()
        )


def withdraw_partner(partner: Partner, *, effective_on: dt.date, reason: str = "", act: Act) -> StatusChange:
    """Withdraw a partner from a day on.

    All later-dated rows are superseded and stay visible: no planned status can prevent a withdrawal.
    """
    return _instead(partner, Status.WITHDRAWN, effective_on, reason=reason, act=act)


def correct_withdrawal(
    partner: Partner, *, wrong_on: dt.date, effective_on: dt.date, reason: str, act: Act
) -> StatusChange:
    """Correct the day from which a partner is withdrawn: its row of the wrong day, and all that is dated
    between that day and the right one, are struck out and stay visible. What came later stays.
    """
    db.session.expire(partner, ["statuses"])
    standing = [change for change in partner.statuses if change.stands]
    left = max((_place(change) for change in standing if _withdraws_on(change, wrong_on)), default=None)
    wrong = [
        change
        for change in standing
        if _withdraws_on(change, wrong_on)
        or (left is not None and effective_on < change.effective_on and _place(change) < left)
        or wrong_on < change.effective_on < effective_on
    ]
    right = add_status(partner, Status.WITHDRAWN, effective_on, reason=reason, act=act)
    _supersede(wrong, right, reason=reason, act=act)
    events.record(
        PartnerEvent.STATUS_CORRECTED, partner, act, wrong=[change.id for change in wrong], right=right.id
    )
    return right


def keep_partner(
    partner: Partner, *, status: Status, on: dt.date, reason: str = "", act: Act
) -> StatusChange:
    """Give a partner that takes back its notice a status from a day on; the planned withdrawal is
    superseded.
    """
    return _instead(partner, status, on, reason=reason, act=act)


def _instead(partner: Partner, status: Status, on: dt.date, *, reason: str, act: Act) -> StatusChange:
    """Add a status from a day on; it supersedes all later-dated rows and any planned end."""
    today = act.on
    db.session.expire(partner, ["statuses"])
    giving_way = [change for change in partner.statuses if _gives_way(change, on, today)]
    change = add_status(partner, status, on, reason=reason, act=act)
    _supersede(giving_way, change, reason=reason, act=act)
    events.record(
        PartnerEvent.STATUS_SET,
        partner,
        act,
        status=status,
        effective_on=on.isoformat(),
        superseded=[other.id for other in giving_way],
    )
    return change


def _place(change: StatusChange) -> tuple[dt.date, int]:
    return change.effective_on, change.id


def _withdraws_on(change: StatusChange, on: dt.date) -> bool:
    return change.status is Status.WITHDRAWN and change.effective_on == on


def _gives_way(change: StatusChange, on: dt.date, today: dt.date) -> bool:
    ends_later = change.status in ENDED and change.effective_on > today
    return change.stands and (change.effective_on > on or ends_later)
