"""The page of how a team’s people sign in."""

import re

import pytest

from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.teams.services import sign_in_policy
from tests.factories import WHO_AND_WHEN, make_reader
from tests.reading import value_of

PAGE = "/teams/east/settings/sign-in"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def save(client, team):
    """Sends the form, as it was read just now unless a revision is given."""

    def send(*roles, **said):
        return client.post(PAGE, data={"second_factor_roles": list(roles), "revision": team.revision} | said)

    return send


def ticked(page):
    """What is ticked on a page."""
    return re.findall(r'value="(\w+)" checked', page.text)


def test_what_is_saved_is_shown(client, team, save):
    assert ticked(client.get(PAGE)) == []
    answer = save("reader", "member", allows_link="y")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert (team.second_factor_roles, team.allows_link) == (["member", "reader"], True)
    page = client.get(PAGE)
    assert ticked(page) == ["member", "reader", "y"]
    assert "The settings are saved." in page.text


def test_none_ticked_asks_nothing(team, save):
    save("reader", allows_link="y")
    save()
    assert (team.second_factor_roles, team.allows_link) == ([], False)


def test_a_role_that_there_is_not_is_refused(team, save):
    assert save("king").status_code == 422
    assert team.second_factor_roles == []


def test_the_second_of_two_is_told_and_saves_again(team, save):
    seen = team.revision
    with unit_of_work(team.id):
        sign_in_policy.set_rules(team, second_factor_roles=[Role.MEMBER], allows_link=False, **WHO_AND_WHEN)
    told = save("reader", revision=seen)
    assert told.status_code == 422
    assert "Something else was changed in the settings meanwhile." in told.text
    assert ticked(told) == ["reader"]
    assert team.second_factor_roles == ["member"]
    assert save("reader", revision=value_of(told, "revision")).status_code == 303
    assert team.second_factor_roles == ["reader"]


def test_a_reader_may_not_enter(client, team):
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert client.get(PAGE).status_code == 403
