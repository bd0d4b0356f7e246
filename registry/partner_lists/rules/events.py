"""Events of partner lists: their tags, and how each is told."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class ListEvent(Tag, group=Group.PARTNERS):
    """What can happen to an imported list of partners."""

    IMPORTED = "list:imported", N_("%(who)s imported the partner list %(what)s.")
    TAKEN_BACK = "list:taken-back", N_("%(who)s took back the import of the partner list %(what)s.")
