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
    RETIRED = "document:retired", N_("%(who)s retired %(what)s: it is no longer asked of anybody.")
    ASKED_AGAIN = "document:asked-again", N_("%(who)s asks %(what)s again.")
    SCOPE_CHANGED = (
        "document:scope-changed",
        N_("%(who)s changed the date, the stage or who is asked of %(what)s."),
    )
    STAGE_ADDED = "stage:added", N_("%(who)s added the stage %(what)s.")
    STAGE_DAY_SET = "stage:day-set", N_("%(who)s set the day from which the team stands at %(what)s.")
    VERSION_IMPORTED = "version:imported", N_("%(who)s added %(what)s, made before the registry.")
