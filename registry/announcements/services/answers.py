"""Answers of organizations to an announcement."""

from registry.announcements import messages
from registry.announcements.models import Announcement, AnnouncementAnswer
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.rules.announcements import check_answer, check_sent
from registry.announcements.rules.events import AnnouncementEvent
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, Refused
from registry.partners.models.partners import Partner
from registry.security.actors import Act


def answer(announcement: Announcement, partner: Partner, *, text: str, act: Act) -> AnnouncementAnswer:
    """Answer for an organization that got the announcement; its earlier answers are kept, the newest counts.

    Raises `Refused` for an organization that did not get it.
    """
    check_sent(announcement.sent_at)
    if not announcement_queries.partners_that_got(announcement, [partner.id]):
        raise Refused(N_("This announcement was not sent to your organization."))
    given = AnnouncementAnswer(
        announcement_id=announcement.id,
        partner_id=partner.id,
        text=check_answer(text),
        answered_at=act.at,
    )
    given.done_by(act.by)
    db.session.add(given)
    db.session.flush()
    events.record(AnnouncementEvent.ANSWERED, announcement, act, partner=partner.id, answer=given.id)
    messages.Answered.post(given, announcement, act.at)
    return given
