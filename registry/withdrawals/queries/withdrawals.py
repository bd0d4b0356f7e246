"""Reading withdrawals, the requests to sign a notice, and what the team has settled about them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from registry.commitments.models import SigningRequest
from registry.database import keysets
from registry.database.keysets import Page
from registry.database.session import db
from registry.documents.models import Version
from registry.errors import N_, NotFound
from registry.jobs.troubles import Due
from registry.partners.models.partners import Partner
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
#: More than a team has partners; a list without an end is a fault.
MOST_RUNNING = 300


@dataclass(frozen=True)
class Row:
    """One withdrawal in the list."""

    withdrawal: Withdrawal
    partner: Partner
    notice: Notice
    efforts: int
    answered: int
    has_no_opportunity: bool

    def state_on(self, on: dt.date) -> State:
        """Where it stands on a day."""
        return self.withdrawal.state_on(on)

    def waits_for(self, on: dt.date) -> tuple[Wait, ...]:
        """All that it waits for on a day."""
        return withdrawals.waits_for(
            self.state_on(on),
            has_date=self.withdrawal.effective_on is not None,
            efforts=self.efforts,
            answered=self.answered,
            has_no_opportunity=self.has_no_opportunity,
        )


def running_of(team_id: int) -> list[Row]:
    """A team's running withdrawals, the nearest day first, those without a day before them."""
    query = _rows(team_id).where(Withdrawal.state == State.RUNNING.value)
    nearest = (Withdrawal.effective_on.is_not(None), Withdrawal.effective_on, Withdrawal.id)
    return [_row(row) for row in db.session.execute(query.order_by(*nearest).limit(MOST_RUNNING))]


def ended_of(team_id: int, *, after: int | None = None) -> Page[Row]:
    """A page of a team's ended withdrawals, newest first."""
    query = _rows(team_id).where(Withdrawal.state != State.RUNNING.value)
    return keysets.page(query, Withdrawal.id, after, PAGE, descending=True).each(_row)


def withdrawal_of(team_id: int, withdrawal_id: int) -> Withdrawal:
    """A withdrawal of a team with all that belongs to it; `NotFound` where there is none."""
    query = (
        sa.select(Withdrawal)
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .where(Partner.team_id == team_id, Withdrawal.id == withdrawal_id)
        .options(*whole_parts())
    )
    found: Withdrawal | None = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such withdrawal."))
    return found


def whole(withdrawal_id: int) -> Withdrawal:
    """A withdrawal with all that belongs to it, by its number, whatever its team."""
    query = sa.select(Withdrawal).where(Withdrawal.id == withdrawal_id).options(*whole_parts())
    return db.session.scalars(query).one()


def effort_of(withdrawal: Withdrawal, effort_id: int) -> Effort:
    """An effort made in a withdrawal; `NotFound` where there is none."""
    found = next((effort for effort in withdrawal.efforts if effort.id == effort_id), None)
    if found is None:
        raise NotFound(N_("There is no such effort."))
    return found


def running_withdrawal(partner_id: int) -> Withdrawal | None:
    """The withdrawal of a partner that is noted as running."""
    query = sa.select(Withdrawal).where(
        Withdrawal.partner_id == partner_id, Withdrawal.state == State.RUNNING.value
    )
    return db.session.scalar(query)


def withdrawals_of(partner_id: int) -> list[Withdrawal]:
    """All withdrawals of a partner, newest first."""
    query = sa.select(Withdrawal).where(Withdrawal.partner_id == partner_id)
    return list(db.session.scalars(query.order_by(Withdrawal.id.desc())))


def due(now: dt.datetime) -> list[Due]:
    """The running withdrawals whose day may have come somewhere."""
    tomorrow = (now + dt.timedelta(days=1)).date()  # no zone is further ahead
    query = (
        sa.select(Withdrawal.id, Partner.team_id)
        .join(Partner, Partner.id == Withdrawal.partner_id)
        .where(Withdrawal.state == State.RUNNING.value, Withdrawal.effective_on <= tomorrow)
        .order_by(Withdrawal.id)
    )
    return [Due(number, f"withdrawal:{number}", team_id) for number, team_id in db.session.execute(query)]


def notice_days(team_id: int) -> int | None:
    """The team's notice period in days; none unless it has set one."""
    return db.session.scalar(sa.select(NoticePeriod.days).where(NoticePeriod.team_id == team_id))


def request_by_id(request_id: int) -> NoticeRequest | None:
    """One request to sign a notice, with its partner, team and person."""
    query = sa.select(NoticeRequest).where(NoticeRequest.id == request_id)
    return db.session.scalar(query.options(*request_parts()))


def request_of(team_id: int, request_id: int) -> NoticeRequest:
    """A request of a team; `NotFound` where there is none."""
    found = request_by_id(request_id)
    if found is None or found.partner.team_id != team_id:
        raise NotFound(N_("There is no such request."))
    return found


def open_request(partner_id: int) -> NoticeRequest | None:
    """The request to sign a notice that a partner has open."""
    query = sa.select(NoticeRequest).where(
        NoticeRequest.partner_id == partner_id, NoticeRequest.state == RequestState.OPEN.value
    )
    return db.session.scalar(query.options(*request_parts()))


def notice_of_request(request_id: int) -> Notice | None:
    """The notice that was signed through a request."""
    query = sa.select(Notice).where(Notice.request_id == request_id)
    return db.session.scalar(query.options(joinedload(Notice.withdrawal)))


def open_signing_requests(partner_id: int) -> list[SigningRequest]:
    """What a partner is still asked to sign or acknowledge."""
    query = (
        sa.select(SigningRequest)
        .where(SigningRequest.partner_id == partner_id, SigningRequest.state == RequestState.OPEN.value)
        .options(
            joinedload(SigningRequest.version).joinedload(Version.document),
            joinedload(SigningRequest.signatory),
        )
    )
    return list(db.session.scalars(query.order_by(SigningRequest.id)))


def unanswered(partner_ids: list[int]) -> list[Effort]:
    """The efforts that running withdrawals of some partners have not answered, oldest first."""
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
    """All that belongs to a withdrawal, loaded with it."""
    return (
        joinedload(Withdrawal.partner).joinedload(Partner.team),
        joinedload(Withdrawal.notice).joinedload(Notice.request),
        selectinload(Withdrawal.acts),
        selectinload(Withdrawal.efforts).joinedload(Effort.answer),
    )


def request_parts() -> tuple[sa.sql.base.ExecutableOption, ...]:
    """Partner, team and person of a request, loaded with it."""
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
