"""What leaving does to a partner's status: leaving from the notice on, withdrawn from its day on."""

import datetime as dt

from registry import clock
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.extensions import db
from registry.partners.changes import add_status
from registry.partners.models import Partner, StatusChange
from registry.partners.rules import ENDED, MOVES, Status
from registry.partners.trail import note


def begin_leaving(partner: Partner, *, on: dt.date, actor: audit.Actor, now: dt.datetime) -> None:
    """From a day on the partner is leaving; one that is joining stays so until it has left."""
    if Status.LEAVING in MOVES[partner.status(on)]:
        add_status(partner, Status.LEAVING, on, actor=actor, now=now)
        note(Tag.PARTNER_STATUS_SET, partner, actor, now, status=Status.LEAVING, effective_on=on.isoformat())


def withdraw_partner(
    partner: Partner, *, effective_on: dt.date, reason: str = "", actor: audit.Actor, now: dt.datetime
) -> StatusChange:
    """From a day on the partner has withdrawn. What was dated for later gives way, and stays shown.

    Nothing stands in the way of leaving: no status that somebody had planned does.
    """
    return _instead(partner, Status.WITHDRAWN, effective_on, reason=reason, actor=actor, now=now)


def keep_partner(
    partner: Partner, *, status: Status, on: dt.date, reason: str = "", actor: audit.Actor, now: dt.datetime
) -> StatusChange:
    """From a day on the partner is what it was before its notice; the withdrawal that was to come is not."""
    return _instead(partner, status, on, reason=reason, actor=actor, now=now)


def _instead(
    partner: Partner, status: Status, on: dt.date, *, reason: str, actor: audit.Actor, now: dt.datetime
) -> StatusChange:
    """A status from a day on, in place of all that was dated for later and of any end still to come."""
    today = clock.local_date(now, partner.team.timezone)
    db.session.expire(partner, ["statuses"])
    giving_way = [change for change in partner.statuses if _gives_way(change, on, today)]
    change = add_status(partner, status, on, reason=reason, actor=actor, now=now)
    for other in giving_way:
        other.superseded_by_id = change.id
    db.session.flush()
    note(
        Tag.PARTNER_STATUS_SET,
        partner,
        actor,
        now,
        status=status.value,
        effective_on=on.isoformat(),
        superseded=[other.id for other in giving_way],
    )
    return change


def _gives_way(change: StatusChange, on: dt.date, today: dt.date) -> bool:
    ends_later = change.status in ENDED and change.effective_on > today
    return change.superseded_by_id is None and (change.effective_on > on or ends_later)
