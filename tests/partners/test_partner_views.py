"""Pages of the partner register."""

import pytest

from registry.partners.models import Partner
from registry.teams.models import Team
from registry.transactions import unit_of_work
from tests.conftest import Client
from tests.factories import make_coordinator, make_partner, make_team

pytestmark = pytest.mark.usefixtures("session")

BASE = "/teams/east/partners"


@pytest.fixture
def team(client: Client, session: object) -> Team:
    """A team whose coordinator is signed in."""
    with unit_of_work():
        team = make_team(slug="east")
        client.sign_in(make_coordinator(team))
    return team


@pytest.fixture
def partner(team: Team) -> Partner:
    """An anchor."""
    with unit_of_work(team.id):
        return make_partner(team, "Carefor", sector="Home care", city="Ottawa")


def test_the_list_names_the_partners(client: Client, partner: Partner) -> None:
    page = client.get(BASE).text
    assert "Carefor" in page
    assert "One partner" in page


def test_a_partner_has_a_page(client: Client, partner: Partner) -> None:
    assert "Carefor" in client.get(f"{BASE}/{partner.id}").text
