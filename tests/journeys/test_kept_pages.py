"""Back to pages that the browser has kept: they are as they are now, and gone for whoever has signed out."""

import re

import pytest
from playwright.sync_api import expect

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.partners.services import partners
from registry.teams.models import Team
from tests.factories import NOW, WHO_AND_WHEN, make_partner
from tests.journeys import steps

pytestmark = pytest.mark.usefixtures("session")
LIST = f"{steps.TEAM}/partners"


@pytest.fixture
def team() -> Team:
    """A team with a partner."""
    team = steps.begin_team()
    with unit_of_work(team.id):
        make_partner(team, "Maple Clinic")
    return team


def test_back_on_a_list_shows_what_has_changed_meanwhile(team, desktop):
    steps.sign_in(desktop)
    desktop.goto(LIST)
    desktop.get_by_role("link", name="Maple Clinic").first.click()
    steps.heading(desktop, "Maple Clinic")
    with unit_of_work(team.id):
        partner = db.session.get_one(Partner, 1)
        partners.rename_partner(partner, name="Oak Clinic", on=NOW.date(), **WHO_AND_WHEN)
    desktop.go_back()
    expect(desktop.get_by_role("link", name="Oak Clinic").first).to_be_visible()


def test_back_after_signing_out_shows_nothing_of_the_team(team, desktop):
    steps.sign_in(desktop)
    desktop.goto(LIST)
    desktop.get_by_role("button", name="Sign out").click()
    expect(desktop.get_by_role("button", name="Sign out")).to_have_count(0)
    desktop.go_back()
    expect(desktop).to_have_url(re.compile("/sign-in"))
    expect(desktop.get_by_text("Maple Clinic")).to_have_count(0)
