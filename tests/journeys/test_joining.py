"""Joining and paying in a browser: what a partnership rests on, and who pays for a mediator."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.sign_in.services import passwords
from tests.cast import Cast, make_cast
from tests.conflicts.builders import at_steering
from tests.factories import WHO_AND_WHEN
from tests.journeys import steps
from tests.mailbox import Mailbox, links_in

Check = Callable[[Page], None]

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.needs("admissions", "conflicts", "decisions"),
]


def add(page: Page, name: str, ground: str) -> None:
    """Fill in a new partner with what it rests on."""
    page.goto(f"{steps.TEAM}/partners/new")
    page.get_by_label("Name of the organization").fill(name)
    page.get_by_label(ground).check()


def test_joining_has_one_door(session, phone: Page, check_page: Check) -> None:
    steps.begin_team()
    steps.sign_in(phone)
    phone.goto(f"{steps.TEAM}/partners/new")
    phone.get_by_label("Name of the organization").fill("Oak House")
    phone.get_by_role("button", name="Add the partner").click()
    expect(phone.get_by_text("Choose what it rests on.").first).to_be_visible()
    check_page(phone)

    phone.get_by_label("A decision of the partners").check()
    phone.get_by_role("button", name="Add the partner").click()
    expect(phone.get_by_text("Say which one: choose it, or name it with its date.").first).to_be_visible()
    expect(phone.get_by_label("Name of the organization")).to_have_value("Oak House")
    phone.get_by_label("Or which one, in words?").fill("The steering committee, 3 May 2026")
    phone.get_by_role("button", name="Add the partner").click()
    steps.heading(phone, "Oak House")
    expect(phone.get_by_text("a decision: The steering committee, 3 May 2026")).to_have_count(2)
    check_page(phone)

    add(phone, "Elm House", "None of these: it joins by an admission")
    phone.get_by_role("button", name="Add the partner").click()
    steps.heading(phone, "Invite an organization to apply")
    expect(phone.get_by_label("Name of the organization")).to_have_value("Elm House")


@pytest.fixture
def cast(session) -> Cast:
    """The team in conflict; its coordinator and Birch's representative have a password."""
    cast = make_cast("maple")
    with unit_of_work():
        for user in (cast.coordinator, cast.for_birch):
            passwords.set_password(session.merge(user), steps.PASSWORD, **WHO_AND_WHEN)
    at_steering(cast)
    return cast


def enter(page: Page, user: User) -> None:
    """Sign in as somebody."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()


def test_the_team_and_a_partner_pay_for_a_mediator(
    cast: Cast, desktop: Page, phone: Page, mailbox: Mailbox, work: Callable[[], None], check_page: Check
) -> None:
    enter(desktop, cast.coordinator)
    desktop.goto(f"{steps.TEAM}/conflicts/1/expenses/new")
    desktop.get_by_label("What was paid for?").fill("Two days of mediation")
    desktop.get_by_label("Amount in dollars").fill("1200.01")
    desktop.get_by_label("The parties").uncheck()
    desktop.get_by_label("The team itself").check()
    desktop.get_by_label("And a partner by name").select_option("Birch Home Care")
    desktop.get_by_role("button", name="Show their shares").click()
    expect(desktop.get_by_label("Share of Birch Home Care")).to_be_visible()
    expect(desktop.get_by_label("What was paid for?")).to_have_value("Two days of mediation")
    check_page(desktop)
    desktop.get_by_role("button", name="Fill in equal shares").click()
    expect(desktop.get_by_label("Share of Birch Home Care")).to_have_value("600.00")
    desktop.get_by_label("Why is it shared so?").fill("As the steering committee settled")
    desktop.get_by_role("button", name="Continue").click()
    desktop.get_by_role("button", name="Enter the expense").click()
    desktop.get_by_role("button", name="Confirm $600.01").click()
    expect(desktop.get_by_text("The share is confirmed.")).to_be_visible()

    work()
    (link,) = links_in(mailbox.last(cast.for_birch.email))
    enter(phone, cast.for_birch)
    phone.goto(link)
    steps.heading(phone, "Share of an expense")
    expect(phone.get_by_text("$600.00 of $1,200.01")).to_be_visible()
    check_page(phone)
    phone.get_by_role("button", name="Confirm $600.00").click()
    expect(phone.get_by_text("The share is confirmed.")).to_be_visible()
    desktop.reload()
    expect(desktop.get_by_text("Bea Bell, representative, Birch Home Care")).to_be_visible()
