"""Messages about requests and commitments; their links are made when they are sent."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from flask_babel import gettext as _

from registry import clock
from registry.commitments.models import Commitment, HandOver, Question, SigningRequest
from registry.commitments.queries import requests
from registry.commitments.queries.requests import reminder_key
from registry.database.session import db
from registry.documents.models import Version
from registry.outbox.messages import Attachment, NothingToSay, Recipient, address, mean
from registry.outbox.models import Message
from registry.outbox.rules.reach import Choosing, Whom
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.records.models import Record as StoredRecord
from registry.records.queries import records
from registry.signing.messages import (
    LinkMessage,
    PersonalMessage,
    check_open,
    link_address,
    signatories_of,
)
from registry.teams.messages import TeamMessage


def mean_signatories(partner: Partner) -> None:
    """Say that something is meant for a partner's signatories, whether or not one has an address."""
    mean([signatories_of(partner)])


def mean_without_tier(partner: Partner) -> None:
    """Say that a partner is not asked because its tier is still to be set."""
    mean(
        [
            Whom(
                partner.name,
                Choosing.at("partner_changes.set_tier", partner_id=partner.id),
                _("set its tier"),
            )
        ]
    )


def mean_unwritten(partner: Partner) -> None:
    """Say that a partner is not asked because its schedule is not written in the language of who signs."""
    words = _("write its schedule in the language of who signs")
    mean([Whom(partner.name, Choosing.at("schedules.change", partner_id=partner.id), words)])


class RequestMessage(PersonalMessage):
    """A message about a request, with the signatory's link, made only when it is sent."""

    def request(self) -> SigningRequest:
        """The request; raises `NothingToSay` when its state is no longer one that the message is about."""
        found = requests.request_with_all(self.params["request"])
        assert found is not None
        return found

    def context(self) -> dict[str, Any]:
        """Who is asked to sign what, for which organization, and the link."""
        request = self.request()
        return {
            "request": request,
            "person": request.signatory.name,
            "partner": request.partner,
            "version": request.version,
            "document": request.version.document,
            "team": request.partner.team,
            "campaign": request.campaign,
            "link": link_address(request),
        }


class OpenRequestMessage(RequestMessage):
    """A message that asks for a signature; cancelled once the request has ended."""

    def request(self) -> SigningRequest:
        """The request while it is open."""
        request = super().request()
        check_open(request)
        return request


class Invitation(OpenRequestMessage, LinkMessage):
    """The link, and what is asked for, by whom and by when."""

    key = SigningRequest.MESSAGE

    def context(self) -> dict[str, Any]:
        """The request, and what the partner signed before."""
        about = super().context()
        request: SigningRequest = about["request"]
        self.check_newest(request)
        earlier = requests.version_signed_before(request.partner_id, request.version)
        return about | {"earlier": earlier, "noted": requests.noted_since(earlier, request.version)}


class Reminder(OpenRequestMessage):
    """The same link again."""

    key = "commitments.reminder"

    @classmethod
    def post(cls, request: SigningRequest, day: dt.date, at: dt.datetime) -> Message | None:
        """Send the link again, once per planned day; None when it was already sent."""
        return cls._tell(request, at, once=reminder_key(request, day))

    def context(self) -> dict[str, Any]:
        """The request and the day; raises `NothingToSay` while it is with a board."""
        about = super().context()
        request: SigningRequest = about["request"]
        on = clock.today(request.partner.team.timezone)
        if request.board_until and request.board_until >= on:
            raise NothingToSay
        return about | {"on": on}


class Answer(RequestMessage):
    """The coordinator's answer to a question, and the link."""

    key = "commitments.answer"

    @classmethod
    def post(cls, question: Question, at: dt.datetime) -> None:
        """Send the answer to the person who asked."""
        cls._tell(question.request, at, question=question.id)

    def context(self) -> dict[str, Any]:
        """The question and its answer."""
        return super().context() | {"question": db.session.get_one(Question, self.params["question"])}


