"""Queries about withdrawals and requests to sign a notice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from registry.commitments.models import SigningRequest
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.documents import hooks
from registry.documents.models import Version
from registry.documents.queries.signers import Bound, bound_by
from registry.documents.rules.provisions import ProvisionKind, Value
from registry.errors import N_, NotFound
from registry.jobs.troubles import Due
from registry.partners.models.partners import Partner
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.signing.rules.requests import RequestState
from registry.withdrawals.models import (
    Effort,
    EffortAnswer,
    Notice,
    NoticePeriod,
    NoticeRequest,
    Withdrawal,
    WithdrawalAct,
)
from registry.withdrawals.rules import withdrawals
from registry.withdrawals.rules.withdrawals import ActKind, State, Wait

#: Ended withdrawals on one page.
PAGE = 50
#: More than the partners of any team; a longer list would be an error.
MOST_RUNNING = 300


@dataclass(frozen=True)
class Row:
    """A withdrawal in the list."""

    withdrawal: Withdrawal
    partner: Partner
    notice: Notice
    efforts: int
    answered: int
    has_no_opportunity: bool

    def state_on(self, on: dt.date) -> State:
        """Its state on a day."""
        return self.withdrawal.state_on(on)

    def waits_for(self, on: dt.date) -> tuple[Wait, ...]:
        """What it waits for on a day."""
        return withdrawals.waits_for(
            self.state_on(on),
            has_date=self.withdrawal.effective_on is not None,
            efforts=self.efforts,
            answered=self.answered,
            has_no_opportunity=self.has_no_opportunity,
        )


def running_of(team_id: int) -> list[Row]:
    """A team's running withdrawals, those without a day first, then nearest day first."""
    return [_row(row) for row in _running(team_id)]


