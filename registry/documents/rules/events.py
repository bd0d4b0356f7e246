"""Event tags of documents."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class DocumentEvent(Tag, group=Group.DOCUMENTS):
    """Events of a document, its drafts and its versions."""

    ADDED = "document:added", N_("%(who)s added the document %(what)s.")
    DRAFT_STARTED = "draft:started", N_("%(who)s began the draft of %(what)s.")
    DRAFT_CHANGED = "draft:changed", N_("%(who)s changed the draft of %(what)s.")
    DRAFT_DISCARDED = "draft:discarded", N_("%(who)s discarded the draft of %(what)s.")
    VERSION_PUBLISHED = "version:published", N_("%(who)s published %(what)s.")
    PROVISIONS_ENTERED = "provisions:entered", N_("%(who)s entered what %(what)s says.")
    PROVISIONS_CONFIRMED = "provisions:confirmed", N_("%(who)s confirmed what was entered of %(what)s.")
    IN_FORCE_SET = "version:in-force", N_("%(who)s set the day from which %(what)s is in force.")
    VERSION_IMPORTED = "version:imported", N_("%(who)s added %(what)s, made before the registry.")
