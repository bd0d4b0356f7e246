"""From a token to a page, for a statement and a notice alike: what works, what is broken, dead or renewed."""

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox import queries as outbox_queries
from registry.signing.services import requests
from tests.factories import NOW, WHO_AND_WHEN
from tests.signing.builders import mailed_token

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def pending(signing):
    """A request that waits to be signed."""
    return signing.request


@pytest.fixture
def page(app, pending, signing):
    """The address of its page by the link of a generation, whole or cut."""

    def of(generation=1, cut=None):
        token = mailed_token(
            pending.LINKS.purpose, pending.id, generation, secret=str(app.secret_key), is_former=False
        )
        return f"{signing.page.rpartition('/')[0]}/{token[:cut]}"

    return of


def resend(pending):
    """Send a new link."""
    with unit_of_work(pending.team.id):
        requests.resend(pending, **WHO_AND_WHEN)


def sent(pending):
    """The generations of the links that were sent, newest first."""
    return [one.params["generation"] for one in outbox_queries.messages_about([pending.subject])]


# -- links that work ---------------------------------------------------------------------------------


def test_the_newest_link_opens_the_page(client, pending, page):
    assert client.get(page()).status_code == 200
    resend(pending)
    assert client.get(page(2)).status_code == 200


def test_the_page_speaks_the_language_of_who_is_asked(client, pending, page):
    with unit_of_work(pending.team.id):
        pending.signatory.language = "fr"
    assert '<html lang="fr"' in client.get(page()).text


def test_who_has_chosen_a_language_keeps_it(client, pending, page):
    with client.session_transaction() as session:
        session["language"] = "fr"
    assert '<html lang="fr"' in client.get(page()).text


def test_fetching_the_page_is_noted_the_first_time(client, pending, page, stopped_clock):
    client.get(page())
    stopped_clock.pass_by(hours=1)
    client.get(page())
    assert pending.fetched_at == NOW


def test_sending_the_page_without_having_fetched_it_is_no_fetching(client, pending, page):
    client.post(page(), data={})
    assert pending.fetched_at is None


# -- links that are broken ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_link_that_was_cut_asks_for_the_address(client, page, way):
    answer = getattr(client, way)(page(cut=-3))
    assert answer.status_code == 404
    assert "This link is not complete" in answer.text
    assert 'action="/links"' in answer.text


def test_a_link_that_was_cut_renews_nothing(client, pending, page):
    assert client.post(f"{page(cut=-3)}/renew").status_code == 404
    assert sent(pending) == [1]


def test_a_link_to_a_request_that_is_not_there_is_broken(client, app, pending, page):
    token = mailed_token(pending.LINKS.purpose, 999, 1, secret=str(app.secret_key), is_former=False)
    assert client.get(f"{page().rpartition('/')[0]}/{token}").status_code == 404


# -- links that are dead, and new ones ---------------------------------------------------------------


def test_an_older_link_says_that_there_is_a_newer_one(client, pending, page):
    resend(pending)
    answer = client.get(page())
    assert answer.status_code == 410
    assert "A newer link has been sent to you." in answer.text
    assert f'action="{page()}/renew"' in answer.text


def test_a_link_dies_at_its_moment(client, pending, page, stopped_clock):
    stopped_clock.move_to(pending.expires_at)
    answer = client.get(page())
    assert answer.status_code == 410
    assert "This link has expired." in answer.text


@pytest.mark.parametrize("generation", [1, 2])
def test_a_dead_link_sends_a_new_one_to_the_address_on_file(
    client, pending, page, stopped_clock, woken, generation
):
    resend(pending)
    stopped_clock.move_to(pending.expires_at)
    answer = client.post(f"{page(generation)}/renew")
    assert "A new link is on its way" in answer.text
    assert pending.signatory.email not in answer.text
    assert sent(pending) == [3, 2, 1]
    assert "outbox.send" in woken


def test_a_new_link_is_not_sent_every_minute(client, pending, page, stopped_clock):
    stopped_clock.pass_by(minutes=5)
    answer = client.post(f"{page()}/renew")
    assert "A link was sent a few minutes ago." in answer.text
    assert sent(pending) == [1]


def test_a_request_that_has_ended_says_so_and_sends_no_new_link(client, pending, page, stopped_clock):
    with unit_of_work(pending.team.id):
        requests.revoke(pending, reason="Asked the wrong person.", **WHO_AND_WHEN)
    stopped_clock.pass_by(hours=1)
    assert "by the team’s coordinator" in client.get(page()).text
    assert "by the team’s coordinator" in client.post(f"{page()}/renew").text
    assert sent(pending) == [1]
