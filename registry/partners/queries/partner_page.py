"""Everything the page of one partner shows, in few queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from registry.accounts.models import User
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Note, Partner, Schedule, ScheduleLine
from registry.partners.models.people import Grant, Signatory
from registry.partners.queries.authority_gaps import kinds_on_list, spans_on_list
from registry.partners.queries.history import History, history_of
from registry.partners.rules.authority import Finding
from registry.partners.rules.partners import Reach, in_force, reach

#: Notes on one page.
PAGE = 20
#: Notes shown on the page of their partner; a page of their own lists all.
LATEST = 5


@dataclass(frozen=True)
class WrittenNote:
    """A note with its author."""

    note: Note
    author: str


@dataclass(frozen=True)
class WrittenSchedule:
    """A version of the schedule, with the names of those who entered it and struck it out."""

    schedule: Schedule
    author: str
    striker: str


@dataclass(frozen=True)
class Dossier:
    """A partner with its organization, people, schedule and notes."""

    partner: Partner
    organization: Organization
    #: The partner of this team into whose organization it was merged, if there is one.
    merged_into: Partner | None
    history: History
    signatories: Sequence[Signatory]
    #: All its versions, newest first.
    schedules: Sequence[WrittenSchedule]
    #: The latest ones.
    notes: Page[WrittenNote]
    #: Its grants in compact form, as in the list of partners.
    spans: str

    def flags(self, on: dt.date) -> list[Finding]:
        """The problems with its authority on a day or later."""
        return kinds_on_list(self.spans, on, self.history.status(on))

    def schedule(self, on: dt.date) -> Sequence[ScheduleLine]:
        """What it contributes on a day; nothing before the first schedule."""
        held = in_force([written.schedule for written in self.schedules], on)
        return held.lines if held else ()

    def active_signatories(self, on: dt.date) -> list[Signatory]:
        """Those who may sign on a day, in signing order."""
        return [person for person in self.signatories if person.is_active(on)]

    def other_signatories(self, on: dt.date) -> list[Signatory]:
        """Those who may not sign on a day: ended, or not yet begun."""
        return [person for person in self.signatories if not person.is_active(on)]

    def reach(self, on: dt.date) -> Reach:
        """Whether its signature can be requested on a day."""
        people = self.active_signatories(on)
        with_address = sum(bool(person.email) for person in people)
        return reach(
            status=self.history.status(on),
            has_tier=self.history.tier(on) is not None,
            listed=len(people),
            with_address=with_address,
            needed=self.partner.signatures_needed,
        )


def dossier_of(team_id: int, partner_id: int, *, with_notes: bool) -> Dossier:
    """A partner of a team with everything known of it; raises `NotFound`."""
    partner, organization, merged_into, spans = _partner(team_id, partner_id)
    return Dossier(
        partner=partner,
        organization=organization,
        merged_into=merged_into,
        history=history_of(partner_id, is_mistake=not partner.stands),
        signatories=_signatories(partner_id),
        schedules=_schedules(partner_id),
        notes=notes_of(partner_id, most=LATEST) if with_notes else Page([], None),
        spans=spans,
    )


def notes_of(partner_id: int, *, after: Note | None = None, most: int = PAGE) -> Page[WrittenNote]:
    """A page of the notes about a partner, latest day first."""
    query = (
        sa.select(Note, sa.func.coalesce(User.name, ""))
        .outerjoin(User, User.id == Note.author_id)
        .where(Note.partner_id == partner_id)
    )
    place = None if after is None else (after.on, after.id)
    found = keysets.page(query, sa.tuple_(Note.on, Note.id), place, most, descending=True)
    return found.each(lambda row: WrittenNote(row[0], row[1]))


def note_of(partner_id: int, note_id: int | None) -> Note | None:
    """A note about a partner by its number."""
    query = sa.select(Note).where(Note.partner_id == partner_id, Note.id == note_id)
    return db.session.scalar(query) if note_id is not None else None


def _partner(team_id: int, partner_id: int) -> tuple[Partner, Organization, Partner | None, str]:
    row = _found(team_id, partner_id).first()
    if row is None:
        raise NotFound(N_("There is no such partner."))
    return row[0], row[1], row[2], row[3] or ""


@composed_once
def _found(team_id: int, partner_id: int) -> sa.Select[Partner, Organization, Partner, str]:
    other = aliased(Partner)
    return (
        sa.select(Partner, Organization, other, spans_on_list())
        .join(Organization, Organization.id == Partner.organization_id)
        .outerjoin(
            other, sa.and_(other.organization_id == Organization.merged_into_id, other.team_id == team_id)
        )
        .where(Partner.team_id == team_id, Partner.id == partner_id)
        .limit(1)
    )


def _signatories(partner_id: int) -> list[Signatory]:
    """The listed signatories with their grants, in one query."""
    return list(_listed(partner_id).scalars().unique())


@composed_once
def _listed(partner_id: int) -> sa.Select[Signatory]:
    return (
        sa.select(Signatory)
        .where(Signatory.partner_id == partner_id)
        .options(joinedload(Signatory.grants).joinedload(Grant.recorded_by))
        .order_by(Signatory.position, Signatory.id)
    )


def _schedules(partner_id: int) -> list[WrittenSchedule]:
    """All versions of its schedule with their lines, and who entered and struck them out, in one query."""
    return [WrittenSchedule(*row) for row in _written(partner_id).unique()]


@composed_once
def _written(partner_id: int) -> sa.Select[Schedule, str, str]:
    author, striker = aliased(User), aliased(User)
    return (
        sa.select(Schedule, sa.func.coalesce(author.name, ""), sa.func.coalesce(striker.name, ""))
        .outerjoin(author, author.id == Schedule.recorded_by_id)
        .outerjoin(striker, striker.id == Schedule.struck_by_id)
        .where(Schedule.partner_id == partner_id)
        .options(joinedload(Schedule.lines))
        .order_by(Schedule.effective_on.desc(), Schedule.id.desc())
    )
