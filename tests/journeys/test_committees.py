"""A steering committee is named, a member is invited to it by mail, comes, and declares an interest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.database.transactions import unit_of_work
from tests.factories import make_committee, make_partner, make_seat
from tests.journeys import steps
from tests.mailbox import Mailbox, links_in

Check = Callable[[Page], None]
IDA = "ida@example.org"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def sign_in_as(page: Page, email: str) -> None:
    """Sign in with the password of the journeys."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    steps.heading(page, "Maple Team")


def name_committee(page: Page) -> None:
    """Name the steering committee and give it a seat for a community."""
    page.goto(f"{steps.TEAM}/committees")
    page.get_by_role("button", name="Add a committee").click()
    page.get_by_label("Name in English").fill("Steering table")
    page.get_by_label("Name in French").fill("Table de direction")
    page.get_by_label("This is the steering committee").check()
    page.get_by_role("button", name="Add the committee").click()
    steps.heading(page, "Steering table")
    page.get_by_role("button", name="Add a seat").click()
    page.get_by_label("Name of the seat in English").fill("Indigenous health")
    page.get_by_label("Name of the seat in French").fill("Santé autochtone")
    page.get_by_label("Or for which sector?").fill("Indigenous health")
    page.get_by_role("button", name="Add the seat").click()
    expect(page.get_by_text("The seat is there, and vacant.")).to_be_visible()
    expect(page.get_by_role("cell", name="Vacant")).to_be_visible()


def give_seat(page: Page) -> None:
    """Give the seat to somebody who has no account yet."""
    page.get_by_role("link", name="Give the seat Indigenous health").click()
    page.get_by_label("Name", exact=True).fill("Ida Moss")
    page.get_by_label("E-mail address").fill(IDA)
    page.get_by_role("button", name="Give the seat").click()
    expect(page.get_by_text("Ida Moss has the seat.")).to_be_visible()


def choose_password(page: Page, mailbox: Mailbox) -> None:
    """Follow the link in the mail and choose a password."""
    (link,) = [one for one in links_in(mailbox.last(IDA)) if "/welcome/" in one]
    page.goto(link)
    page.get_by_label("New password").fill(steps.PASSWORD)
    page.get_by_label("The same password again").fill(steps.PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()


def test_a_member_is_invited_to_a_seat_comes_and_declares_an_interest(
    desktop: Page, phone: Page, mailbox: Mailbox, work: Callable[[], None], check_page: Check
) -> None:
    steps.begin_team()
    steps.sign_in(desktop)
    name_committee(desktop)
    check_page(desktop)
    give_seat(desktop)
    work()
    choose_password(phone, mailbox)
    sign_in_as(phone, IDA)
    phone.get_by_role("link", name="Committees").click()
    phone.get_by_role("link", name="Steering table").click()
    phone.get_by_role("button", name="Declare an interest").click()
    steps.heading(phone, "Declare an interest")
    check_page(phone)
    phone.get_by_label("What is the interest?").fill("My brother runs the laboratory")
    phone.get_by_role("button", name="Declare it").click()
    expect(phone.get_by_text("My brother runs the laboratory")).to_be_visible()
    check_page(phone)
    desktop.goto(f"{steps.TEAM}/committees/1")
    expect(desktop.get_by_text("Ida Moss, member, Steering table: Indigenous health")).to_be_visible()


def test_every_page_of_committees_and_people_fits_the_narrowest_screen(
    desktop: Page, check_page: Check
) -> None:
    team = steps.begin_team()
    with unit_of_work(team.id):
        board = make_committee(team, name="Steering table")
        partner = make_partner(team, "Maple Clinic")
        make_seat(board, partner)
    steps.sign_in(desktop)
    committee = f"{steps.TEAM}/committees/{board.id}"
    forms = ["change", "close", "chair", "seats/new", "seats/1", "seats/1/terms/new", "interests/enter"]
    pages = [f"{steps.TEAM}/committees", f"{steps.TEAM}/committees/new", committee, f"{committee}/interests"]
    pages += [f"{committee}/{form}" for form in forms]
    pages += [f"{steps.TEAM}/people", f"{steps.TEAM}/people/new", f"{steps.TEAM}/people/1/end"]
    represented = f"{steps.TEAM}/partners/{partner.id}/representatives"
    for page in [*pages, represented, f"{represented}/new"]:
        desktop.goto(page)
        check_page(desktop)


def test_a_committee_is_read_as_of_a_day_without_scripts(
    open_page: Callable[..., Page],
) -> None:
    team = steps.begin_team()
    with unit_of_work(team.id):
        make_seat(make_committee(team, name="Steering table"))
    page = open_page(scripts=False)
    steps.sign_in(page)
    page.goto(f"{steps.TEAM}/committees/1")
    page.locator("#on").fill("2025-12-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("As it stood on 31 December 2025.")).to_be_visible()
    expect(page.get_by_text("This committee has no seat yet.")).to_be_visible()
