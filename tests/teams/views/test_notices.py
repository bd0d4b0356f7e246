"""The notices after a change: who was told is read from what was posted, and who was not is said with it."""

import pytest
from flask import g
from markupsafe import Markup

from registry.outbox.rules.reach import Choosing, Person, Reach, Whom
from registry.security.permissions import Role
from registry.teams.views.notices import not_told, with_told

ADA = Person("Ada", "ada@example.org", "en")
SPEAKS = Choosing.at("representatives.add", partner_id=7)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def page_of(app, team):
    """The page of a team, read in a role."""

    def of(role):
        g.team, g.role = team, role

    with app.test_request_context():
        yield of


def test_only_those_to_whom_something_was_posted_were_told(page_of):
    reach = Reach()
    reach.mean([Whom("Maple"), Whom("Birch")])
    assert with_told("Raised.", reach) == "Raised."
    reach.add([Whom("Birch")], ADA)
    assert with_told("Raised.", reach) == "Raised. Told: Birch."


def test_who_may_choose_a_person_is_led_there_and_others_are_not(page_of):
    reach = Reach()
    reach.mean([Whom("A & B", SPEAKS)])
    page_of(Role.MEMBER)
    assert not_told(reach) == ["Nobody whom mail reaches speaks for A & B."]
    g.role = Role.COORDINATOR
    [said] = not_told(reach)
    assert isinstance(said, Markup)
    assert 'href="/teams/east/partners/7/representatives/new">A &amp; B</a>: choose a person.' in said


def test_what_else_is_missing_is_said_apart(page_of):
    page_of(Role.COORDINATOR)
    reach = Reach()
    reach.mean(
        [Whom("Elm", Choosing.at("partners.show", partner_id=3), "set its tier"), Whom("the coordinators")]
    )
    said = not_told(reach)
    assert said[0].startswith("No mail goes out for <a ")
    assert said[0].endswith("Elm</a>: set its tier.")
    assert said[1] == "No mail reaches the coordinators."


def test_a_notice_of_very_many_says_how_many_more_there_are(page_of):
    reach = Reach()
    for number in range(300):
        reach.add([Whom(f"Organization number {number}")], ADA)
    said = with_told("", reach)
    assert len(said) < 600
    assert said.startswith("Told: Organization number 0, ")
    assert said.endswith(" more.")
