"""Everything the list of withdrawals and the page of one show, in few queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.database.queries.keysets import Page
from registry.database.session import db
from registry.documents.queries import provisions
from registry.documents.rules.figures import Figure
from registry.documents.rules.provisions import ProvisionKind
from registry.errors import N_, NotFound
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.queries.representatives import active_on
from registry.signing.rules.requests import RequestState
from registry.withdrawals.models import NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.queries.withdrawals import Row


@dataclass(frozen=True)
class ShownList:
    """A team's withdrawals, its open requests for a notice, and the notice that its agreement asks for."""

    running: Sequence[Row]
    ended: Page[Row]
    asked: Sequence[NoticeRequest]
    figure: Figure


@dataclass(frozen=True)
class Shown:
    """A withdrawal, and whether its reader acts for the organization."""

    withdrawal: Withdrawal
    represents: bool


def list_of(team_id: int, on: dt.date, *, after: int | None = None) -> ShownList:
    """A team's withdrawals on a day, running ones first, ended ones page by page."""
    return ShownList(
        running=withdrawals.running_of(team_id),
        ended=withdrawals.ended_of(team_id, after=after),
        asked=_asked(team_id),
        figure=provisions.figure_on(team_id, ProvisionKind.NOTICE_DAYS, on),
    )


def one_of(team_id: int, withdrawal_id: int, *, user_id: int, on: dt.date) -> Shown:
    """A team's withdrawal for one reader on a day; raises `NotFound`."""
    represents = sa.select(Representative.id).where(
        Representative.partner_id == Withdrawal.partner_id,
        Representative.user_id == user_id,
        active_on(on),
    )
    query = (
        sa.select(Withdrawal, represents.correlate(Withdrawal).exists())
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .where(Partner.team_id == team_id, Withdrawal.id == withdrawal_id)
        .options(*withdrawals.whole_parts())
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(N_("There is no such withdrawal."))
    return Shown(row[0], bool(row[1]))


def _asked(team_id: int) -> list[NoticeRequest]:
    """A team's open requests, newest first."""
    query = (
        sa.select(NoticeRequest)
        .join(Partner, Partner.id == NoticeRequest.partner_id)
        .where(Partner.team_id == team_id, NoticeRequest.state == RequestState.OPEN.value)
        .options(*withdrawals.request_parts())
        .order_by(NoticeRequest.id.desc())
        .limit(withdrawals.PAGE)
    )
    return list(db.session.scalars(query))
