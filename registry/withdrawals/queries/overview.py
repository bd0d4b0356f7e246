"""What the list of withdrawals and the page of one show, each in few queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.database.keysets import Page
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.queries.representatives import active_on
from registry.signing.rules.requests import RequestState
from registry.teams.models import Team
from registry.withdrawals.models import NoticePeriod, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.queries.withdrawals import Row
from registry.withdrawals.rules import withdrawals as withdrawal_rules


@dataclass(frozen=True)
class ShownList:
    """A team's withdrawals, whom a notice was asked of, and the team's notice period."""

    running: Sequence[Row]
    ended: Page[Row]
    asked: Sequence[NoticeRequest]
    notice_days: int | None

    def is_short(self, row: Row) -> bool:
        """Whether a notice keeps less than the team's notice period."""
        return (
            withdrawal_rules.days_short(row.notice.given_on, row.withdrawal.effective_on, self.notice_days)
            > 0
        )


@dataclass(frozen=True)
class Shown:
    """One withdrawal with what the team has settled, and whether its reader acts for the organization."""

    withdrawal: Withdrawal
    notice_days: int | None
    represents: bool

    @property
    def earliest(self) -> dt.date | None:
        """The first day that keeps the team's notice period."""
        return withdrawal_rules.earliest_day(self.withdrawal.notice.given_on, self.notice_days)

    @property
    def short_by(self) -> int:
        """How many days of the notice period are missing."""
        given_on = self.withdrawal.notice.given_on
        return withdrawal_rules.days_short(given_on, self.withdrawal.effective_on, self.notice_days)


def list_of(team_id: int, *, after: int | None = None) -> ShownList:
    """A team's withdrawals, running ones first; the ended ones a page at a time."""
    ended = withdrawals.ended_of(team_id, after=after)
    asked, notice_days = _asked_and_settled(team_id)
    return ShownList(withdrawals.running_of(team_id), ended, asked, notice_days)


def one_of(team_id: int, withdrawal_id: int, *, user_id: int, on: dt.date) -> Shown:
    """A withdrawal of a team for one reader on a day; `NotFound` where there is none."""
    represents = sa.select(Representative.id).where(
        Representative.partner_id == Withdrawal.partner_id,
        Representative.user_id == user_id,
        active_on(on),
    )
    query = (
        sa.select(Withdrawal, NoticePeriod.days, represents.correlate(Withdrawal).exists())
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .outerjoin(NoticePeriod, NoticePeriod.team_id == Partner.team_id)
        .where(Partner.team_id == team_id, Withdrawal.id == withdrawal_id)
        .options(*withdrawals.whole_parts())
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(N_("There is no such withdrawal."))
    return Shown(row[0], row[1], bool(row[2]))


def _asked_and_settled(team_id: int) -> tuple[list[NoticeRequest], int | None]:
    """The open requests of a team, newest first, and its notice period: in one query."""
    is_open = NoticeRequest.state == RequestState.OPEN.value
    query = (
        sa.select(NoticePeriod.days, NoticeRequest)
        .select_from(Team)
        .outerjoin(NoticePeriod, NoticePeriod.team_id == Team.id)
        .outerjoin(Partner, Partner.team_id == Team.id)
        .outerjoin(NoticeRequest, sa.and_(NoticeRequest.partner_id == Partner.id, is_open))
        .where(Team.id == team_id)
        .options(*withdrawals.request_parts())
        .order_by(NoticeRequest.id.is_(None), NoticeRequest.id.desc())
        .limit(withdrawals.PAGE)
    )
    rows = db.session.execute(query).all()
    return [request for _days, request in rows if request is not None], rows[0][0]
