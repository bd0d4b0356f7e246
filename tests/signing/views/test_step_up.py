"""Errands to a directory: an answer to one signs nobody in, however late or however often it comes."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.models import UserSession
from tests.factories import make_user

BACK = "/sign-in/with/larkspur/back"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def leave(client, provider, asks, statement):
    """Sends somebody who has an account to their directory, from the signing page; gives the state of it."""
    with unit_of_work():
        make_user(email=statement.request.signatory.email)
    provider.claims |= {"email": statement.request.signatory.email}

    def go():
        left = client.get(f"{statement.page}/prove/larkspur")
        requests.get(left.location, timeout=5).close()
        return parse_qs(urlsplit(left.location).query)["state"][0]

    return go


@pytest.fixture
def come_back(client):
    """Comes back from the directory with an answer."""
    return lambda state, **said: client.get(BACK, query_string={"code": "c", "state": state} | said)


def sessions():
    """How many people are signed in."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(UserSession))


def test_a_proof_given_up_and_then_answered_signs_nobody_in(leave, come_back):
    state = leave()
    come_back(state, error="access_denied")
    assert come_back(state).status_code == 409
    assert sessions() == 0


def test_a_proof_begun_in_too_many_tabs_signs_nobody_in(leave, come_back):
    first, *_others = [leave() for _tab in range(4)]
    assert "is over" in come_back(first).text
    assert sessions() == 0


def test_the_newest_tabs_keep_their_errands(leave, come_back):
    *_others, last = [leave() for _tab in range(4)]
    assert "/sign/" in come_back(last).location
