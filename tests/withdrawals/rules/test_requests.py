"""Requests to sign a notice: what one says that has ended, and the tokens of its links."""

import pytest

from registry.commitments.rules import requests as commitment_requests
from registry.security.link_tokens import LinkParts
from registry.signing.rules.requests import RequestState
from registry.withdrawals.rules import requests
from registry.withdrawals.rules.requests import RequestWords


@pytest.mark.parametrize(
    "state", [RequestState.OPEN, RequestState.SIGNED, RequestState.REVOKED, RequestState.CLOSED]
)
def test_a_request_has_words_for_every_state_that_it_comes_to(state):
    assert RequestWords(state).label


def test_a_token_says_which_request_and_generation_it_is_for():
    token = requests.LINKS.token_for(LinkParts(7, 2), secret="s")
    assert requests.LINKS.read_token(token, secret="s") == LinkParts(7, 2)


@pytest.mark.parametrize("spoil", [lambda one: one[:-1], lambda one: "8" + one[1:], lambda one: one + "A"])
def test_a_spoilt_token_says_nothing(spoil):
    assert (
        requests.LINKS.read_token(spoil(requests.LINKS.token_for(LinkParts(7, 2), secret="s")), secret="s")
        is None
    )


def test_a_token_of_another_secret_or_another_purpose_says_nothing():
    parts = LinkParts(7, 2)
    assert requests.LINKS.read_token(requests.LINKS.token_for(parts, secret="other"), secret="s") is None
    signing = commitment_requests.LINKS.token_for(LinkParts(7, 2), secret="s")
    assert requests.LINKS.read_token(signing, secret="s") is None
    assert (
        commitment_requests.LINKS.read_token(requests.LINKS.token_for(parts, secret="s"), secret="s") is None
    )
