"""Messages about withdrawals; their links are made when they are sent."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from flask_babel import gettext as _

from registry import clock
from registry.database.session import db
from registry.outbox.messages import Attachment, NothingToSay, NotReady, Recipient, address, mean
from registry.outbox.rules.reach import Choosing, Whom
from registry.partners.models.people import Signatory
from registry.partners.queries.representatives import representatives_of
from registry.records.models import Record as StoredRecord
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.security.actors import Act
from registry.signing.messages import LinkMessage, check_open, link_address, signatories_of
from registry.teams.messages import TeamMessage
from registry.withdrawals.models import Effort, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import State


class Request(LinkMessage):
    """The link to the page on which a notice can be signed."""

    key = NoticeRequest.MESSAGE

    def context(self) -> dict[str, Any]:
        """The request and its link; raises `NothingToSay` once the request has ended or a newer link was
        sent.
        """
        request = withdrawals.request_by_id(self.params["request"])
        if request is None:
            raise NothingToSay
        check_open(request)
        self.check_newest(request)
        return {
            "request": request,
            "partner": request.partner,
            "team": request.partner.team,
            "person": request.signatory.name,
            "link": link_address(request),
        }


class WithdrawalMessage(TeamMessage):
    """A message about a withdrawal."""

    def withdrawal(self) -> Withdrawal:
        """The withdrawal that the message is about."""
        return withdrawals.whole(self.params["withdrawal"])

    def context(self) -> dict[str, Any]:
        """The withdrawal, its state, and its page."""
        withdrawal = self.withdrawal()
        team = withdrawal.partner.team
        return {
            "withdrawal": withdrawal,
            "notice": withdrawal.notice,
            "partner": withdrawal.partner,
            "team": team,
            "state": withdrawal.state_on(clock.today(team.timezone)),
            "page": address("withdrawals.show", team=team.slug, withdrawal_id=withdrawal.id),
        }


class ToCoordinator(WithdrawalMessage):
    """A notice was signed, an effort answered, or the day of leaving has come."""

    key = "withdrawals.to_coordinator"

    @classmethod
    def post(
        cls,
        what: Literal["notice", "answer", "left"],
        withdrawal: Withdrawal,
        at: dt.datetime,
        **ids: int,
    ) -> None:
        """Tell the team's coordinators what happened; `ids` names the effort that was answered, if one
        was.
        """
        cls._write_to_coordinators(
            subject=("withdrawal", withdrawal.id),
            params={"what": what, "withdrawal": withdrawal.id, **ids},
            team_id=withdrawal.partner.team_id,
            at=at,
        )

    @property
    def template(self) -> str:
        """The text for what happened."""
        return f"{super().template}_{self.params['what']}"

    def context(self) -> dict[str, Any]:
        """The withdrawal, and the effort that was answered."""
        return super().context() | {"effort": db.session.get(Effort, self.params.get("effort", 0))}


class EffortOffered(WithdrawalMessage):
    """Something was offered to the organization, and its answer is awaited."""

    key = "withdrawals.effort"

    @classmethod
    def post(cls, effort: Effort, act: Act) -> None:
        """Tell each representative of the partner, once."""
        partner = effort.withdrawal.partner
        meant_for = [Whom(partner.name, Choosing.at("representatives.add", partner_id=partner.id))]
        mean(meant_for)
        for representative in representatives_of(partner.id, act.on):
            cls._write_to(
                representative.user,
                subject=("withdrawal", effort.withdrawal_id),
                params={"effort": effort.id},
                team_id=partner.team_id,
                at=act.at,
                once=f"effort:{effort.id}",
                meant_for=meant_for,
            )

    def withdrawal(self) -> Withdrawal:
        """The withdrawal for which the effort was offered."""
        return self._effort.withdrawal

    def context(self) -> dict[str, Any]:
        """The offer; raises `NothingToSay` once it was answered or the withdrawal has ended."""
        about = super().context()
        if self._effort.answer is not None or about["state"] is not State.RUNNING:
            raise NothingToSay
        return about | {"person": self.message.to_name, "effort": self._effort}

    @property
    def _effort(self) -> Effort:
        return db.session.get_one(Effort, self.params["effort"])


def record_key(order: RecordOrder) -> str:
    """The key of the message with a record, so that it is sent only once."""
    return f"withdrawal-record:{order.id}"


class Record(WithdrawalMessage):
    """A record of the notice or of the withdrawal, attached. The message waits until the record exists."""

    key = "withdrawals.record"

    @classmethod
    def post(cls, withdrawal: Withdrawal, order: RecordOrder, act: Act) -> None:
        """Send a record to the signatory who signed the notice; for a notice on paper, to the first signatory
        with an address.
        """
        partner, signatory = withdrawal.partner, _addressee(withdrawal, act.on)
        meant_for = [signatories_of(partner)]
        mean(meant_for)
        if signatory is None:
            return
        cls._post(
            Recipient(signatory.name, signatory.email, order.language),
            subject=("withdrawal", withdrawal.id),
            params={"withdrawal": withdrawal.id, "order": order.id},
            team_id=withdrawal.partner.team_id,
            at=act.at,
            once=record_key(order),
            meant_for=meant_for,
        )

    def context(self) -> dict[str, Any]:
        """The record, and where it can be verified."""
        about = super().context()
        order, record = self._made(about["withdrawal"])
        return about | {
            "person": self.message.to_name,
            "is_notice": order.kind == RecordKind.WITHDRAWAL_NOTICE,
            "record": record,
            "verification": address("verification.show", code=order.code),
        }

    def attachments(self) -> Sequence[Attachment]:
        """The record."""
        order, record = self._made(self.withdrawal())
        is_notice = order.kind == RecordKind.WITHDRAWAL_NOTICE
        name = _("notice-of-withdrawal") if is_notice else _("statement-of-withdrawal")
        return [Attachment(f"{name}-{order.code}.pdf", "application/pdf", records.content_of(record))]

    def _made(self, withdrawal: Withdrawal) -> tuple[RecordOrder, StoredRecord]:
        order = records.order_about(self.params["order"], withdrawal.subject)
        if order.record is None:
            raise NotReady
        return order, order.record


def _addressee(withdrawal: Withdrawal, on: dt.date) -> Signatory | None:
    request = withdrawal.notice.request
    if request is not None:
        return request.signatory if request.signatory.email else None
    listed = withdrawal.partner.active_signatories(on)
    return next((signatory for signatory in listed if signatory.email), None)
