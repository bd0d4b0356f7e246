"""Event tags of withdrawals."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class WithdrawalEvent(Tag, group=Group.WITHDRAWALS):
    """Events of a withdrawal and its notice."""

    NOTICE_ASKED = "withdrawal:notice-asked", N_("%(who)s asked %(what)s for a notice of withdrawal.")
    REQUEST_RESENT = (
        "withdrawal:request-resent",
        N_("%(who)s sent the request for a notice to %(what)s again."),
    )
    REQUEST_REVOKED = (
        "withdrawal:request-revoked",
        N_("%(who)s revoked the request for a notice to %(what)s."),
    )
    REQUEST_CLOSED = "withdrawal:request-closed", N_("The request for a notice to %(what)s was closed.")
    REQUEST_FETCHED = (
        "withdrawal:request-fetched",
        N_("The link of the request for a notice to %(what)s was fetched."),
    )
    NOTICE_SIGNED = "withdrawal:notice-signed", N_("%(who)s signed the notice of withdrawal of %(what)s.")
    NOTICE_ENTERED = (
        "withdrawal:notice-entered",
        N_("%(who)s entered the notice of withdrawal of %(what)s from paper."),
    )
    DATE_SET = "withdrawal:date-set", N_("%(who)s set the day on which %(what)s leaves.")
    DATE_CORRECTED = (
        "withdrawal:date-corrected",
        N_("%(who)s corrected the day on which %(what)s left."),
    )
    EFFORT_OFFERED = "withdrawal:effort-offered", N_("%(who)s recorded an effort offered to %(what)s.")
    EFFORT_ANSWERED = (
        "withdrawal:effort-answered",
        N_("%(who)s recorded the answer of %(what)s to an effort."),
    )
    NO_OPPORTUNITY_STATED = (
        "withdrawal:no-opportunity-stated",
        N_("%(who)s stated why there was no opportunity for efforts with %(what)s."),
    )
    TAKEN_BACK = "withdrawal:taken-back", N_("%(who)s recorded that %(what)s stays.")
    TOOK_EFFECT = "withdrawal:took-effect", N_("The withdrawal of %(what)s took effect.")
    STATEMENT_ASKED = (
        "withdrawal:statement-asked",
        N_("%(who)s asked for a later statement of the withdrawal of %(what)s."),
    )
    NOTICE_PERIOD_SET = "notice-period:set", N_("%(who)s set the notice period of a withdrawal.")
