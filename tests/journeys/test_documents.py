"""Documents of before and of a stage: what was signed is added, a policy is asked of some, and retired."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.database.transactions import unit_of_work
from registry.sign_in.services import passwords
from registry.teams.models import Team
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_pdf,
    make_statement,
    make_team,
    make_version,
)
from tests.journeys import steps

DOCUMENTS = "/teams/east/documents"
POLICY = f"{DOCUMENTS}/privacy-policy"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session: object) -> Team:
    """A bilingual team with two partners."""
    with unit_of_work():
        made = make_team(slug="east")
        make_partner(made, "Maple Clinic")
        make_partner(made, "Birch House")
        return made


def signed_in(team: Team, open_page: Callable[..., Page], width: int) -> Page:
    with unit_of_work(team.id):
        user = make_coordinator(team, name="Ann Ng")
        passwords.set_password(user, steps.PASSWORD, **WHO_AND_WHEN)
    page = open_page(width=width)
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    steps.heading(page, "East Team")
    return page


def add_agreement(page: Page, file: Path) -> None:
    """Fill the form of an agreement of 2021."""
    file.write_bytes(make_pdf("2021"))
    page.get_by_label("Title in English").fill("Agreement of 2021")
    page.get_by_label("Title in French").fill("Entente de 2021")
    page.get_by_label("Date it bears").fill("2021-05-01")
    page.get_by_label("The agreement as a PDF, in English").set_input_files(file)
    page.get_by_role("button", name="Keep this agreement").click()
    expect(page.get_by_text("The earlier agreement is kept. Now enter who signed it.")).to_be_visible()


def test_what_was_signed_before_is_asked_about_before_the_first_draft(
    team: Team, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = signed_in(team, open_page, 390)
    page.goto(f"{DOCUMENTS}/")
    expect(page.get_by_role("heading", name="Do you have one already?")).to_be_visible()
    page.get_by_role("button", name="Yes, add what was signed").click()
    add_agreement(page, tmp_path / "2021.pdf")
    page.goto(f"{DOCUMENTS}/statement")
    page.get_by_role("button", name="Write the next version").click()
    steps.heading(page, "Draft of version 2")


def test_an_agreement_of_before_comes_in_at_any_time_asked_of_nobody(
    team: Team, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    with unit_of_work(team.id):
        make_statement(team)
    page = signed_in(team, open_page, 1280)
    page.goto(f"{DOCUMENTS}/")
    page.get_by_role("link", name="Add an agreement made before the registry").click()
    add_agreement(page, tmp_path / "2021.pdf")
    page.goto(f"{DOCUMENTS}/agreement-of-2021")
    expect(page.get_by_text("It is asked of nobody: it was signed before the registry.")).to_be_visible()
    page.goto(f"{DOCUMENTS}/agreement-of-2021/versions/1/standing")
    expect(page.get_by_role("button", name="Invite all outstanding")).to_have_count(0)


def test_a_stage_asks_for_a_policy_until_that_is_retired(team: Team, open_page: Callable[..., Page]) -> None:
    with unit_of_work(team.id):
        make_version(team)
    page = signed_in(team, open_page, 390)
    page.goto("/teams/east/stages/")
    page.get_by_role("button", name="Add a stage").click()
    page.get_by_label("Name in English").fill("Full application")
    page.get_by_label("Name in French").fill("Demande complète")
    page.get_by_label("The team stands there from").fill("2026-10-01")
    page.get_by_role("button", name="Add the stage").click()
    page.goto(POLICY)
    page.get_by_role("link", name="Date, stage and who is asked").click()
    page.get_by_label("Stage it belongs to").select_option("Full application")
    page.get_by_role("button", name="Save").click()
    page.goto("/teams/east/stages/")
    page.get_by_role("link", name="Who has not signed what the present stage asks for").click()
    expect(page.get_by_text("2 partners have not signed all of it.")).to_be_visible()
    page.goto(POLICY)
    page.get_by_text("Retire this document").click()
    page.get_by_role("button", name="Retire it").click()
    expect(page.get_by_text("Retired: it is no longer asked of anybody, and kept.")).to_be_visible()
    page.goto("/teams/east/stages/present")
    expect(page.get_by_text("No document belongs to it so far.")).to_be_visible()
