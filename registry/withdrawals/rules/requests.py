"""Requests to sign a notice of withdrawal: their links, events and words."""

from registry.errors import N_
from registry.labels import Labelled
from registry.security.link_tokens import PersonalLinks
from registry.signing.rules.requests import RequestEvents, RequestState
from registry.withdrawals.rules.events import WithdrawalEvent

LINKS = PersonalLinks("notice of withdrawal link")
EVENTS = RequestEvents(
    made=WithdrawalEvent.NOTICE_ASKED,
    resent=WithdrawalEvent.REQUEST_RESENT,
    revoked=WithdrawalEvent.REQUEST_REVOKED,
    closed=WithdrawalEvent.REQUEST_CLOSED,
    fetched=WithdrawalEvent.REQUEST_FETCHED,
)


class RequestWords(Labelled):
    """The text of a request to sign a notice, by the state of the request, for a person who opens the
    link.
    """

    OPEN = RequestState.OPEN.value, N_("This request is still open.")
    SIGNED = RequestState.SIGNED.value, N_("The notice has been signed through this link.")
    REVOKED = RequestState.REVOKED.value, N_("This request was taken back by the team’s coordinator.")
    #: The notice came on paper, or through another link.
    CLOSED = (
        RequestState.CLOSED.value,
        N_("This request is closed: the notice has been given in another way."),
    )
