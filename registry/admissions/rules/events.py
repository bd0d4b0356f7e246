"""Event tags of admissions."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class AdmissionEvent(Tag, group=Group.ADMISSIONS):
    """Events of an application, and of a team's intake."""

    INTAKE_CHANGED = "intake:changed", N_("%(who)s changed how organizations apply to join.")
    APPROACHED = "admission:approached", N_("%(who)s invited %(what)s to apply.")
    SENT = "admission:sent", N_("%(what)s sent an application.")
    RECEIVED = "admission:received", N_("The application of %(what)s was received.")
    DOCUMENT_ADDED = (
        "admission:document-added",
        N_("%(who)s added a document to the application of %(what)s."),
    )
    CONTACT_CHANGED = (
        "admission:contact-changed",
        N_("%(who)s changed whom to write to about the application of %(what)s."),
    )
    LINK_SENT = "admission:link-sent", N_("A new link was sent for the application of %(what)s.")
    REVIEW_BEGUN = "admission:review-begun", N_("%(who)s began the review of the application of %(what)s.")
    REVIEWED = "admission:reviewed", N_("%(who)s recorded the review of the application of %(what)s.")
    DELIBERATED = "admission:deliberated", N_("%(who)s put the application of %(what)s to the partners.")
    INVITED = "admission:invited", N_("%(who)s invited %(what)s to join.")
    REFUSED = "admission:refused", N_("%(who)s refused the application of %(what)s.")
    COMPLETED = "admission:completed", N_("%(who)s admitted %(what)s.")
    WITHDRAWN = "admission:withdrawn", N_("%(who)s withdrew the application of %(what)s.")
    SET_ASIDE = "admission:set-aside", N_("%(who)s set the application of %(what)s aside.")
    SWEPT = "admission:swept", N_("An application that was never confirmed was removed.")
