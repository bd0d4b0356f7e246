"""The life of the links to announcements: opened, sent again, asked for by those who lost them."""

import datetime as dt

from registry import clock
from registry.announcements import messages
from registry.announcements.models import AnnouncementCopy
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.rules.announcements import link_expiry
from registry.announcements.rules.events import AnnouncementEvent
from registry.audit.services import events
from registry.database.acts import act_at
from registry.errors import N_, RuleBroken
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity
from registry.signing.hooks import LOST_LINKS, LostLinks
from registry.signing.rules.requests import RENEWAL_PAUSE, check_pause


def by_link(copy: AnnouncementCopy, *, name: str = "") -> Actor:
    """Somebody who acts through the link of a copy, for its organization."""
    return actors.person(
        None,
        name or copy.name,
        Capacity.REPRESENTATIVE,
        acts_for=copy.partner.name,
        whom=f"partner:{copy.partner_id}",
    )


def note_fetched(copy: AnnouncementCopy, *, act: Act) -> None:
    """Record that a link was opened for the first time, by the reader or by a mail scanner."""
    if copy.fetched_at is None:
        copy.fetched_at = act.at
        events.record(AnnouncementEvent.FETCHED, copy.announcement, act, copy=copy.id)


def resend(copy: AnnouncementCopy, *, act: Act) -> None:
    """Send a person a new link; earlier links stop working."""
    if not copy.address:
        raise RuleBroken(N_("The address of this person was removed when its time was over."))
    copy.generation += 1
    copy.sent_at, copy.expires_at = act.at, link_expiry(act.on, copy.announcement.team.timezone)
    events.record(AnnouncementEvent.RESENT, copy.announcement, act, copy=copy.id, generation=copy.generation)
    messages.Copy.post(copy, messages.mean_for(copy.partner_id, copy.partner.name), act.at)


def renew(copy: AnnouncementCopy, *, act: Act) -> None:
    """A person whose link no longer works requests a new one; it is sent only to the address on file."""
    check_pause(copy.sent_at, act.at)
    resend(copy, act=act)


def open_for(address: str, *, most: int) -> list[tuple[int, int]]:
    """The newest copies of an address whose link lives: team and number of each."""
    return announcement_queries.open_copies_for(address, now=clock.now(), most=most)


def send_lost(copy_id: int, *, now: dt.datetime) -> None:
    """Send the link of a copy again to somebody who lost it, unless it was sent recently."""
    copy = announcement_queries.copy_by_id(copy_id)
    if copy is None or now < copy.sent_at + RENEWAL_PAUSE:
        return
    resend(copy, act=act_at(by_link(copy), now, copy.announcement.team.timezone))


LOST_LINKS.append(LostLinks(open_for, send_lost))