class HandOverRefused(RequestMessage):
    """The coordinator refused the proposed new person; the request stays with the person first asked."""

    key = "commitments.hand_over_refused"

    @classmethod
    def post(cls, proposed: HandOver, reason: str, at: dt.datetime) -> None:
        """Send the refusal to the person first asked."""
        cls._tell(proposed.request, at, hand_over=proposed.id, reason=reason)

    def context(self) -> dict[str, Any]:
        """The proposed person, and why they were refused."""
        proposed = db.session.get_one(HandOver, self.params["hand_over"])
        return super().context() | {"proposed": proposed, "reason": self.params["reason"]}


class ToCoordinator(RequestMessage):
    """A signatory did something that coordinators may have to react to."""

    key = "commitments.to_coordinator"

    @classmethod
    def post(
        cls,
        what: Literal["declined", "with_board", "question", "hand_over"],
        request: SigningRequest,
        at: dt.datetime,
        **ids: int,
    ) -> None:
        """Tell the team's coordinators what the signatory did; `ids` names the question or the hand-over."""
        cls._write_to_coordinators(
            subject=request.subject,
            params={"what": what, "request": request.id, **ids},
            team_id=request.partner.team_id,
            at=at,
        )

    @property
    def template(self) -> str:
        """The text for what the signatory did."""
        return f"{super().template}_{self.params['what']}"

    def context(self) -> dict[str, Any]:
        """The request with its page, the question, and the named person."""
        about = super().context()
        request: SigningRequest = about["request"]
        return about | {
            "question": db.session.get(Question, self.params.get("question", 0)),
            "proposed": db.session.get(HandOver, self.params.get("hand_over", 0)),
            "page": address("requests.show", team=request.partner.team.slug, request_id=request.id),
        }


class Record(TeamMessage):
    """The signatory's own record, attached."""

    key = "commitments.record"

    @classmethod
    def post(cls, commitment: Commitment, signatory: Signatory, at: dt.datetime) -> None:
        """Send the signatory their record, once."""
        cls._post(
            Recipient(commitment.signatory_name, signatory.email, commitment.language),
            subject=("commitment", commitment.id),
            params={"commitment": commitment.id},
            team_id=commitment.partner.team_id,
            at=at,
            once=f"record:{commitment.id}",
        )

    def context(self) -> dict[str, Any]:
        """The signature, and where its record can be verified."""
        commitment, record = self._signed()
        document = commitment.version.document
        return {
            "commitment": commitment,
            "document": document,
            "team": document.team,
            "verification": address("verification.show", code=record.code),
        }

    def attachments(self) -> Sequence[Attachment]:
        """The record."""
        commitment, record = self._signed()
        version = commitment.version
        name = f"{version.document.slug}-{version.number}-{record.code}.pdf"
        return [Attachment(name, "application/pdf", records.content_of(record))]

    def _signed(self) -> tuple[Commitment, StoredRecord]:
        commitment = db.session.get_one(Commitment, self.params["commitment"])
        if commitment.record is None:
            raise NothingToSay
        return commitment, commitment.record


class Editorial(TeamMessage):
    """An editorial version was published: the partner need not sign again, because its signature carries
    over.
    """

    key = "commitments.editorial"

    @classmethod
    def post(cls, version: Version, signatory: Signatory, at: dt.datetime) -> None:
        """Tell a partner about a version through one of its signatories, once."""
        partner = signatory.partner
        cls._post(
            Recipient(signatory.name, signatory.email, signatory.language or partner.language),
            subject=("partner", partner.id),
            params={"version": version.id, "partner": partner.id},
            team_id=partner.team_id,
            at=at,
            once=f"editorial:{version.id}:{partner.id}",
            meant_for=[signatories_of(partner)],
        )

    def context(self) -> dict[str, Any]:
        """The version and the partner."""
        version = db.session.get_one(Version, self.params["version"])
        partner = db.session.get_one(Partner, self.params["partner"])
        return {
            "version": version,
            "document": version.document,
            "partner": partner,
            "team": partner.team,
            "person": self.message.to_name,
        }
