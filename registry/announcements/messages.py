"""Messages about announcements: the copy with its link, and the notice of an answer."""

import datetime as dt
from typing import Any

from registry import clock, settings
from registry.announcements.models import Announcement, AnnouncementAnswer, AnnouncementCopy
from registry.announcements.queries import announcements
from registry.announcements.rules.announcements import LINKS
from registry.database.session import db
from registry.outbox.messages import NothingToSay, Recipient, address, mean
from registry.outbox.rules.reach import Choosing, Whom
from registry.security.link_tokens import LinkParts
from registry.teams.messages import TeamMessage


def mean_for(partner_id: int, name: str) -> Whom:
    """Say that copies are meant for an organization, whether or not anybody speaks for it."""
    whom = Whom(name, Choosing.at("representatives.add", partner_id=partner_id))
    mean([whom])
    return whom


class Copy(TeamMessage):
    """An announcement, with the person's link to its papers and to the answer."""

    key = announcements.COPY_MESSAGE

    @classmethod
    def post(cls, copy: AnnouncementCopy, whom: Whom, at: dt.datetime) -> None:
        """Send the link of the copy's present generation to its person."""
        cls._post(
            Recipient(copy.name, copy.address, copy.language),
            subject=copy.announcement.subject,
            params={"copy": copy.id, "generation": copy.generation},
            team_id=copy.announcement.team_id,
            at=at,
            meant_for=[whom],
        )

    def context(self) -> dict[str, Any]:
        """The announcement and the link; raises `NothingToSay` when a newer link was sent since, or the link
        has expired.
        """
        copy = announcements.copy_by_id(self.params["copy"])
        if copy is None or copy.generation != self.params["generation"] or not copy.link_lives(clock.now()):
            raise NothingToSay
        parts = LinkParts(copy.id, copy.generation)
        return {
            "person": copy.name,
            "partner": copy.partner,
            "announcement": copy.announcement,
            "team": copy.announcement.team,
            "link": address(
                "announcement_links.show", token=LINKS.token_for(parts, secret=settings.secret())
            ),
        }


class Answered(TeamMessage):
    """An organization has answered."""

    key = "announcements.answered"

    @classmethod
    def post(cls, answer: AnnouncementAnswer, announcement: Announcement, at: dt.datetime) -> None:
        """Tell the team's coordinators."""
        cls._write_to_coordinators(
            subject=announcement.subject,
            params={"answer": answer.id},
            team_id=announcement.team_id,
            at=at,
        )

    def context(self) -> dict[str, Any]:
        """The answer and the announcement's page."""
        answer = db.session.get_one(AnnouncementAnswer, self.params["answer"])
        announcement = answer.announcement
        return {
            "answer": answer,
            "partner": answer.partner,
            "announcement": announcement,
            "page": address(
                "announcements.show", team=announcement.team.slug, announcement_id=announcement.id
            ),
        }
