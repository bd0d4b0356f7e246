"""What the coordinator's boards show: standing by partner, the effect of an invitation, planned reminders."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from registry import clock
from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import schedules, standings, tallies
from registry.commitments.rules.requests import reminder_days
from registry.commitments.rules.standings import DONE, TO_INVITE, Standing, counts
from registry.database.queries import keysets
from registry.documents.models import Version
from registry.outbox import queries as outbox_queries
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries.register import roll_of
from registry.signing.rules.requests import RequestState

#: Partners on one page of the board.
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One partner on the standing board."""

    partner_id: int
    name: str
    tier_label: str
    standing: Standing
    #: Its commitments to this version or, without any, to an earlier one; newest first.
    commitments: Sequence[Commitment]
    #: Its open requests on this version.
    requests: Sequence[SigningRequest]


@dataclass(frozen=True)
class Progress:
    """How many partners have each standing on a version."""

    counts: dict[Standing, int]

    @property
    def asked(self) -> int:
        """The number of partners that are asked for something."""
        aside = (Standing.WITHDRAWN, Standing.NOT_ASKED, Standing.TIER_NOT_SET)
        return sum(count for standing, count in self.counts.items() if standing not in aside)

    @property
    def done(self) -> int:
        """The number of partners that are current or have acknowledged."""
        return sum(self.counts[standing] for standing in DONE)


@dataclass(frozen=True)
class StandingBoard(Progress):
    """A page of partners with their standing, and the count of each standing."""

    rows: Sequence[Row]
    #: Where the next page begins; None on the last page.
    next_after: int | None


@dataclass(frozen=True)
class InvitationPlan:
    """The partners that an invitation of everybody outstanding would reach; and those it would not reach, by
    reason.
    """

    to_invite: Sequence[Partner]
    without_signatory: Sequence[Partner]
    without_tier: Sequence[Partner]
    already_asked: Sequence[Partner]
    #: Their schedule has a line without text in the language of the person who would sign.
    unwritten_schedule: Sequence[Partner]


@dataclass(frozen=True)
class PlannedReminder:
    """A day on which a reminder is planned, and its message once posted."""

    day: dt.date
    message: Message | None
    #: Skipped, because the request was answered before.
    is_past: bool


def progress_on(version: Version, on: dt.date) -> Progress:
    """The counts of standings on a version among the partners of its team; the versions of its document are
    loaded.
    """
    return Progress(tallies.counts_on(version, on))


def standing_board(
    version: Version, *, on: dt.date, only: Standing | None = None, after: int | None = None
) -> StandingBoard:
    """The standing of a team's partners on a version, page by page in list order."""
    everyone = roll_of(version.document.team_id, on)
    where = standings.of_roll(version, everyone, on)
    chosen = [row for row in everyone if only is None or where[row.id] is only]
    start = next(
        (index for index, row in enumerate(chosen) if after is None or row.position > after), len(chosen)
    )
    page = keysets.cut(chosen[start:], PAGE)
    marks = standings.board_marks(version, [row.id for row in page.rows])
    return StandingBoard(
        counts=counts(list(where.values())),
        rows=[
            Row(
                partner_id=row.id,
                name=row.name,
                tier_label=version.document.team.tier_label(row.tier) if row.tier else "",
                standing=where[row.id],
                commitments=marks.commitments.get(row.id, []),
                requests=marks.requests[row.id],
            )
            for row in page.rows
        ],
        next_after=page.after.position if page.after else None,
    )


def invitation_plan(version: Version, everyone: Sequence[Partner], on: dt.date) -> InvitationPlan:
    """The effect of inviting everybody outstanding, shown before it is done."""
    where = standings.of_roll(version, roll_of(version.document.team_id, on), on)
    asked = {request.partner_id for request in request_queries.open_requests(version_id=version.id)}
    wanted = [partner for partner in everyone if where[partner.id] in TO_INVITE]
    reachable = [p for p in wanted if _reached(p, on)]
    unwritten = [
        p
        for p in reachable
        if any(schedules.unwritten_for(signatory, version, on) for signatory in _reached(p, on))
    ]
    return InvitationPlan(
        to_invite=[p for p in reachable if p.id not in asked and p not in unwritten],
        without_signatory=[partner for partner in wanted if partner not in reachable],
        without_tier=[p for p in everyone if where[p.id] is Standing.TIER_NOT_SET],
        already_asked=[partner for partner in reachable if partner.id in asked],
        unwritten_schedule=[p for p in unwritten if p.id not in asked],
    )


def _reached(partner: Partner, on: dt.date) -> list[Signatory]:
    """The signatories of a partner to ask first: those with an address, as many as signatures are needed."""
    with_address = [person for person in partner.active_signatories(on) if person.email]
    return with_address[: partner.signatures_needed]


def reminder_plan(request: SigningRequest, on: dt.date) -> list[PlannedReminder]:
    """The planned reminders of a request, each with its message once posted.

    While a request is with a board, none is planned; those already sent stay visible.
    """
    zone = request.partner.team.timezone
    plan_of = partial(
        reminder_days,
        asked_on=clock.local_date(request.asked_at, zone),
        due_on=request.due_on,
        expires_on=clock.local_date(request.expires_at, zone),
    )
    posted = {
        message.dedupe_key: message
        for message in outbox_queries.messages_about([("signing_request", request.id)])
        if message.dedupe_key
    }
    is_over = request.state != RequestState.OPEN
    still = plan_of(board_until=request.board_until)
    went = [day for day in plan_of() if request_queries.reminder_key(request, day) in posted]
    plan = [
        PlannedReminder(day, posted.get(request_queries.reminder_key(request, day)), day < on or is_over)
        for day in sorted({*still, *went})
    ]
    return [planned for planned in plan if planned.message or not is_over]