def any_running(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a withdrawal of a team is stored as running."""
    of_team = sa.select(Withdrawal.id).join(Partner, Partner.id == Withdrawal.partner_id)
    return of_team.where(Partner.team_id == team_id, Withdrawal.state == State.RUNNING.value).exists()


@composed_once
def _running(team_id: int) -> sa.Select[Any, *tuple[Any, ...]]:
    query = _rows(team_id).where(Withdrawal.state == State.RUNNING.value)
    nearest = (Withdrawal.effective_on.is_not(None), Withdrawal.effective_on, Withdrawal.id)
    return query.order_by(*nearest).limit(MOST_RUNNING)


def ended_of(team_id: int, *, after: int | None = None) -> Page[Row]:
    """A page of a team's ended withdrawals, newest first."""
    query = _rows(team_id).where(Withdrawal.state != State.RUNNING.value)
    return keysets.page(query, Withdrawal.id, after, PAGE, descending=True).each(_row)


def withdrawal_of(team_id: int, withdrawal_id: int) -> Withdrawal:
    """A team's withdrawal with everything that belongs to it; raises `NotFound`."""
    query = (
        sa.select(Withdrawal)
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .where(Partner.team_id == team_id, Withdrawal.id == withdrawal_id)
        .options(*whole_parts())
    )
    withdrawal: Withdrawal | None = db.session.scalar(query)
    if withdrawal is None:
        raise NotFound(N_("There is no such withdrawal."))
    return withdrawal


def whole(withdrawal_id: int) -> Withdrawal:
    """A withdrawal of any team with everything that belongs to it."""
    query = sa.select(Withdrawal).where(Withdrawal.id == withdrawal_id).options(*whole_parts())
    return db.session.scalars(query).one()


def statement_code(withdrawal: Withdrawal) -> str | None:
    """The code of the latest statement that was ordered of a withdrawal; None before the first."""
    return next((order.code for order in reversed(statements_of(withdrawal))), None)


def statements_of(withdrawal: Withdrawal) -> list[RecordOrder]:
    """The orders of its statements, oldest first."""
    about = records.orders_about(withdrawal.subject)
    return [order for order in about if order.kind == RecordKind.WITHDRAWAL]


def effort_of(withdrawal: Withdrawal, effort_id: int) -> Effort:
    """An effort of a withdrawal; raises `NotFound`."""
    found = next((effort for effort in withdrawal.efforts if effort.id == effort_id), None)
    if found is None:
        raise NotFound(N_("There is no such effort."))
    return found


def running_withdrawal(partner_id: int) -> Withdrawal | None:
    """The withdrawal of a partner that is stored as running."""
    query = sa.select(Withdrawal).where(
        Withdrawal.partner_id == partner_id, Withdrawal.state == State.RUNNING.value
    )
    return db.session.scalar(query)


def withdrawals_of(partner_id: int) -> list[Withdrawal]:
    """All withdrawals of a partner, newest first."""
    query = sa.select(Withdrawal).where(Withdrawal.partner_id == partner_id)
    return list(db.session.scalars(query.order_by(Withdrawal.id.desc())))


def due(now: dt.datetime) -> list[Due]:
    """The running withdrawals whose day may have come in some time zone."""
    tomorrow = (now + dt.timedelta(days=1)).date()  # no time zone is further ahead
    query = (
        sa.select(Withdrawal.id, Partner.team_id)
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .where(Withdrawal.state == State.RUNNING.value, Withdrawal.effective_on <= tomorrow)
        .order_by(Withdrawal.id)
    )
    return [Due(number, f"withdrawal:{number}", team_id) for number, team_id in db.session.execute(query)]


def request_by_id(request_id: int) -> NoticeRequest | None:
    """One request to sign a notice, with its partner, team and person."""
    query = sa.select(NoticeRequest).where(NoticeRequest.id == request_id)
    return db.session.scalar(query.options(*request_parts()))


def request_of(team_id: int, request_id: int) -> NoticeRequest:
    """A request of a team; raises `NotFound`."""
    notice_request = request_by_id(request_id)
    if notice_request is None or notice_request.partner.team_id != team_id:
        raise NotFound(N_("There is no such request."))
    return notice_request


def open_request(partner_id: int) -> NoticeRequest | None:
    """A partner's open request to sign a notice."""
    query = sa.select(NoticeRequest).where(
        NoticeRequest.partner_id == partner_id, NoticeRequest.state == RequestState.OPEN.value
    )
    return db.session.scalar(query.options(*request_parts()))


def notice_of_request(request_id: int) -> Notice | None:
    """The notice that was signed through a request."""
    query = sa.select(Notice).where(Notice.request_id == request_id)
    return db.session.scalar(query.options(joinedload(Notice.withdrawal)))


def open_signing_requests(partner_id: int) -> list[SigningRequest]:
    """A partner's open requests to sign or acknowledge."""
    query = (
        sa.select(SigningRequest)
        .where(SigningRequest.partner_id == partner_id, SigningRequest.state == RequestState.OPEN.value)
        .options(
            joinedload(SigningRequest.version).joinedload(Version.document),
            joinedload(SigningRequest.signatory),
        )
    )
    return list(db.session.scalars(query.order_by(SigningRequest.id)))


def by_day(partner_id: int, day: dt.date) -> bool:
    """Whether a partner leaves, or has left, on a day by a withdrawal."""
    query = sa.select(Withdrawal.id).where(
        Withdrawal.partner_id == partner_id,
        Withdrawal.effective_on == day,
        Withdrawal.state != State.STAYED.value,
    )
    return db.session.scalar(query.limit(1)) is not None


def requests_closed_at(partner_id: int, moment: dt.datetime) -> list[SigningRequest]:
    """A partner's requests to sign or acknowledge that were closed at a moment, and by nothing else."""
    query = sa.select(SigningRequest).where(
        SigningRequest.partner_id == partner_id,
        SigningRequest.state == RequestState.CLOSED.value,
        SigningRequest.closed_at == moment,
    )
    return list(db.session.scalars(query.order_by(SigningRequest.id)))


def unanswered(partner_ids: list[int]) -> list[Effort]:
    """The unanswered efforts of running withdrawals of some partners, oldest first."""
    query = (
        sa.select(Effort)
        .join(Withdrawal, Withdrawal.id == Effort.withdrawal_id)
        .outerjoin(EffortAnswer, EffortAnswer.effort_id == Effort.id)
        .where(
            Withdrawal.partner_id.in_(partner_ids),
            Withdrawal.state == State.RUNNING.value,
            EffortAnswer.id.is_(None),
        )
        .options(joinedload(Effort.withdrawal).joinedload(Withdrawal.partner))
    )
    return list(db.session.scalars(query.order_by(Effort.offered_on, Effort.id)))


def whole_parts() -> tuple[sa.sql.base.ExecutableOption, ...]:
    """Loader options for everything that belongs to a withdrawal."""
    return (
        joinedload(Withdrawal.partner).joinedload(Partner.team),
        joinedload(Withdrawal.notice).joinedload(Notice.request),
        selectinload(Withdrawal.acts),
        selectinload(Withdrawal.efforts).joinedload(Effort.answer),
    )


def request_parts() -> tuple[sa.sql.base.ExecutableOption, ...]:
    """Loader options for partner, team and person of a request."""
    return (
        joinedload(NoticeRequest.partner).joinedload(Partner.team),
        joinedload(NoticeRequest.signatory),
    )


def _rows(team_id: int) -> sa.Select[Any]:
    efforts = sa.select(sa.func.count()).where(Effort.withdrawal_id == Withdrawal.id)
    answered = (
        sa.select(sa.func.count())
        .select_from(EffortAnswer)
        .join(Effort, Effort.id == EffortAnswer.effort_id)
        .where(Effort.withdrawal_id == Withdrawal.id)
    )
    no_opportunity = sa.select(WithdrawalAct.id).where(
        WithdrawalAct.withdrawal_id == Withdrawal.id, WithdrawalAct.kind == ActKind.NO_OPPORTUNITY.value
    )
    return (
        sa.select(
            Withdrawal,
            efforts.correlate(Withdrawal).scalar_subquery(),
            answered.correlate(Withdrawal).scalar_subquery(),
            no_opportunity.correlate(Withdrawal).exists(),
        )
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .where(Partner.team_id == team_id)
        .options(joinedload(Withdrawal.partner), joinedload(Withdrawal.notice))
    )


def _row(row: Any) -> Row:
    return Row(row[0], row[0].partner, row[0].notice, row[1], row[2], bool(row[3]))


@hooks.tells_settings(ProvisionKind.NOTICE_DAYS)
def settings_of(team_id: int) -> dict[ProvisionKind, Value]:
    """The notice period that a team had set: it runs where no agreement says anything else."""
    period = db.session.get(NoticePeriod, team_id)
    return {ProvisionKind.NOTICE_DAYS: period.days} if period else {}


def bound_of(withdrawal: Withdrawal) -> Bound | None:
    """Whether the organization had signed the version of its provision on the day of its notice."""
    notice = withdrawal.notice
    named = [(notice.partner_name, withdrawal.partner_id)]
    return bound_by(withdrawal.version_id, named, notice.given_on)
