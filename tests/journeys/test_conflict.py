"""Conflicts: one that rises, is mediated and decided; one that begins at the top; one overdue."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.sign_in.services import passwords
from tests.cast import Cast, make_cast
from tests.conflicts.builders import TODAY, at_steering
from tests.conftest import StoppedClock
from tests.factories import WHO_AND_WHEN
from tests.journeys import steps
from tests.mailbox import Mailbox, attachments_of

CASES = "/teams/east/conflicts"
SUBJECT = "Who hosts the shared calendar"
Enter = Callable[[User], Page]
Work = Callable[[], None]

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("conflicts")]


@pytest.fixture
def cast(session: object, stopped_clock: StoppedClock, mailbox: Mailbox) -> Cast:
    """The team and all who act in it, each with a password."""
    made = make_cast()
    with unit_of_work():
        for user in (made.coordinator, made.chair, made.recused, made.for_maple):
            passwords.set_password(user, steps.PASSWORD, **WHO_AND_WHEN)
    return made


@pytest.fixture
def enter(open_page: Callable[..., Page]) -> Enter:
    """Opens a browser of their own for a person and signs them in."""

    def open_for(user: User) -> Page:
        page = open_page(width=1280)
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(user.email)
        page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        steps.heading(page, "East Team")
        return page

    return open_for


def raise_in(page: Page, committee: str) -> None:
    """Raise the conflict of Riverside and Maple in a committee."""
    page.goto(CASES)
    page.get_by_role("button", name="Raise a conflict").click()
    page.get_by_label(committee).check()
    page.get_by_label("Party 1").select_option(label="Riverside Hospital")
    page.get_by_label("Party 2").select_option(label="Maple Clinic")
    page.get_by_label("What is it about?").fill(SUBJECT)
    page.get_by_label("What happened, and what is asked for?").fill("Both say that it is theirs.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Raise it formally").click()
    steps.heading(page, SUBJECT)


def act(page: Page, opening: str, said: dict[str, str], *sending: str) -> None:
    """Open a form on the page of the case, fill it and send it by one or two buttons."""
    page.goto(f"{CASES}/1")
    page.get_by_role("button", name=opening).click()
    for label, words in said.items():
        page.get_by_label(label, exact=True).fill(words)
    for button in sending:
        page.get_by_role("button", name=button).click()
    steps.heading(page, SUBJECT)


def say_yes(page: Page) -> None:
    """Answer the open proposal for one's party."""
    page.goto(f"{CASES}/1")
    page.get_by_role("button", name="Answer for your party").click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Give this answer").click()
    steps.heading(page, SUBJECT)


def confirm(page: Page, amount: str) -> None:
    """Confirm the share of one's party."""
    page.goto(f"{CASES}/1")
    page.get_by_role("button", name=f"Confirm {amount}").click()
    expect(page.get_by_text("The share is confirmed.")).to_be_visible()


