"""Messages of admissions; applicants' links are made when they are sent."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from registry import settings
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules import admissions as admission_rules
from registry.admissions.rules.admissions import DAYS_TO_CONFIRM, Step
from registry.outbox.messages import Attachment, NothingToSay, NotReady, Recipient, address, mean
from registry.outbox.rules.reach import Whom
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.security import link_tokens
from registry.teams.messages import TeamMessage


class AdmissionMessage(TeamMessage):
    """A message about an application; cancelled once the application was deleted."""

    def admission(self) -> Admission:
        """The application; raises `NothingToSay` when it was never confirmed and has been deleted."""
        found = admissions.admission(self.params["admission"])
        if found is None:
            raise NothingToSay
        return found


class ApplicantMessage(AdmissionMessage):
    """A message to the applicant, with the link to its application, made only when it is sent."""

    def context(self) -> dict[str, Any]:
        """The application and its link."""
        admission = self.admission()
        return {
            "admission": admission,
            "person": admission.contact_name,
            "team": admission.team,
            "link": applicant_address(admission),
        }

    def address_now(self) -> str:
        """The address on file for the application."""
        found = admissions.admission(self.params["admission"])
        return (found and found.contact_email) or super().address_now()

    @classmethod
    def _tell(cls, admission: Admission, at: dt.datetime, **params: object) -> None:
        meant_for = [Whom(admission.organization)]
        mean(meant_for)
        cls._post(
            Recipient(admission.contact_name, admission.contact_email, admission.language),
            subject=admission.subject,
            params={"admission": admission.id, **params},
            team_id=admission.team_id,
            at=at,
            confidential=True,
            meant_for=meant_for,
        )


class StepMessage(ApplicantMessage):
    """A message that only reports a step of the application."""

    @classmethod
    def post(cls, admission: Admission, at: dt.datetime) -> None:
        """Write to the address of the application."""
        cls._tell(admission, at)


class Confirm(StepMessage):
    """The link that confirms the mailbox."""

    key = "admissions.confirm"

    def context(self) -> dict[str, Any]:
        """How long the link works; raises `NothingToSay` once the mailbox is confirmed."""
        if self.admission().step is not Step.UNCONFIRMED:
            raise NothingToSay
        return super().context() | {"days": DAYS_TO_CONFIRM}


class Approach(ApplicantMessage):
    """A coordinator invites the organization to apply, with the link to its form."""

    key = "admissions.approach"

    @classmethod
    def post(cls, admission: Admission, words: str, at: dt.datetime) -> None:
        """Invite the organization in the coordinator's words."""
        cls._tell(admission, at, words=words)

    def context(self) -> dict[str, Any]:
        """The inviting team and the coordinator's words; raises `NothingToSay` once the organization has
        answered.
        """
        admission = self.admission()
        if admission.step is not Step.APPROACHED:
            raise NothingToSay
        return super().context() | {"words": self.params.get("words", ""), "by": admission.acts[0]}


class Receipt(StepMessage):
    """The application was received, and what happens next."""

    key = "admissions.receipt"


class Link(ApplicantMessage):
    """A new link to the application's page, or the same link once more."""

    key = "admissions.link"

    @classmethod
    def post(cls, admission: Admission, at: dt.datetime, *, same: bool = False) -> None:
        """Send the link of the current generation; `same` is set when that link was sent before."""
        cls._tell(admission, at, same=same)

    def context(self) -> dict[str, Any]:
        """The link, and whether earlier ones have stopped working."""
        return super().context() | {"same": self.params.get("same", False)}


class SetAside(ApplicantMessage):
    """The application was set aside, and why."""

    key = "admissions.set_aside"

    @classmethod
    def post(cls, admission: Admission, words: str, at: dt.datetime) -> None:
        """Tell the applicant why."""
        cls._tell(admission, at, words=words)

    def context(self) -> dict[str, Any]:
        """Why it was set aside."""
        return super().context() | {"words": self.params["words"]}


class Outcome(ApplicantMessage):
    """The letter about the outcome, signed and attached. The message waits until the letter exists."""

    key = "admissions.outcome"

    @classmethod
    def post(cls, admission: Admission, order: RecordOrder, at: dt.datetime) -> None:
        """Send the ordered letter."""
        cls._tell(admission, at, order=order.id)

    @property
    def template(self) -> str:
        """The text for the outcome."""
        return "admissions/invited" if self.admission().partner_id else "admissions/refused"

    def context(self) -> dict[str, Any]:
        """The address at which the letter can be verified."""
        return super().context() | {"verification": address("verification.show", code=self._order().code)}

    def attachments(self) -> Sequence[Attachment]:
        """The letter."""
        order = self._order()
        if order.record is None:
            raise NotReady
        return [Attachment(f"{order.code}.pdf", "application/pdf", records.content_of(order.record))]

    def _order(self) -> RecordOrder:
        return records.order_about(self.params["order"], ("admission", self.params["admission"]))


class Welcome(StepMessage):
    """All is signed: the organization is a partner."""

    key = "admissions.welcome"


class Withdrawn(StepMessage):
    """The applicant withdrew the application."""

    key = "admissions.withdrawn"


class ToCoordinator(AdmissionMessage):
    """The applicant did something that coordinators may have to react to."""

    key = "admissions.to_coordinator"

    @classmethod
    def post(cls, what: Literal["received", "withdrawn"], admission: Admission, at: dt.datetime) -> None:
        """Tell the team's coordinators what the applicant did."""
        cls._write_to_coordinators(
            subject=admission.subject,
            params={"admission": admission.id, "what": what},
            team_id=admission.team_id,
            at=at,
            confidential=True,
        )

    @property
    def template(self) -> str:
        """The text for what the applicant did."""
        return f"{super().template}_{self.params['what']}"

    def context(self) -> dict[str, Any]:
        """The application, its page, and whether the organization has another open application."""
        admission = self.admission()
        others = admissions.others_open(admission.team_id, admission.organization, but_id=admission.id)
        return {
            "person": self.message.to_name,
            "admission": admission,
            "team": admission.team,
            "page": address("admissions.show", team=admission.team.slug, admission_id=admission.id),
            "is_doubled": bool(others),
        }


def applicant_address(admission: Admission) -> str:
    """The address of an application's page, with the token of its current generation."""
    parts = link_tokens.LinkParts(admission.id, admission.generation)
    return address("applying.show", token=admission_rules.LINKS.token_for(parts, secret=settings.secret()))
