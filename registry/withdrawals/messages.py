"""Writing the messages of withdrawals, with the links that are made only then."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from registry import clock, settings
from registry.accounts.messages import write_to
from registry.database.session import db
from registry.outbox.messages import Attachment, Letter, NothingToSay, NotReady, address, composer, letter
from registry.outbox.models import Message
from registry.outbox.services import messages
from registry.partners.models.people import Signatory
from registry.partners.queries.representatives import representatives_of
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.security import link_tokens
from registry.teams.messages import write_to_coordinators
from registry.withdrawals import models
from registry.withdrawals.models import Effort, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules import withdrawals as withdrawal_rules
from registry.withdrawals.rules.withdrawals import RequestState, State

REQUEST = "withdrawals.request"
TO_COORDINATOR = "withdrawals.to_coordinator"
EFFORT = "withdrawals.effort"
RECORD = "withdrawals.record"


def post_request(request: NoticeRequest, *, now: dt.datetime) -> None:
    """Send the link of the request's present generation to the address on file."""
    signatory = request.signatory
    messages.post(
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
    messages.post(
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


def link_address(request: NoticeRequest) -> str:
    """The address of a request's page, with the token of its present generation."""
    parts = link_tokens.LinkParts(request.id, request.generation)
    return address("notices.show", token=withdrawal_rules.token_for(parts, secret=settings.secret()))


@composer(REQUEST)
def request_letter(message: Message) -> Letter:
    """The link to the page on which a notice can be signed."""
    request = withdrawals.request_by_id(message.params["request"])
    if (
        request is None
        or request.state != RequestState.OPEN
        or clock.now() >= request.expires_at
        or message.params["generation"] != request.generation
    ):
        raise NothingToSay
    return letter(
        "withdrawals/request",
        request=request,
        partner=request.partner,
        team=request.partner.team,
        person=request.signatory.name,
        link=link_address(request),
    )


@composer(TO_COORDINATOR)
def to_coordinator(message: Message) -> Letter:
    """A notice was signed, an effort answered, or the day of leaving has come."""
    withdrawal = withdrawals.whole(message.params["withdrawal"])
    effort = db.session.get(Effort, message.params.get("effort", 0))
    return letter(f"withdrawals/to_coordinator_{message.params['what']}", **_about(withdrawal), effort=effort)


@composer(EFFORT)
def effort_letter(message: Message) -> Letter:
    """Something is offered to the organization and waits for its answer."""
    effort = db.session.get_one(Effort, message.params["effort"])
    on = clock.today(effort.withdrawal.partner.team.timezone)
    if effort.answer is not None or effort.withdrawal.state_on(on) is not State.RUNNING:
        raise NothingToSay
    return letter(
        "withdrawals/effort",
        **_about(effort.withdrawal),
        person=message.to_name,
        effort=effort,
    )


@composer(RECORD)
def record_letter(message: Message) -> Letter:
    """A record of the notice or of the withdrawal, attached."""
    withdrawal = withdrawals.whole(message.params["withdrawal"])
    order = records.order_about(message.params["order"], models.subject_of(withdrawal))
    if order.record is None:
        raise NotReady
    is_notice = order.kind == RecordKind.WITHDRAWAL_NOTICE
    file_name = _("notice-of-withdrawal") if is_notice else _("statement-of-withdrawal")
    content = Attachment(
        name=f"{file_name}-{order.code}.pdf",
        mime_type="application/pdf",
        content=records.content_of(order.record),
    )
    return letter(
        "withdrawals/record",
        **_about(withdrawal),
        person=message.to_name,
        is_notice=is_notice,
        record=order.record,
        verification=address("verification.show", code=order.code),
        attachments=(content,),
    )


def _about(withdrawal: Withdrawal) -> dict[str, Any]:
    team = withdrawal.partner.team
    return {
        "withdrawal": withdrawal,
        "notice": withdrawal.notice,
        "partner": withdrawal.partner,
        "team": team,
        "state": withdrawal.state_on(clock.today(team.timezone)),
        "page": address("withdrawals.show", team=team.slug, withdrawal_id=withdrawal.id),
    }
