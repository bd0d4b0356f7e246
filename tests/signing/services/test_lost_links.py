"""Links that were lost, to a statement and to a notice alike: what is found for an address, what is sent."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox import queries as outbox_queries
from registry.signing.rules.requests import RENEWAL_PAUSE, RequestState
from registry.signing.services import lost_links, requests
from tests.factories import NOW, WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def pending(signing):
    """A request that waits to be signed."""
    return signing.request


@pytest.fixture
def links(pending):
    """The links of its kind."""
    return lost_links.links_to(type(pending))


@pytest.fixture
def send(pending, links):
    """Sends its link once more."""

    def at(now):
        with unit_of_work(pending.team.id):
            links.send(pending.id, now=now)
        return [one.params["generation"] for one in outbox_queries.messages_about([pending.subject])]

    return at


@pytest.mark.parametrize("write", [str, str.upper])
def test_an_open_request_is_found_by_the_address_of_who_is_asked(pending, links, write):
    address = write(pending.signatory.email)
    assert links.open_for(address, most=20) == [(pending.team.id, pending.id)]


def test_no_more_are_found_than_are_sent_at_once(pending, links):
    assert links.open_for(pending.signatory.email, most=0) == []


def test_none_is_found_for_another_address(links):
    assert links.open_for("nn@example.org", most=20) == []


def test_a_request_that_ended_is_not_found_and_nothing_is_sent(pending, links, send):
    with unit_of_work(pending.team.id):
        requests.end(pending, RequestState.CLOSED, **WHO_AND_WHEN)
    assert links.open_for(pending.signatory.email, most=20) == []
    assert send(NOW + RENEWAL_PAUSE) == [1]


def test_the_link_that_is_good_is_sent_once_more_after_a_while(send):
    assert send(NOW + RENEWAL_PAUSE - dt.timedelta(seconds=1)) == [1]
    assert send(NOW + RENEWAL_PAUSE) == [1, 1]


def test_a_link_that_has_expired_is_renewed(pending, send):
    assert send(pending.expires_at) == [2, 1]


def test_nothing_is_sent_of_a_request_that_is_not_there(pending, links):
    with unit_of_work(pending.team.id):
        links.send(pending.id + 1, now=NOW + RENEWAL_PAUSE)
    assert len(outbox_queries.messages_about([pending.subject])) == 1
