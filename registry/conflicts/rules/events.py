"""Event tags of cases."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class CaseEvent(Tag, group=Group.CONFLICTS):
    """Events of cases and of a team's settings for conflicts."""

    RAISED = "case:raised", N_("%(who)s raised %(what)s.")
    ESCALATED = "case:escalated", N_("%(who)s brought %(what)s before the steering committee.")
    HELPER_BROUGHT_IN = (
        "case:helper-brought-in",
        N_("%(who)s brought a facilitator or mediator into %(what)s."),
    )
    HELPER_ENDED = "case:helper-ended", N_("%(who)s recorded that the facilitator or mediator left %(what)s.")
    NOTED = "case:noted", N_("%(who)s wrote a note on %(what)s.")
    FILE_ADDED = "case:file-added", N_("%(who)s brought a file into %(what)s.")
    RECUSED = "case:recused", N_("%(who)s recorded a recusal in %(what)s.")
    RECUSAL_TAKEN_BACK = "case:recusal-taken-back", N_("%(who)s took back a recusal in %(what)s.")
    HANDLING_CHANGED = (
        "case:handling-changed",
        N_("%(who)s, who takes no part in handling %(what)s, changed who handles it."),
    )
    LEFT_OUT_OF_MAIL = (
        "case:left-out-of-mail",
        N_("%(who)s left somebody who handles %(what)s out of one message about it."),
    )
    PROPOSAL_MADE = "case:proposal-made", N_("%(who)s put a proposal to the parties of %(what)s.")
    PROPOSAL_ANSWERED = "case:proposal-answered", N_("%(who)s answered a proposal in %(what)s.")
    EXTENDED = "case:extended", N_("%(who)s recorded a new last day of %(what)s, on which all parties agree.")
    DECIDER_NAMED = "case:decider-named", N_("The parties of %(what)s named who decides it.")
    EXPENSE_ENTERED = "case:expense-entered", N_("%(who)s entered an expense of %(what)s.")
    EXPENSE_SET_ASIDE = "case:expense-set-aside", N_("%(who)s set an expense of %(what)s aside.")
    SHARE_CONFIRMED = "case:share-confirmed", N_("%(who)s confirmed a share of an expense of %(what)s.")
    SHARE_RELAYED = (
        "case:share-relayed",
        N_("%(who)s entered that a share of an expense of %(what)s was confirmed elsewhere."),
    )
    SHARE_RELAYED_STRUCK = (
        "case:share-relayed-struck",
        N_("%(who)s struck out that a share of an expense of %(what)s was confirmed elsewhere."),
    )
    SHARE_PAID = "case:share-paid", N_("%(who)s recorded a payment in %(what)s.")
    CLOSED = "case:closed", N_("%(who)s closed %(what)s.")
    REOPENED = "case:reopened", N_("%(who)s reopened %(what)s.")
    READ = "case:read", N_("%(who)s read %(what)s."), Group.READING
    FILE_READ = "case:file-read", N_("%(who)s fetched a file of %(what)s."), Group.READING
    RECORD_READ = "case:record-read", N_("%(who)s fetched a record of %(what)s."), Group.READING
    CONFLICTS_SET_UP = "conflicts:set-up", N_("%(who)s settled how the team handles conflicts.")
