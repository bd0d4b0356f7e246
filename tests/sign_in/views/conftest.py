"""What the tests of signing in by page begin with: people, what they sign in with, and a directory."""

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

import config
from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in.views import oidc_client
from registry.teams.services import sign_in_policy, teams
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_coordinator, make_team, make_user
from tests.sign_in.builders import PASSWORD, Device, add_app, add_passkey, make_person
from tests.sign_in.provider import CLIENT, SECRET, Provider

HALF_A_MINUTE = dt.timedelta(seconds=30)

ADDRESS = "bo@example.org"

NAME = "Larkspur Memorial Hospital (invented)"
BEGIN, BACK = "/sign-in/with/larkspur", "/sign-in/with/larkspur/back"


@pytest.fixture
def east(once):
    """A team."""
    return once(make_east)


def make_east():
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def ann(once, east):
    """Its coordinator, with a password."""
    return once(make_ann, east)


def make_ann(east):
    with unit_of_work():
        user = make_person(email="ann@example.org", name="Ann Ng")
        teams.grant_role(team=east, user_id=user.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    return user


@pytest.fixture
def with_app(ann):
    """Ann, who has an app, too."""
    with unit_of_work():
        add_app(ann, now=STOPPED_AT - 10 * HALF_A_MINUTE)
    return ann


@pytest.fixture
def with_passkey(ann):
    """The device of Ann's passkey."""
    device = Device()
    with unit_of_work():
        add_passkey(ann, device)
    return device


@pytest.fixture
def rules(east):
    """Sets how people of the team sign in."""

    def set_rules(*roles, allows_link=False):
        with unit_of_work():
            sign_in_policy.set_rules(east, second_factor_roles=roles, allows_link=allows_link, **WHO_AND_WHEN)

    return set_rules


@pytest.fixture
def come(client):
    """Sends address and password."""

    def send(password=PASSWORD, email="ann@example.org", onward=""):
        return client.post(f"/sign-in{onward}", data={"email": email, "password": password})

    return send


@pytest.fixture
def bo(east):
    """Somebody with a role and nothing to sign in with."""
    with unit_of_work():
        user = make_user(email=ADDRESS, name="Bo Roy")
        teams.grant_role(team=east, user_id=user.id, role=Role.READER, **WHO_AND_WHEN)
    return user


@pytest.fixture
def provider(app) -> Iterator[Provider]:
    """A directory that the registry knows."""
    found = Provider()
    known = config.Directory("larkspur", NAME, found.issuer, CLIENT, SECRET, {"larkspur.example": NAME})
    app.config["REGISTRY_SIGN_ON"] = (known,)
    oidc_client.get_to_know(app)
    yield found
    found.close()


@pytest.fixture
def robin(session) -> User:
    """A coordinator whose address is of the directory's domain."""
    with unit_of_work():
        return make_coordinator(make_team(slug="east"), email="robin@larkspur.example")


@pytest.fixture
def come_back(client, provider, robin) -> Callable:
    """Goes to the directory, and comes back with what it gives; some of it otherwise."""

    def go(onward="/teams/east/", **instead):
        left = client.get(BEGIN, query_string={"next": onward})
        asked = {name: values[0] for name, values in parse_qs(urlsplit(left.location).query).items()}
        requests.get(left.location, timeout=5).close()
        return client.get(BACK, query_string={"code": "c", "state": asked["state"]} | instead)

    return go
