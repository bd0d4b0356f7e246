"""Schedules of contributions over time: each is kept by the day from which it holds, never overwritten."""

import datetime as dt
from collections.abc import Sequence

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner, Schedule, ScheduleLine
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import (
    Contribution,
    check_effective_date,
    check_place_of_day,
    check_schedule_length,
)
from registry.partners.services.status import recorded
from registry.security.actors import Act

#: Kind, English and French of each line, in order.
Lines = Sequence[tuple[Contribution, str, str]]


def set_schedule(
    partner: Partner, *, lines: Lines, effective_on: dt.date | None = None, act: Act
) -> Schedule:
    """Set what a partner contributes from a day on (default: today). Signed versions keep theirs."""
    schedule = _add(partner, lines, effective_on or act.on, act=act)
    events.record(
        PartnerEvent.SCHEDULE_SET,
        partner,
        act,
        lines=len(lines),
        effective_on=schedule.effective_on.isoformat(),
    )
    return schedule


def correct_schedule(
    wrong: Schedule, *, lines: Lines, effective_on: dt.date, reason: str, act: Act
) -> Schedule:
    """Correct a mistyped schedule or its day: the new one supersedes it, and it stays visible."""
    if not wrong.stands:
        raise RuleBroken(N_("This entry has been corrected already."))
    check_place_of_day(wrong.partner.schedules, wrong, effective_on)
    right = _add(wrong.partner, lines, effective_on, act=act)
    wrong.supersede(right, reason=reason, act=act)
    events.record(PartnerEvent.SCHEDULE_CORRECTED, wrong.partner, act, wrong=wrong.id, right=right.id)
    return right


def strike_schedule(wrong: Schedule, *, reason: str, act: Act) -> None:
    """Strike out a schedule that was entered by mistake: the one before it goes on."""
    wrong.strike(reason=reason, act=act)
    events.record(PartnerEvent.SCHEDULE_CORRECTED, wrong.partner, act, wrong=wrong.id, right=None)


def _add(partner: Partner, lines: Lines, effective_on: dt.date, *, act: Act) -> Schedule:
    check_schedule_length(len(lines))
    check_effective_date(effective_on)
    schedule = Schedule(partner=partner, effective_on=effective_on, **recorded(act))
    schedule.lines = [
        ScheduleLine(kind=kind, text_en=english, text_fr=french, position=position)
        for position, (kind, english, french) in enumerate(lines, start=1)
    ]
    db.session.add(schedule)
    db.session.flush()
    return schedule
