"""The path of an admission: its steps, the allowed moves, and limits."""

import datetime as dt
import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.decisions.rules.decisions import Outcome, State
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves
from registry.partners.rules.partners import Status
from registry.security.link_tokens import PersonalLinks
from registry.teams.rules import Tier
from registry.text import email_address

NAME_LENGTH = 200
CITY_LENGTH = 120
#: For a remark, a reason or a declaration.
TEXT_LENGTH = 5_000
CRITERION_LENGTH = 500
MOST_CRITERIA = 40
MOST_DOCUMENTS = 12

#: An application whose mailbox is not confirmed in this time is deleted.
DAYS_TO_CONFIRM = 14
#: For how long after its end the link of an application works.
LINK_DAYS = 365


class Step(Labelled):
    """The step of an admission; the hint explains why a move from there is not allowed."""

    #: A coordinator invited it to apply; the dossier is not filled in yet.
    APPROACHED = (
        "approached",
        N_("Invited to apply"),
        "quiet",
        N_("This organization was invited to apply, and its application is still awaited."),
    )
    #: Sent by the public form; its mailbox is not confirmed.
    UNCONFIRMED = (
        "unconfirmed",
        N_("Not confirmed"),
        "quiet",
        N_("This application is not confirmed yet: the link sent by e-mail was not followed."),
    )
    RECEIVED = (
        "received",
        N_("Received"),
        "wait",
        N_("This application was received, and its review has not begun."),
    )
    UNDER_REVIEW = (
        "under_review",
        N_("Under review"),
        "info",
        N_("This application is under review: the partners deliberate before an outcome."),
    )
    DELIBERATION = (
        "deliberation",
        N_("Deliberation"),
        "info",
        N_("The partners deliberate on this application: an outcome comes next."),
    )
    #: It is invited to join, and signs and acknowledges what its tier requires.
    INVITED = (
        "invited",
        N_("Invited to join"),
        "wait",
        N_(
            "This organization is invited to join: it becomes a partner once it has signed"
            " or acknowledged all that its tier does."
        ),
    )
    PARTNER = (
        "partner",
        N_("Partner"),
        "good",
        N_("This organization is a partner already: its admission is complete."),
    )
    REFUSED = (
        "refused",
        N_("Refused"),
        "quiet",
        N_("This application was refused. The organization may apply again."),
    )
    WITHDRAWN = (
        "withdrawn",
        N_("Withdrawn by the applicant"),
        "quiet",
        N_("This application was withdrawn. The organization may apply again."),
    )
    #: A duplicate, or not a serious application.
    SET_ASIDE = (
        "set_aside",
        N_("Set aside"),
        "quiet",
        N_("This application was set aside. The organization may apply again."),
    )


#: The steps from application to partner, as an applicant sees them.
WAY = (Step.RECEIVED, Step.UNDER_REVIEW, Step.DELIBERATION, Step.INVITED, Step.PARTNER)

#: Domain, admission. The only way to `PARTNER` is by a deliberation and an invitation.
MOVES = Moves(
    {
        Step.APPROACHED: {Step.RECEIVED, Step.WITHDRAWN},
        Step.UNCONFIRMED: {Step.RECEIVED, Step.WITHDRAWN},
        Step.RECEIVED: {Step.UNDER_REVIEW, Step.WITHDRAWN, Step.SET_ASIDE},
        Step.UNDER_REVIEW: {Step.DELIBERATION, Step.WITHDRAWN},
        Step.DELIBERATION: {Step.INVITED, Step.REFUSED, Step.WITHDRAWN},
        Step.INVITED: {Step.PARTNER, Step.WITHDRAWN},
        Step.PARTNER: set(),
        Step.REFUSED: set(),
        Step.WITHDRAWN: set(),
        Step.SET_ASIDE: set(),
    },
    lambda now, _then: now.hint,
)

#: Final steps.
ENDED = MOVES.ends
#: Steps of an application that is not ended and whose mailbox is confirmed.
OPEN = frozenset(set(Step) - ENDED - {Step.UNCONFIRMED})
#: An organization can have only one admission in a team at these steps.
IN_HAND = frozenset({Step.UNDER_REVIEW, Step.DELIBERATION, Step.INVITED})
#: Steps that readers of the team may know of; the other steps are shown to coordinators only.
SHOWN_TO_READERS = frozenset({*IN_HAND, Step.PARTNER})
#: Steps at which documents can still be added to the dossier.
TAKES_DOCUMENTS = frozenset({Step.RECEIVED, Step.UNDER_REVIEW, Step.DELIBERATION})


class Origin(enum.StrEnum):
    """How an admission began."""

    ASKED = "asked"
    INVITED = "invited"


class Answer(Labelled):
    """An applicant's answer to a criterion."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")


class Finding(Labelled):
    """The review's finding about a criterion."""

    MET = "met", N_("Met"), "good"
    NOT_MET = "not_met", N_("Not met"), "bad"
    UNCLEAR = "unclear", N_("Unclear"), "wait"


