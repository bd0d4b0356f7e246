"""An organization asks to join on a phone, is deliberated on in two rounds, signs, and is a partner."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.database.transactions import unit_of_work
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import Status
from tests.admissions import builders
from tests.conftest import StoppedClock
from tests.factories import make_partner, make_pdf, make_version
from tests.journeys import steps
from tests.mailbox import Mailbox, attachments_of, links_in

pytestmark = pytest.mark.needs("admissions")

Check = Callable[[Page], None]
Work = Callable[[], None]

APPLICANT = "jo@riverside.example"
ADMISSIONS = f"{steps.TEAM}/admissions"


@pytest.fixture
def team(session: object, stopped_clock: StoppedClock) -> object:
    """A team of two partners with a policy to sign, one criterion, and an intake all year."""
    team = steps.begin_team()
    with unit_of_work(team.id):
        make_partner(team, "Maple Clinic")
        make_partner(team, "Oak Hospital")
        make_version(team)
    builders.open_all_year(team)
    builders.add_criterion(team)
    return team


def apply(page: Page, stopped_clock: StoppedClock) -> None:
    """Fill in the public form as a person does, in a minute."""
    page.goto(f"{steps.TEAM}/join")
    page.get_by_label("Name of the organization").fill("Riverside Hospital")
    page.get_by_label("Anchor: takes part").check()
    page.get_by_role("group", name="It serves the region").get_by_label("Yes").check()
    page.get_by_role("group", name="Is there a conflict").get_by_label("No").check()
    page.get_by_label("Your name").fill("Jo Roe")
    page.get_by_label("Your title").fill("Director")
    page.get_by_label("Your e-mail address").fill(APPLICANT)
    stopped_clock.pass_by(minutes=1)
    page.get_by_role("button", name="Send the application").click()
    steps.heading(page, "Now look into your mail")


def application_link(mailbox: Mailbox) -> str:
    """The newest link to the application."""
    sent = [link for message in mailbox.to(APPLICANT) for link in links_in(message) if "/apply/" in link]
    return sent[-1]


def review(page: Page, check_page: Check) -> None:
    """Take the application up and find its criterion met."""
    page.goto(ADMISSIONS)
    check_page(page)
    page.get_by_role("link", name="Riverside Hospital").click()
    page.get_by_role("button", name="Begin the review").click()
    steps.heading(page, "Review")
    page.get_by_label("Met", exact=True).check()
    page.get_by_label("What the review comes to").fill("It serves the region since 1990.")
    check_page(page)
    page.get_by_role("button", name="Note the review").click()
    expect(page.get_by_text("The review is noted.")).to_be_visible()


def put_before_partners(page: Page, check_page: Check) -> None:
    """Open the decision of the partners."""
    page.get_by_role("button", name="Put it before the partners").click()
    steps.heading(page, "Put it before the partners")
    check_page(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Put it before the partners").click()
    expect(page.get_by_text("The partners deliberate.", exact=True)).to_be_visible()
    expect(page.get_by_text("Nobody whom mail reaches speaks for Maple Clinic, Oak Hospital")).to_be_visible()
    page.get_by_role("link", name="Admission of Riverside Hospital").click()


def hold_round(page: Page, oak: int, words: str = "") -> None:
    """Enter a round of the meeting and close it: Maple Clinic at 1, Oak Hospital as told."""
    page.get_by_role("button", name="Enter the round in the meeting").click()
    page.get_by_role("group", name="Maple Clinic").get_by_label("1", exact=True).check()
    page.get_by_role("group", name="Oak Hospital").get_by_label(str(oak), exact=True).check()
    page.get_by_label("In words, for Oak Hospital").fill(words)
    page.get_by_role("button", name="Enter the round").click()
    page.get_by_role("button", name="Close the round").click()
    page.get_by_role("heading", name=re.compile("^Close round")).wait_for()
    page.get_by_role("button", name="Close the round").click()
    page.get_by_role("heading", name=re.compile("^Close round")).wait_for(state="detached")


def deliberate_in_two_rounds(page: Page) -> None:
    """One at 5 in the first round, information given, consensus in the second, the decision recorded."""
    hold_round(page, 5, "Who pays for the shared records?")
    page.get_by_role("link", name="Answer it Oak Hospital").click()
    page.get_by_label("Answer").fill("Each partner by its size; at most $900 a year.")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_text("The answer is recorded.")).to_be_visible()
    page.get_by_role("button", name="Open the next round").click()
    page.get_by_label("Question").fill("Shall it be invited, paying its share of the shared records?")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("Round 2 is open.")).to_be_visible()
    hold_round(page, 2)
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_label("What was decided").fill("Riverside Hospital is invited to join.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The decision is recorded")).to_be_visible()


def invite(page: Page, check_page: Check) -> None:
    """Sign the letter of invitation."""
    page.goto(ADMISSIONS)
    page.get_by_role("link", name="Riverside Hospital").click()
    steps.heading(page, "Riverside Hospital")
    check_page(page)
    page.get_by_role("button", name="Invite it to join").click()
    steps.heading(page, "Invite it to join")
    check_page(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Sign and send the invitation").click()
    expect(page.get_by_text("The invitation is signed")).to_be_visible()


def letter_of(mailbox: Mailbox) -> bytes:
    """The letter that came by mail."""
    files = [content for message in mailbox.to(APPLICANT) for content in attachments_of(message).values()]
    return files[0]


@pytest.mark.usefixtures("team")
def test_an_organization_applies_is_deliberated_on_signs_and_is_a_partner(
    phone: Page,
    desktop: Page,
    mailbox: Mailbox,
    work: Work,
    stopped_clock: StoppedClock,
    check_page: Check,
    team: builders.Team,
) -> None:
    phone.goto(f"{steps.TEAM}/join")
    check_page(phone)
    apply(phone, stopped_clock)
    work()
    phone.goto(application_link(mailbox))
    steps.heading(phone, "Confirm your application")
    check_page(phone)
    phone.get_by_role("button", name="Confirm the application").click()
    steps.heading(phone, "Your application")
    phone.get_by_label("Add a document").set_input_files(
        {"name": "by-laws.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    )
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("“by-laws.pdf” is added")).to_be_visible()
    check_page(phone)

    steps.sign_in(desktop)
    review(desktop, check_page)
    put_before_partners(desktop, check_page)
    deliberate_in_two_rounds(desktop)
    invite(desktop, check_page)
    work()
    stopped_clock.pass_by(minutes=2)
    work()

    phone.goto(application_link(mailbox))
    expect(phone.get_by_text("to be signed")).to_be_visible()
    check_page(phone)
    phone.goto(steps.link_of(mailbox, APPLICANT))
    steps.confirm_and_type(phone, "Jo Roe")
    desktop.reload()
    desktop.get_by_role("button", name="Make it a partner").click()
    expect(desktop.get_by_text("Riverside Hospital is a partner.")).to_be_visible()
    work()
    steps.drop_file(desktop, letter_of(mailbox))
    expect(desktop.get_by_text("This file is genuine")).to_be_visible()
    partner = partner_queries.partner_called(team.id, "Riverside Hospital")
    assert partner is not None
    assert partner.status(builders.TODAY) is Status.PARTNER
