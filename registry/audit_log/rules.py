"""Events of the audit log."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class AuditLogEvent(Tag, group=Group.TEAM):
    """Events of the audit trail itself."""

    EXPORTED = "trail:exported", N_("%(who)s exported the audit trail."), Group.READING
