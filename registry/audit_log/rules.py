"""Events of the audit log: their tags, and how each is told."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class AuditLogEvent(Tag, group=Group.TEAM):
    """What can happen to the audit trail itself."""

    EXPORTED = "trail:exported", N_("%(who)s exported the audit trail."), Group.READING
