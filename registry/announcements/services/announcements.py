"""Writes announcements with their papers, and sends them."""

from registry.announcements import messages
from registry.announcements.models import Announcement, AnnouncementCopy, AnnouncementPaper
from registry.announcements.queries import recipients
from registry.announcements.rules.announcements import (
    TEXT_LENGTH,
    TITLE_LENGTH,
    Wording,
    check_draft,
    check_more_papers,
    check_texts,
    check_tiers,
    link_expiry,
)
from registry.announcements.rules.events import AnnouncementEvent
from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, NotFound, RuleBroken
from registry.files.intake import DOSSIER, accept
from registry.security.actors import Act
from registry.teams.models import Team


def write(team: Team, wording: Wording, *, act: Act) -> Announcement:
    """Draft an announcement; nothing goes out."""
    announcement = Announcement(team_id=team.id, team=team, created_at=act.at, papers=[])
    _fill(announcement, wording)
    announcement.done_by(act.by)
    db.session.add(announcement)
    db.session.flush()
    events.record(AnnouncementEvent.WRITTEN, announcement, act, tiers=announcement.tiers)
    return announcement


def change(announcement: Announcement, wording: Wording, *, act: Act) -> None:
    """Change a draft."""
    check_draft(announcement.sent_at)
    _fill(announcement, wording)
    db.session.flush()
    events.record(AnnouncementEvent.CHANGED, announcement, act, tiers=announcement.tiers)


def add_paper(announcement: Announcement, *, data: bytes, name: str | None, act: Act) -> AnnouncementPaper:
    """Add a paper to a draft; refuse in words files that are too large or not what their name says."""
    check_draft(announcement.sent_at)
    check_more_papers(len(announcement.papers))
    stored = accept(data, name, DOSSIER, field="paper")
    paper = AnnouncementPaper(
        name=stored.name,
        media_type=stored.media_type,
        fingerprint=stored.fingerprint,
        size=stored.size,
        added_at=act.at,
    )
    paper.done_by(act.by)
    announcement.papers.append(paper)
    db.session.flush()
    events.record(
        AnnouncementEvent.PAPER_ADDED,
        announcement,
        act,
        paper=paper.id,
        fingerprint=stored.fingerprint,
    )
    return paper


def remove_paper(announcement: Announcement, paper_id: int, *, act: Act) -> None:
    """Remove a paper from a draft; raises `NotFound`."""
    check_draft(announcement.sent_at)
    paper = next((one for one in announcement.papers if one.id == paper_id), None)
    if paper is None:
        raise NotFound(N_("There is no such paper."))
    announcement.papers.remove(paper)
    events.record(AnnouncementEvent.PAPER_REMOVED, announcement, act, paper=paper_id)


def discard(announcement: Announcement, *, act: Act) -> None:
    """Delete a draft with its papers."""
    check_draft(announcement.sent_at)
    about = About(announcement.subject, announcement.team_id)
    db.session.delete(announcement)
    events.record(AnnouncementEvent.DISCARDED, about, act)


def send(announcement: Announcement, *, act: Act) -> None:
    """Send an announcement to whoever acts for the partners of its tiers today: from now on it is fixed.

    Raises `RuleBroken` where no message would go out, and `InvalidInput` where a language of the team has no
    text, such as one that came since the draft was written.
    """
    check_draft(announcement.sent_at)
    check_texts(announcement.titles, announcement.team.languages, field="title", most=TITLE_LENGTH)
    check_texts(announcement.texts, announcement.team.languages, field="text", most=TEXT_LENGTH)
    addressed = recipients.addressed(announcement.team_id, announcement.to_tiers, act.on)
    if not any(one.people for one in addressed):
        raise RuleBroken(N_("No message would go out: for no partner of these tiers is an address known."))
    announcement.sent_at = act.at
    announcement.done_by(act.by)
    expires_at = link_expiry(act.on, announcement.team.timezone)
    for one in addressed:
        whom = messages.mean_for(one.partner.id, one.partner.name)
        for person in one.people:
            copy = AnnouncementCopy(
                announcement=announcement,
                partner_id=one.partner.id,
                name=person.name,
                address=person.address,
                language=person.language,
                sent_at=act.at,
                expires_at=expires_at,
            )
            db.session.add(copy)
            db.session.flush()
            messages.Copy.post(copy, whom, act.at)
    people = sum(len(one.people) for one in addressed)
    events.record(
        AnnouncementEvent.SENT,
        announcement,
        act,
        tiers=announcement.tiers,
        partners=len(addressed),
        copies=people,
    )


def _fill(announcement: Announcement, wording: Wording) -> None:
    languages = announcement.team.languages
    title = check_texts(wording.titles, languages, field="title", most=TITLE_LENGTH)
    text = check_texts(wording.texts, languages, field="text", most=TEXT_LENGTH)
    announcement.title_en, announcement.title_fr = title.get("en", ""), title.get("fr", "")
    announcement.text_en, announcement.text_fr = text.get("en", ""), text.get("fr", "")
    announcement.tiers, announcement.asks_answer = check_tiers(wording.tiers), wording.asks_answer