class ActKind(Labelled):
    """Acts in an admission other than moves to a next step."""

    APPLIED = "applied", N_("Applied")
    MOVED = "moved", ""  #: labelled by the step that it led to
    REVIEWED = "reviewed", N_("Review noted")
    DOCUMENT_ADDED = "document_added", N_("Document added")
    LINK_SENT = "link_sent", N_("New link sent")
    PUT_AGAIN = "put_again", N_("Put before the partners again")


def check_may_answer(step: Step) -> None:
    """The applicant fills in the dossier once, through the link, while the admission waits for it."""
    if step is not Step.APPROACHED:
        raise RuleBroken(step.hint)


def check_takes_documents(step: Step, kept: int) -> None:
    """Documents can be added until the outcome, up to a limit."""
    if step not in TAKES_DOCUMENTS:
        raise RuleBroken(step.hint)
    if kept >= MOST_DOCUMENTS:
        raise RuleBroken(
            N_("An application has at most %(most)s documents."), field="document", most=MOST_DOCUMENTS
        )


def check_reason(reason: str, *, field: str = "reason") -> str:
    """A reason must not be empty or too long."""
    text = reason.strip()
    if not text:
        raise RuleBroken(N_("Say why, in a few words."), field=field)
    return check_length(text, field=field)


def check_length(text: str, *, field: str, most: int = TEXT_LENGTH) -> str:
    """A text must not be too long."""
    if len(text) > most:
        raise InvalidInput(N_("Use at most %(most)s characters."), field=field, most=most)
    return text


def check_contact(*, organization: str, name: str, email: str) -> None:
    """An application names an organization, and a contact person with a valid address."""
    if not organization.strip():
        raise InvalidInput(N_("Enter the organization’s name."), field="organization")
    check_length(organization, field="organization", most=NAME_LENGTH)
    if not name.strip():
        raise InvalidInput(N_("Enter the name of the person to write to."), field="contact_name")
    check_length(name, field="contact_name", most=NAME_LENGTH)
    if email_address(email) != email:
        raise InvalidInput(
            N_("This is not an e-mail address, such as name@example.org."), field="contact_email"
        )


def check_has_contact(step: Step) -> None:
    """Whom to write to about an application can change while it is open; before that the mailbox is the
    applicant's to confirm.
    """
    if step not in OPEN:
        raise RuleBroken(N_("Whom to write to can change only while an application is open and confirmed."))


def check_declaration(has_interest: bool | None, interest: str) -> str:
    """An applicant declares whether it has a conflict of interest, and which."""
    if has_interest is None:
        raise RuleBroken(N_("Say whether there is a conflict of interest to declare."), field="has_interest")
    text = interest.strip()
    if has_interest and not text:
        raise RuleBroken(N_("Describe the conflict of interest."), field="interest")
    return check_length(text, field="interest") if has_interest else ""


def check_all_reviewed(findings: Collection[str]) -> None:
    """The partners deliberate only on a completely reviewed dossier."""
    if any(not finding for finding in findings):
        raise RuleBroken(N_("Some criteria are not reviewed yet. Review each of them first."))


def check_may_refuse(state: State | None) -> None:
    """An outcome needs a recorded decision of the partners."""
    if state is not State.DECIDED:
        raise RuleBroken(N_("The partners’ decision on this application is not recorded yet."))


def check_may_invite(state: State | None, outcome: Outcome | None) -> None:
    """An organization that the partners decided against cannot be invited."""
    check_may_refuse(state)
    if outcome is not Outcome.ADOPTED:
        raise RuleBroken(N_("The partners did not adopt it: the organization cannot be invited."))


def check_still_joining(status: Status) -> None:
    """Only a joining partner can complete an admission."""
    if status is not Status.JOINING:
        raise RuleBroken(N_("This organization is no longer listed as joining."))


def check_has_tier(tier: Tier | None) -> None:
    """A tier is required: it decides which documents an organization signs."""
    if tier is None:
        raise RuleBroken(N_("Set its tier first: what it signs and acknowledges follows from that."))


def check_complete(outstanding: Collection[str]) -> None:
    """Nobody becomes a partner while a document of its tier is outstanding."""
    if outstanding:
        raise RuleBroken(
            N_("Not yet: %(documents)s still to be signed or acknowledged."),
            documents=", ".join(sorted(outstanding)),
        )


def link_lives(ended_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the applicant's link still opens its application."""
    return ended_at is None or now < ended_at + dt.timedelta(days=LINK_DAYS)


def unconfirmed_before(now: dt.datetime) -> dt.datetime:
    """The moment before which unconfirmed applications are deleted."""
    return now - dt.timedelta(days=DAYS_TO_CONFIRM)


@dataclass(frozen=True)
class Given:
    """An applicant's answer to one criterion."""

    criterion_id: int
    answer: Answer | None
    remark: str = ""


@dataclass(frozen=True)
class Dossier:
    """The content of an application, as filled in by the applicant."""

    organization: str
    contact_name: str
    contact_email: str
    contact_title: str = ""
    language: str = "en"
    sector: str = ""
    city: str = ""
    region_served: str = ""
    tier: Tier | None = None
    account: str = ""
    has_interest: bool | None = None
    interest: str = ""
    answers: Sequence[Given] = ()


LINKS = PersonalLinks("admission link")


@dataclass(frozen=True)
class Found:
    """The review's finding about one criterion."""

    finding: Finding | None
    remark: str = ""
