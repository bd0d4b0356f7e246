"""The personal data in announcements, who may see it, and what is deleted."""

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from registry.announcements import access
from registry.announcements.models import (
    Announcement,
    AnnouncementAnswer,
    AnnouncementCopy,
    AnnouncementPaper,
)
from registry.database.session import db
from registry.errors import N_
from registry.personal_data import Asker, Kept, Period, forgets, guards, keeps

keeps(
    Kept(
        key="announcements",
        title=N_("Announcements"),
        what=N_(
            "Who wrote and sent an announcement, the names and addresses that it went to, whether the link"
            " was opened, and what organizations answered, by whom."
        ),
        why=N_("To reach those who have no account, too, and to keep what they said."),
        how_long=N_(
            "Names and addresses of those who got it: %(days)s days after it was last sent. Announcements and"
            " answers stay with the partnership’s records."
        ),
        seen_by=N_("Coordinators; each organization what was sent to it, and its own answer."),
        models=(Announcement, AnnouncementPaper, AnnouncementCopy, AnnouncementAnswer),
        period=Period.MESSAGES,
        for_public=True,
    )
)


@guards("announcement")
def readable(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some announcements, of those that a person may read."""
    if asker.team_id is None or asker.role is None:
        return set()
    visible = access.visible_to(asker.user.id, asker.team_id, asker.role, asker.on)
    query = sa.select(Announcement.id).where(
        Announcement.id.in_(ids), Announcement.team_id == asker.team_id, visible
    )
    return set(db.session.scalars(query))


def _over(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Copies that were last sent before a moment, and still name their person."""
    return (
        sa.select(AnnouncementCopy.id)
        .join(Announcement, Announcement.id == AnnouncementCopy.announcement_id)
        .where(Announcement.team_id == team_id, AnnouncementCopy.sent_at < before)
        .where(AnnouncementCopy.address != "")
    )


@forgets(
    "announcements",
    N_("Names and addresses of those who got an announcement"),
    period=Period.MESSAGES,
    due=_over,
)
def forget_copies(ids: Sequence[int]) -> None:
    """Delete names and addresses of copies."""
    db.session.execute(
        sa.update(AnnouncementCopy).where(AnnouncementCopy.id.in_(ids)).values(name="", address="")
    )
