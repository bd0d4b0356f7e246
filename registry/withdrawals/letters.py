"""The messages that withdrawals send; their words are written when they leave."""

import datetime as dt

import sqlalchemy as sa

from registry.accounts.letters import write_to
from registry.extensions import db
from registry.outbox import services as outbox
from registry.outbox.models import Message
from registry.partners.models import Signatory
from registry.partners.representatives import representatives_of
from registry.records.models import RecordOrder
from registry.teams.letters import write_to_coordinators
from registry.withdrawals.models import Effort, NoticeRequest, Withdrawal

REQUEST = "withdrawals.request"
TO_COORDINATOR = "withdrawals.to_coordinator"
EFFORT = "withdrawals.effort"
RECORD = "withdrawals.record"


def post_request(request: NoticeRequest, *, now: dt.datetime) -> None:
    """Send the link of the request's present generation to the address on file."""
    signatory = request.signatory
    outbox.post(
        template=REQUEST,
        to_address=signatory.email,
        to_name=signatory.name,
        language=language_of(signatory),
        subject=("withdrawal_request", request.id),
        params={"request": request.id, "generation": request.generation},
        team_id=request.partner.team_id,
        now=now,
    )


def last_sent_at(request: NoticeRequest) -> dt.datetime | None:
    """When a link of a request was last posted."""
    return db.session.scalar(
        sa.select(sa.func.max(Message.posted_at)).where(
            Message.subject == f"withdrawal_request:{request.id}", Message.template == REQUEST
        )
    )


def tell_coordinators(what: str, withdrawal: Withdrawal, *, now: dt.datetime, **params: int) -> None:
    """Tell the team's coordinators what happened: `notice`, `answer`, or `left`."""
    write_to_coordinators(
        withdrawal.partner.team_id,
        template=TO_COORDINATOR,
        subject=("withdrawal", withdrawal.id),
        params={"what": what, "withdrawal": withdrawal.id, **params},
        now=now,
    )


def post_effort(effort: Effort, *, on: dt.date, now: dt.datetime) -> None:
    """Tell those who represent the partner that something is offered and waits for their answer."""
    partner = effort.withdrawal.partner
    for representative in representatives_of(partner.id, on):
        user = representative.user
        write_to(
            user,
            template=EFFORT,
            subject=("withdrawal", effort.withdrawal_id),
            params={"effort": effort.id},
            team_id=partner.team_id,
            now=now,
            dedupe_key=f"effort:{effort.id}:{user.id}",
        )


def post_record(withdrawal: Withdrawal, order: RecordOrder, *, on: dt.date, now: dt.datetime) -> None:
    """Send a record to who signed the notice, or to the first signatory on file where it came on paper."""
    signatory = _addressee(withdrawal, on)
    if signatory is None:
        return
    outbox.post(
        template=RECORD,
        to_address=signatory.email,
        to_name=signatory.name,
        language=order.language,
        subject=("withdrawal", withdrawal.id),
        params={"withdrawal": withdrawal.id, "order": order.id},
        team_id=withdrawal.partner.team_id,
        now=now,
        dedupe_key=f"withdrawal-record:{order.id}",
    )


def language_of(signatory: Signatory) -> str:
    """The language a signatory is written to in: their own, else their partner's."""
    return signatory.language or signatory.partner.language


def _addressee(withdrawal: Withdrawal, on: dt.date) -> Signatory | None:
    request = withdrawal.notice.request
    if request is not None:
        return request.signatory if request.signatory.email else None
    listed = withdrawal.partner.active_signatories(on)
    return next((signatory for signatory in listed if signatory.email), None)
