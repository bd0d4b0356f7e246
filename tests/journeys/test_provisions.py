"""What is signed is what runs: a draft that fixes other values, an older agreement that two people read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.sign_in.services import passwords
from registry.teams.models import Team
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_statement,
    make_statement_of_before,
    make_team,
)
from tests.journeys import steps

STATEMENT = "/teams/east/documents/statement"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session: object) -> Team:
    """A bilingual team without a Statement."""
    with unit_of_work():
        return make_team(slug="east")


def coordinator(team: Team, name: str) -> User:
    with unit_of_work(team.id):
        user = make_coordinator(team, name=name)
        passwords.set_password(user, steps.PASSWORD, **WHO_AND_WHEN)
        return user


def sign_in(open_page: Callable[..., Page], user: User, width: int = 1280) -> Page:
    page = open_page(width=width)
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    steps.heading(page, "East Team")
    return page


def test_a_coordinator_fixes_other_values_and_publishes_them(
    team: Team, open_page: Callable[..., Page]
) -> None:
    with unit_of_work(team.id):
        make_statement(team)
    page = sign_in(open_page, coordinator(team, "Ann Ng"), width=390)
    page.goto(STATEMENT)
    page.get_by_role("button", name="Write the next version").click()
    page.get_by_role("button", name="Change what the Statement fixes").click()
    page.get_by_label("Days to address a conflict").fill("30")
    page.get_by_role("group", name="Quorum of a decision").get_by_label("A share of the roll").check()
    page.get_by_label("Which share").first.fill("2/3")
    page.get_by_role("button", name="Save").click()
    changes = page.get_by_text("New cases: 30 days in place of 45 days; open cases keep 45 days.")
    expect(changes).to_be_visible()
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_text("So it is material: everyone whose tier signs must sign again.")).to_be_visible()
    expect(page.get_by_label("Material")).to_have_count(0)
    page.get_by_label("What changed, in English").fill("Quicker.")
    page.get_by_label("What changed, in French").fill("Plus vite.")
    page.get_by_label("In force from").fill("2027-01-01")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_text("It is in force from 1 January 2027")).to_be_visible()
    page.get_by_role("link", name="What changed since version 1").click()
    expect(page.get_by_role("heading", name="What the Statement fixes")).to_be_visible()
    page.goto(f"{STATEMENT}/versions/2/provisions")
    expect(page.get_by_text("2/3 of the roll, rounded up")).to_be_visible()


def test_two_people_read_what_an_older_agreement_says(team: Team, open_page: Callable[..., Page]) -> None:
    with unit_of_work(team.id):
        make_statement_of_before(team, fields={"conflict_days": {"en": "30", "fr": "30"}})
    ann, bo = coordinator(team, "Ann Ng"), coordinator(team, "Bo Roy")
    page = sign_in(open_page, ann)
    expect(page.get_by_text("45 days run here, the text says 30 days.")).to_be_visible()
    page.get_by_role("link", name="What does the signed agreement say?").click()
    steps.heading(page, "What does the text say?")
    said = page.locator("#conflict_days-read")
    said.get_by_label("Number").fill("1.1")
    notice = page.locator("#notice_days-read")
    expect(notice.get_by_label("Number")).to_be_hidden()
    notice.get_by_label("The text says:").focus()
    page.keyboard.press("Space")
    expect(notice.get_by_label("Number")).to_be_visible()
    notice.get_by_label("Not read yet").check()
    page.get_by_label("The text is silent on all that is not read yet").check()
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("Differs from the signed text").first).to_be_visible()
    expect(page.get_by_text("waits for a second person").first).to_be_visible()
    other = sign_in(open_page, bo, width=390)
    other.get_by_role("link", name="Confirm what the signed agreement says").click()
    other.get_by_label("Days to address a conflict: 30 days").check()
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_role("link", name="version 1, section 1.1").first).to_be_visible()
