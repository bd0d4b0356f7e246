"""Announcements in a few words, for tests; each is a change of its own."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import current_app

from registry.announcements.models import Announcement, AnnouncementAnswer, AnnouncementCopy
from registry.announcements.rules.announcements import LINKS, Wording
from registry.announcements.services import announcements, answers
from registry.committees.models import Committee
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.partners.services.signatories import end_signatory
from registry.security.link_tokens import LinkParts
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.factories import BY_AND_WHEN, NOW, make_partner, make_pdf, make_signatory

FORUM = Wording(
    titles={"en": "Our spring forum", "fr": "Notre forum du printemps"},
    texts={"en": "It is on 3 May. Are you coming?", "fr": "Il a lieu le 3 mai. Venez-vous?"},
    tiers=(Tier.OBSERVER,),
    asks_answer=True,
)


def add_observer(team: Team, partner_name: str = "Dry Creek School", **person: Any) -> Partner:
    """An observer without an account; one person is listed with an address."""
    with unit_of_work(team.id):
        observer = make_partner(team, partner_name, tier=Tier.OBSERVER)
        make_signatory(observer, **({"email": "ann@example.org"} | person))
    return observer


def write(team: Team, **said: Any) -> Announcement:
    """A draft."""
    with unit_of_work(team.id):
        return announcements.write(team, replace(FORUM, **said), **BY_AND_WHEN)


def add_paper(announcement: Announcement, data: bytes | None = None, name: str = "Programme.pdf") -> None:
    """Add a paper to a draft."""
    with unit_of_work(announcement.team_id):
        announcements.add_paper(announcement, data=data or make_pdf(), name=name, **BY_AND_WHEN)


def send(announcement: Announcement, **said: Any) -> Announcement:
    """Send a draft."""
    with unit_of_work(announcement.team_id):
        announcements.send(announcement, **(BY_AND_WHEN | said))
    return announcement


def copies_of(announcement: Announcement) -> list[AnnouncementCopy]:
    """The copies that went out, oldest first."""
    query = sa.select(AnnouncementCopy).where(AnnouncementCopy.announcement_id == announcement.id)
    return list(db.session.scalars(query.order_by(AnnouncementCopy.id)))


def answer(
    announcement: Announcement, partner: Partner, text: str = "We come.", **said: Any
) -> AnnouncementAnswer:
    """Answer for an organization."""
    with unit_of_work(announcement.team_id):
        return answers.answer(announcement, partner, text=text, **(BY_AND_WHEN | said))


def link_to(copy: AnnouncementCopy) -> str:
    """The page behind the present link of a copy."""
    parts = LinkParts(copy.id, copy.generation)
    return f"/announcement/{LINKS.token_for(parts, secret=str(current_app.secret_key))}"


def fill_whole_team(team: Team, partner: Partner, _committee: Committee) -> None:
    """An announcement that went to a partner, and its answer."""
    announcement = write(team, tiers=[Tier.ANCHOR])
    add_paper(announcement)
    answer(send(announcement), partner)


def links_into(team: Team) -> dict[str, tuple[str, ...]]:
    """The page behind the link of the newest copy."""
    newest = sa.select(AnnouncementCopy).join(
        Announcement, Announcement.id == AnnouncementCopy.announcement_id
    )
    newest = newest.where(Announcement.team_id == team.id).order_by(AnnouncementCopy.id.desc())
    copy = db.session.scalars(newest).first()
    assert copy is not None
    return {"a link to an announcement": (link_to(copy),)}


def leave_traces(team: Team, *, name: str, address: str) -> Announcement:
    """Somebody who is listed for an observer gets an announcement, and stops signing."""
    observer = add_observer(team, "Zebra School", name=name, email=address)
    announcement = send(write(team))
    with unit_of_work(team.id):
        end_signatory(observer.signatories[0], on=NOW.date(), **BY_AND_WHEN)
    return announcement
