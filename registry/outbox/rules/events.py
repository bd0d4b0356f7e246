"""Event tags of messages."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class MessageEvent(Tag, group=Group.TEAM):
    """Events of a message."""

    BOUNCED = "message:bounced", N_("%(who)s noted that a message to %(what)s came back.")
    SENT_AGAIN = "message:sent-again", N_("%(who)s sent a message again that had not arrived (%(what)s).")
