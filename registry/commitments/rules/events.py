"""Event tags of requests and commitments."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class CommitmentEvent(Tag, group=Group.SIGNING):
    """Events of requests to sign and of commitments."""

    CAMPAIGN_OPENED = "campaign:opened", N_("%(who)s asked for signatures of %(what)s.")
    REQUEST_MADE = "request:made", N_("%(who)s asked %(what)s to sign.")
    REQUEST_RESENT = "request:resent", N_("%(who)s sent the request to %(what)s again.")
    REQUEST_REVOKED = "request:revoked", N_("%(who)s revoked the request to %(what)s.")
    REQUEST_FETCHED = "request:fetched", N_("The link of the request to %(what)s was fetched.")
    REQUEST_DECLINED = "request:declined", N_("%(who)s declined to sign for %(what)s.")
    REQUEST_WITH_BOARD = "request:with-board", N_("%(who)s put the request before the board of %(what)s.")
    REQUEST_CLOSED = "request:closed", N_("The request to %(what)s was closed.")
    REQUEST_REMINDED = "request:reminded", N_("%(what)s was reminded of the request.")
    QUESTION_ASKED = "question:asked", N_("%(who)s asked a question for %(what)s.")
    QUESTION_ANSWERED = "question:answered", N_("%(who)s answered a question of %(what)s.")
    HAND_OVER_PROPOSED = "hand-over:proposed", N_("%(who)s proposed another person to sign for %(what)s.")
    HAND_OVER_ACCEPTED = (
        "hand-over:accepted",
        N_("%(who)s handed the request to %(what)s over to another person."),
    )
    HAND_OVER_REFUSED = "hand-over:refused", N_("%(who)s refused that another person sign for %(what)s.")
    SIGNED = "commitment:signed", N_("%(who)s signed: %(what)s.")
    ACKNOWLEDGED = "commitment:acknowledged", N_("%(who)s acknowledged: %(what)s.")
    ENTERED_FROM_PAPER = (
        "commitment:entered-from-paper",
        N_("%(who)s entered a signature received on paper: %(what)s."),
    )
    IMPORTED = "commitment:imported", N_("%(who)s entered a signature from before the registry: %(what)s.")
    CORRECTED = "commitment:corrected", N_("%(who)s corrected a signature entered from paper: %(what)s.")
    LAPSED = "commitment:lapsed", N_("%(who)s let a commitment of %(what)s lapse.")
    RESTORED = "commitment:restored", N_("%(who)s restored a commitment of %(what)s.")
    EDITION_REQUESTED = "edition:requested", N_("%(who)s asked for an edition of %(what)s.")
