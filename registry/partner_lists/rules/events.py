"""Event tags of partner lists."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class ListEvent(Tag, group=Group.PARTNERS):
    """Events of an imported list of partners."""

    IMPORTED = "list:imported", N_("%(who)s imported the partner list %(what)s.")
    TAKEN_BACK = "list:taken-back", N_("%(who)s took back the import of the partner list %(what)s.")
