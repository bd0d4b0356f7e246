"""Writing the messages of withdrawals, with the links that are made only then."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _

from registry import clock
from registry.errors import N_
from registry.extensions import db
from registry.outbox.composing import (
    Attachment,
    Letter,
    NothingToSay,
    NotReady,
    address,
    composer,
    letter,
)
from registry.outbox.models import Message
from registry.records import orders
from registry.records import services as records
from registry.records.rules import RecordKind
from registry.withdrawals import effects, letters, links, queries
from registry.withdrawals.labels import EFFORT_LABELS, REASON_LABELS
from registry.withdrawals.models import Effort, NoticeRequest, Withdrawal
from registry.withdrawals.rules import EffortKind, Reason, RequestState, State

#: What the statement says, by where the withdrawal stands: for the file's name and the letter.
FILE_NAMES = {
    RecordKind.WITHDRAWAL_NOTICE: N_("notice-of-withdrawal"),
    RecordKind.WITHDRAWAL: N_("statement-of-withdrawal"),
}


def link_address(request: NoticeRequest) -> str:
    """The address of a request's page, with the token of its present generation."""
    parts = links.LinkParts(request.id, request.generation)
    return address("notices.show", token=links.token_for(parts, secret=str(current_app.secret_key)))


@composer(letters.REQUEST)
def request_letter(message: Message) -> Letter:
    """The link to the page on which a notice can be signed."""
    request = queries.request_by_id(message.params["request"])
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


@composer(letters.TO_COORDINATOR)
def to_coordinator(message: Message) -> Letter:
    """A notice was signed, an effort answered, or the day of leaving has come."""
    withdrawal = queries.whole(message.params["withdrawal"])
    effort = db.session.get(Effort, message.params.get("effort", 0))
    return letter(f"withdrawals/to_coordinator_{message.params['what']}", **_about(withdrawal), effort=effort)


@composer(letters.EFFORT)
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
        kind_label=EFFORT_LABELS[EffortKind(effort.kind)],
    )


@composer(letters.RECORD)
def record_letter(message: Message) -> Letter:
    """A record of the notice or of the withdrawal, attached."""
    withdrawal = queries.whole(message.params["withdrawal"])
    order = orders.order_about(effects.subject_of(withdrawal), message.params["order"])
    if order.record is None:
        raise NotReady
    kind = RecordKind(order.kind)
    content = Attachment(
        name=f"{_(FILE_NAMES[kind])}-{order.code}.pdf",
        mime_type="application/pdf",
        content=records.content_of(order.record),
    )
    return letter(
        "withdrawals/record",
        **_about(withdrawal),
        person=message.to_name,
        is_notice=kind is RecordKind.WITHDRAWAL_NOTICE,
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
        "reason_label": REASON_LABELS[Reason(withdrawal.notice.reason)],
        "page": address("withdrawals.show", team=team.slug, withdrawal_id=withdrawal.id),
    }
