"""Announcements of a team, their copies with the fate of the mail, and their answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from registry.announcements.models import Announcement, AnnouncementAnswer, AnnouncementCopy
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.outbox.models import Message
from registry.partners.models.partners import Partner

#: Announcements on one page of the list.
PAGE = 30

#: The key of the message that takes a copy to its person.
COPY_MESSAGE = "announcements.copy"


def announcement_of(team_id: int, announcement_id: int) -> Announcement:
    """An announcement of a team; raises `NotFound`."""
    found = db.session.get(Announcement, announcement_id)
    if found is None or found.team_id != team_id:
        raise NotFound(N_("There is no such announcement."))
    return found


@dataclass(frozen=True)
class Listed:
    """An announcement in a list, with how many organizations got it and how many answered."""

    announcement: Announcement
    sent_to: int
    answered: int


def page_of(
    team_id: int, visible: sa.ColumnElement[bool], *, after: int | None = None
) -> tuple[Page[Announcement], dict[int, Listed]]:
    """A page of the announcements that a reader may read, newest first, with their counts by number."""
    query = sa.select(Announcement).where(Announcement.team_id == team_id, visible)
    found = keysets.page(query, Announcement.id, after, PAGE, descending=True)
    numbers = [one.id for one in found.rows]
    sent_to, answered = (_organizations(model, numbers) for model in (AnnouncementCopy, AnnouncementAnswer))
    rows = {one.id: Listed(one, sent_to.get(one.id, 0), answered.get(one.id, 0)) for one in found.rows}
    return found, rows


def _organizations(
    model: type[AnnouncementCopy] | type[AnnouncementAnswer], numbers: Collection[int]
) -> dict[int, int]:
    """The number of organizations with a copy or an answer, by announcement."""
    query = (
        sa.select(model.announcement_id, sa.func.count(model.partner_id.distinct()))
        .where(model.announcement_id.in_(numbers))
        .group_by(model.announcement_id)
    )
    return dict(db.session.execute(query).all())


def copy_by_id(copy_id: int) -> AnnouncementCopy | None:
    """One copy, with its announcement and organization; None when there is none."""
    return db.session.get(
        AnnouncementCopy,
        copy_id,
        options=[joinedload(AnnouncementCopy.announcement), joinedload(AnnouncementCopy.partner)],
    )


def copy_of(announcement: Announcement, copy_id: int) -> AnnouncementCopy:
    """A copy of an announcement; raises `NotFound`."""
    copy = db.session.get(AnnouncementCopy, copy_id)
    if copy is None or copy.announcement_id != announcement.id:
        raise NotFound(N_("This announcement went to nobody by that number."))
    return copy


@dataclass(frozen=True)
class Delivery:
    """A copy, and the newest message with its link; None once that is removed."""

    copy: AnnouncementCopy
    message: Message | None


@dataclass(frozen=True)
class Reception:
    """How an organization received an announcement: to whom it went, and what it answered, newest first."""

    partner: Partner
    deliveries: Sequence[Delivery]
    answers: Sequence[AnnouncementAnswer]

    @property
    def answer(self) -> AnnouncementAnswer | None:
        """The answer that counts."""
        return self.answers[0] if self.answers else None


def receptions_of(announcement: Announcement) -> list[Reception]:
    """How each organization received an announcement, by name."""
    copies = db.session.scalars(
        sa.select(AnnouncementCopy)
        .where(AnnouncementCopy.announcement_id == announcement.id)
        .options(joinedload(AnnouncementCopy.partner))
        .order_by(AnnouncementCopy.id)
    ).all()
    newest = _newest_messages(announcement)
    deliveries: dict[Partner, list[Delivery]] = defaultdict(list)
    for copy in copies:
        deliveries[copy.partner].append(Delivery(copy, newest.get(copy.id)))
    answers = answers_by_partner(announcement)
    return [
        Reception(partner, deliveries[partner], answers.get(partner.id, []))
        for partner in sorted(deliveries, key=lambda partner: (partner.sort_key, partner.id))
    ]


def _newest_messages(announcement: Announcement) -> dict[int, Message]:
    """The newest message with the link of each copy, by copy."""
    query = (
        sa.select(Message)
        .where(Message.subject == f"announcement:{announcement.id}", Message.template == COPY_MESSAGE)
        .options(joinedload(Message.again))
        .order_by(Message.id)
    )
    return {message.params["copy"]: message for message in db.session.scalars(query) if message.params}


def answers_by_partner(
    announcement: Announcement, partner_ids: Collection[int] | None = None
) -> dict[int, list[AnnouncementAnswer]]:
    """The answers to an announcement by organization, newest first: of all, or of some organizations."""
    query = sa.select(AnnouncementAnswer).where(AnnouncementAnswer.announcement_id == announcement.id)
    if partner_ids is not None:
        query = query.where(AnnouncementAnswer.partner_id.in_(partner_ids))
    answers: dict[int, list[AnnouncementAnswer]] = defaultdict(list)
    for answer in db.session.scalars(query.order_by(AnnouncementAnswer.id.desc())):
        answers[answer.partner_id].append(answer)
    return answers


def partners_that_got(announcement: Announcement, partner_ids: Collection[int]) -> list[Partner]:
    """The organizations, among some, that got an announcement, by name."""
    got = sa.select(AnnouncementCopy.partner_id).where(AnnouncementCopy.announcement_id == announcement.id)
    query = sa.select(Partner).where(Partner.id.in_(partner_ids), Partner.id.in_(got))
    return list(db.session.scalars(query.order_by(Partner.sort_key, Partner.id)))


def unanswered(partner_ids: Collection[int], now: dt.datetime) -> list[tuple[Announcement, Partner]]:
    """The announcements that ask some organizations for an answer and have none of them, oldest first; after
    the life of a link nobody is asked any more.
    """
    pair = (Announcement.id, Partner.id)
    got, given = (
        sa.select(model.id).where(model.announcement_id == pair[0], model.partner_id == pair[1])
        for model in (AnnouncementCopy, AnnouncementAnswer)
    )
    query = (
        sa.select(Announcement, Partner)
        .join(Partner, Partner.team_id == Announcement.team_id)
        .where(Partner.id.in_(partner_ids), Announcement.asks_answer)
        .where(got.where(AnnouncementCopy.expires_at > now).exists(), ~given.exists())
        .order_by(*pair)
    )
    return [(announcement, partner) for announcement, partner in db.session.execute(query)]


def unopened(team_id: int, address: str, now: dt.datetime) -> list[AnnouncementCopy]:
    """What a team sent to an address and nobody has opened, while its link works, oldest first."""
    query = (
        sa.select(AnnouncementCopy)
        .join(Announcement, Announcement.id == AnnouncementCopy.announcement_id)
        .where(Announcement.team_id == team_id, sa.func.lower(AnnouncementCopy.address) == address.lower())
        .where(AnnouncementCopy.fetched_at.is_(None), AnnouncementCopy.expires_at > now)
        .options(contains_eager(AnnouncementCopy.announcement), joinedload(AnnouncementCopy.partner))
    )
    return list(db.session.scalars(query.order_by(AnnouncementCopy.id)))


def open_copies_for(address: str, *, now: dt.datetime, most: int) -> list[tuple[int, int]]:
    """The newest copies that went to an address and whose link lives: team and number of each."""
    query = (
        sa.select(Announcement.team_id, AnnouncementCopy.id)
        .join(Announcement, Announcement.id == AnnouncementCopy.announcement_id)
        .where(sa.func.lower(AnnouncementCopy.address) == address.lower(), AnnouncementCopy.expires_at > now)
    )
    rows = db.session.execute(query.order_by(AnnouncementCopy.id.desc()).limit(most))
    return [(team_id, number) for team_id, number in rows]