def test_a_conflict_rises_is_extended_mediated_and_decided_on_day_44(
    cast: Cast,
    enter: Enter,
    stopped_clock: StoppedClock,
    work: Work,
    mailbox: Mailbox,
    check_page: Callable[[Page], None],
) -> None:
    coordinator, chair, recused, maple = (
        enter(user) for user in (cast.coordinator, cast.chair, cast.recused, cast.for_maple)
    )
    raise_in(coordinator, "Data Group")
    expect(coordinator.get_by_text("raised 24 Nov 2026 + 45 days = 8 Jan 2027")).to_be_visible()
    assert chair.goto(f"{CASES}/1").status == 404
    act(coordinator, "Bring it before", {"Why?": "No way forward there"}, "Continue", "Bring the case before")
    chair.goto(f"{CASES}/1")
    expect(chair.get_by_text("Rae Roy · own organization is a party")).to_be_visible()

    write_for_the_committee(chair)
    recused.goto(f"{CASES}/1")
    expect(recused.get_by_text("You take no part in handling this case.")).to_be_visible()
    expect(recused.get_by_text("Between us")).to_have_count(0)
    check_page(recused)

    mediator = {
        "Name": "Ines Ito",
        "Organization": "Ito Mediation",
        "Who proposed this person?": "The chair",
        "Who agreed, and when?": "Both parties, today",
    }
    act(
        chair,
        "Bring in a facilitator or mediator",
        mediator,
        "Continue",
        "Bring in a facilitator or mediator",
    )

    later = {"New last day": "2027-01-29", "Why is more time needed?": "The mediator is away until January."}
    act(chair, "Propose an extension", later, "Continue", "Propose an extension")
    say_yes(maple)
    expect(maple.get_by_text("Last day now")).to_have_count(0)
    say_yes(recused)
    expect(recused.get_by_text("Last day now: 29 January 2027")).to_be_visible()

    spend_equally(coordinator)
    confirm(recused, "$600.01")
    confirm(maple, "$600.00")

    stopped_clock.pass_by(days=44)
    decision = {"Decision": "Maple hosts the calendar; Riverside may write in it."}
    act(chair, "Record the final decision", decision, "Continue", "Sign and record the decision")
    expect(chair.get_by_text("Signed by Chai Cho, for Steering Committee.")).to_be_visible()
    expect(chair.get_by_text("44 of 66 days spent")).to_be_visible()
    check_page(chair)

    work()
    stopped_clock.pass_by(minutes=2)
    work()
    maple.goto(f"{CASES}/1")
    expect(maple.get_by_role("link", name="Conflict case")).to_have_count(2)
    assert attachments_of(mailbox.last(cast.for_maple.email))


def write_for_the_committee(page: Page) -> None:
    """Note something that the parties do not read."""
    page.goto(f"{CASES}/1")
    page.get_by_role("button", name="Write a note").click()
    page.get_by_label("The committee alone").check()
    page.get_by_label("Note", exact=True).fill("Between us: Maple seems right.")
    page.get_by_role("button", name="Write a note").click()
    expect(page.get_by_text("Between us")).to_be_visible()


def spend_equally(page: Page) -> None:
    """Enter what the mediator costs, in the equal shares that are offered."""
    page.goto(f"{CASES}/1")
    page.get_by_role("button", name="Enter an expense").click()
    page.get_by_label("What was paid for?").fill("Two days of mediation")
    page.get_by_label("Amount in dollars").fill("1200.01")
    page.get_by_role("button", name="Fill in equal shares").click()
    expect(page.get_by_label("Share of Riverside Hospital")).to_have_value("600.01")
    page.get_by_label("Why is it shared so?").fill("As both agreed")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Enter the expense").click()
    steps.heading(page, SUBJECT)


def test_a_conflict_that_arose_at_the_steering_committee_begins_there(cast: Cast, enter: Enter) -> None:
    coordinator, chair = enter(cast.coordinator), enter(cast.chair)
    raise_in(coordinator, "Steering Committee")
    expect(coordinator.get_by_text("At the steering committee", exact=True)).to_be_visible()
    chair.goto(CASES)
    expect(chair.get_by_role("rowheader", name=SUBJECT)).to_be_visible()


def test_an_overdue_conflict_stands_first_on_the_board_and_is_told_of(
    cast: Cast, enter: Enter, work: Work, mailbox: Mailbox, check_page: Callable[[Page], None]
) -> None:
    at_steering(cast, subject="A young one")
    at_steering(cast, subject="An old one", raised_on=TODAY - dt.timedelta(days=47))
    chair = enter(cast.chair)
    chair.goto(CASES)
    expect(chair.get_by_role("row").nth(1)).to_contain_text("An old one")
    expect(chair.get_by_role("row").nth(1)).to_contain_text("2 days over")
    check_page(chair)
    work()
    assert "2 days over" in str(mailbox.last(cast.chair.email)["Subject"])
