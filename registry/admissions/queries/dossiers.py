"""What the team's pages show of admissions: the board by step, and one dossier."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.accounts.models import User
from registry.admissions import access
from registry.admissions.models import Admission
from registry.admissions.queries import admissions, deliberation, joining
from registry.admissions.rules.admissions import OPEN, Step
from registry.admissions.rules.intake import Intake
from registry.database.queries.keysets import Page
from registry.outbox import queries as outbox_queries
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.security.permissions import Role
from registry.sentences import language_read
from registry.teams.models import Team


@dataclass(frozen=True)
class Board:
    """A page of admissions, and the number at each step."""

    page: Page[Admission]
    counts: Mapping[Step, int]
    only: Step | None
    #: The outstanding documents of invited organizations, by admission.
    outstanding: Mapping[int, Sequence[str]]
    #: The number of applications whose mailbox is not confirmed yet; nothing else about them is shown.
    unconfirmed: int
    intake: Intake


def board_of(team: Team, role: Role, *, only: Step | None, after: int | None, on: dt.date) -> Board:
    """A team's admissions as a reader in a role may see them: all open ones, or those at one step."""
    listed = access.LISTED[role]
    steps = ({only} if only else OPEN) & listed
    page = admissions.admissions_at(team.id, steps, after=after)
    counts = admissions.counts_of(team.id)
    return Board(
        page=page,
        counts={step: counts[step] for step in Step if step in listed},
        only=only if only in listed else None,
        outstanding=joining.outstanding_of_many(team.id, page.rows, on),
        unconfirmed=counts[Step.UNCONFIRMED] if role is Role.COORDINATOR else 0,
        intake=admissions.intake_of(team.id, on),
    )


@dataclass(frozen=True)
class DossierPage:
    """One admission as a reader may see it."""

    #: Whether contact, declaration, documents and letters are shown.
    is_open: bool
    may_sign_outcome: bool
    is_decided: bool
    may_be_invited: bool
    #: Whether it can be put to the partners again because they set the matter aside.
    may_be_put_again: bool
    deliberated: deliberation.Deliberated | None
    asked: Sequence[joining.Asked]
    #: The partner that the organization already is, and its other open applications; for coordinators.
    already: Partner | None
    others: Sequence[Admission]
    orders: Sequence[RecordOrder]
    messages: Sequence[Message]

    @property
    def is_ready(self) -> bool:
        """Whether everything required is signed and acknowledged."""
        return all(asked.is_done for asked in self.asked)


def dossier_of(admission: Admission, user: User, role: Role, *, on: dt.date) -> DossierPage:
    """What one reader sees of an admission on a day."""
    team, is_coordinator = admission.team, role is Role.COORDINATOR
    is_open = access.may_read_dossier(admission, user, role, on)
    subject = ("admission", admission.id)
    looks_for_same = is_coordinator and admission.step in (Step.RECEIVED, Step.UNDER_REVIEW)
    name = admission.organization
    signs = admission.step is Step.DELIBERATION
    return DossierPage(
        is_open=is_open,
        may_sign_outcome=signs and access.may_sign_outcomes(access.acting(team, user, role, on)),
        is_decided=deliberation.is_decided(admission),
        may_be_invited=deliberation.may_be_invited(admission),
        may_be_put_again=deliberation.may_be_put_again(admission),
        deliberated=deliberation.deliberated(admission, language_read()),
        asked=joining.asked_of(admission, on) if admission.step in (Step.INVITED, Step.PARTNER) else [],
        already=admissions.taking_part(team.id, name, on) if looks_for_same else None,
        others=admissions.others_open(team.id, name, but_id=admission.id) if looks_for_same else [],
        orders=records.orders_about(subject) if is_open else [],
        messages=outbox_queries.messages_about([subject]) if is_coordinator else [],
    )
