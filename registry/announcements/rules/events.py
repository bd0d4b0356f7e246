"""Event tags of announcements."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class AnnouncementEvent(Tag, group=Group.ANNOUNCEMENTS):
    """Events of announcements, their copies and answers."""

    WRITTEN = "announcement:written", N_("%(who)s drafted %(what)s.")
    CHANGED = "announcement:changed", N_("%(who)s changed the draft of %(what)s.")
    PAPER_ADDED = "announcement:paper-added", N_("%(who)s added a paper to %(what)s.")
    PAPER_REMOVED = "announcement:paper-removed", N_("%(who)s removed a paper from %(what)s.")
    DISCARDED = "announcement:discarded", N_("%(who)s discarded the draft of %(what)s.")
    SENT = "announcement:sent", N_("%(who)s sent %(what)s.")
    RESENT = "announcement:resent", N_("%(who)s sent the link of %(what)s to somebody again.")
    FETCHED = "announcement:fetched", N_("A link of %(what)s was fetched.")
    ANSWERED = "announcement:answered", N_("%(who)s answered %(what)s.")
