"""Coming in: with a passkey, with an app's code, with a code from paper, by mail; and being sent away."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect

from registry import clock
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.services import passwords
from registry.teams.models import Team
from registry.teams.services import sign_in_policy
from tests.conftest import StoppedClock
from tests.factories import WHO_AND_WHEN, make_member
from tests.journeys import steps
from tests.mailbox import Mailbox, links_in, text_of
from tests.sign_in.builders import code_at

Check = Callable[[Page], None]
IDA = "ida@example.org"

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team() -> Team:
    """A team with a coordinator who has a password."""
    return steps.begin_team()


@pytest.fixture
def authenticator(desktop: Page) -> Iterator[CDPSession]:
    """The desk's own passkeys, with a finger always at hand."""
    session = desktop.context.new_cdp_session(desktop)
    session.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    yield session
    session.detach()


def ask_for_second_factor(team: Team, *roles: Role, allows_link: bool = False) -> None:
    """Let the team ask these roles for a second factor."""
    with unit_of_work(team.id):
        sign_in_policy.set_rules(team, second_factor_roles=roles, allows_link=allows_link, **WHO_AND_WHEN)


def add_passkey(page: Page) -> None:
    """Give the passkey a name, and let the device make it."""
    steps.heading(page, "Add a passkey")
    page.get_by_label("Name of the passkey").fill("This desk")
    page.get_by_role("button", name="Add a passkey").click()
    steps.heading(page, "Recovery codes")


def type_password(page: Page, email: str = steps.COORDINATOR) -> None:
    """Send address and password."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def type_code(page: Page, button: str) -> None:
    """Type what the app shows for the key on the page, or the key given before."""
    key = page.locator("strong.code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code_at(clock.now(), key))
    page.get_by_role("button", name=button).click()


def sign_out(page: Page) -> None:
    """Sign out."""
    page.get_by_role("button", name="Sign out").click()
    steps.heading(page, "Sign in")


def test_a_passkey_is_added_and_is_enough_to_come_in(
    team: Team, desktop: Page, authenticator: CDPSession, check_page: Check
) -> None:
    steps.sign_in(desktop)
    desktop.get_by_role("link", name="Robin Roe").click()
    desktop.get_by_role("link", name="How you sign in").click()
    steps.heading(desktop, "How you sign in")
    check_page(desktop)
    desktop.get_by_role("button", name="Add a passkey").click()
    steps.heading(desktop, "Add a passkey")
    check_page(desktop)
    add_passkey(desktop)
    sign_out(desktop)
    check_page(desktop)
    desktop.get_by_role("button", name="Use a passkey").click()
    steps.heading(desktop, "Maple Team")
    sign_out(desktop)
    type_password(desktop)
    steps.heading(desktop, "Second step")
    check_page(desktop)
    desktop.get_by_role("button", name="Use a passkey").click()
    steps.heading(desktop, "Maple Team")


def test_a_new_account_begins_with_a_passkey_alone(
    app: Flask, team: Team, desktop: Page, authenticator: CDPSession, check_page: Check
) -> None:
    with unit_of_work():
        token = sign_in_messages.welcome_token(make_member(team, email=IDA), secret=str(app.secret_key))
    desktop.goto(f"/welcome/{token}")
    check_page(desktop)
    desktop.get_by_label("Name of the passkey").fill("This desk")
    desktop.get_by_role("button", name="Begin with a passkey").click()
    expect(desktop.get_by_text("Your passkey is set.")).to_be_visible()
    desktop.get_by_role("button", name="Use a passkey").click()
    steps.heading(desktop, "Maple Team")


def test_a_device_without_a_passkey_says_so(team: Team, desktop: Page, authenticator: CDPSession) -> None:
    desktop.goto("/sign-in")
    expect(desktop.get_by_text("No passkey was given")).to_be_hidden()
    desktop.get_by_role("button", name="Use a passkey").click()
    expect(desktop.get_by_text("No passkey was given")).to_be_visible()


def test_without_scripts_no_passkey_is_offered(team: Team, open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto("/sign-in")
    steps.heading(page, "Sign in")
    expect(page.get_by_text("Use a passkey")).to_be_hidden()


def test_a_team_asks_for_a_second_factor_and_leads_to_an_app_and_its_codes(
    team: Team, open_page: Callable[..., Page], check_page: Check, stopped_clock: StoppedClock
) -> None:
    ask_for_second_factor(team, Role.COORDINATOR)
    page = open_page(scripts=False)
    type_password(page)
    steps.heading(page, "You are asked for a second factor")
    page.goto(f"{steps.TEAM}/partners")
    steps.heading(page, "You are asked for a second factor")
    page.get_by_role("button", name="Add an app").click()
    steps.heading(page, "Add an app")
    key = page.locator("strong.code").inner_text().replace(" ", "")
    type_code(page, "Add the app")
    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.get_by_text("they are not shown again")).to_be_visible()
    paper = page.locator("ul.code li").first.inner_text()
    page.get_by_role("button", name="I have kept them").click()
    steps.heading(page, "Partners")
    sign_out(page)

    stopped_clock.pass_by(minutes=1)
    type_password(page)
    steps.heading(page, "Second step")
    page.get_by_label("Code").fill(code_at(clock.now(), key))
    page.get_by_role("button", name="Go on").click()
    steps.heading(page, "Maple Team")
    sign_out(page)

    type_password(page)
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(paper)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("You have used a recovery code; 9 are left.")).to_be_visible()


def test_the_pages_of_an_account_are_fit_for_everyone(team: Team, desktop: Page, check_page: Check) -> None:
    steps.sign_in(desktop)
    desktop.goto("/account/authenticator")
    steps.heading(desktop, "Add an app")
    check_page(desktop)
    desktop.goto("/account/recovery-codes")
    check_page(desktop)
    desktop.goto("/account/password")
    steps.heading(desktop, "Change the password")
    check_page(desktop)


PRIVACY = (
    "/privacy",
    "/account/data",
    *(f"/teams/maple/privacy{page}" for page in ("", "/periods", "/export")),
)


def test_the_pages_on_privacy_are_fit_for_everyone(team: Team, phone: Page, check_page: Check) -> None:
    steps.sign_in(phone)
    for page in PRIVACY:
        phone.goto(page)
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        check_page(phone)


def test_a_session_is_ended_from_another_browser(
    team: Team, desktop: Page, phone: Page, check_page: Check
) -> None:
    steps.sign_in(phone)
    steps.sign_in(desktop)
    desktop.goto("/account/sessions")
    expect(desktop.get_by_role("row")).to_have_count(3)
    check_page(desktop)
    desktop.get_by_role("button", name="End all others").click()
    expect(desktop.get_by_text("1 session is ended.")).to_be_visible()
    phone.goto(f"{steps.TEAM}/partners")
    steps.heading(phone, "Sign in")
    expect(phone.get_by_text("This session was ended")).to_be_visible()
    desktop.goto(f"{steps.TEAM}/partners")
    steps.heading(desktop, "Partners")


def test_somebody_is_invited_chooses_a_password_and_comes_in_by_a_link(
    team: Team, desktop: Page, phone: Page, mailbox: Mailbox, work: Callable[[], None], check_page: Check
) -> None:
    ask_for_second_factor(team, allows_link=True)
    steps.sign_in(desktop)
    desktop.goto(f"{steps.TEAM}/people/new")
    desktop.get_by_label("Name").fill("Ida Moss")
    desktop.get_by_label("E-mail address").fill(IDA)
    desktop.get_by_role("button", name="Send the invitation").click()
    work()
    (link,) = [one for one in links_in(mailbox.last(IDA)) if "/welcome/" in one]
    phone.goto(link)
    phone.get_by_label("New password").fill(steps.PASSWORD)
    phone.get_by_label("The same password again").fill(steps.PASSWORD)
    phone.get_by_role("button", name="Set password").click()
    phone.get_by_role("link", name="Get a link by mail instead").click()
    expect(phone.get_by_role("button", name="Send me a link")).to_be_visible()
    check_page(phone)
    phone.get_by_label("Email address").fill(IDA)
    phone.get_by_role("button", name="Send me a link").click()
    expect(phone.get_by_text("a link is on its way")).to_be_visible()
    work()
    assert "works once, for 10 minutes" in text_of(mailbox.last(IDA))
    (link,) = [one for one in links_in(mailbox.last(IDA)) if "/sign-in/link/" in one]
    phone.goto(link)
    check_page(phone)
    phone.get_by_role("button", name="Sign in").click()
    steps.heading(phone, "Maple Team")


def test_a_team_says_how_its_people_sign_in(team: Team, desktop: Page, check_page: Check) -> None:
    with unit_of_work():
        ida = make_member(team, email=IDA)
        passwords.set_password(ida, steps.PASSWORD, **WHO_AND_WHEN)
    steps.sign_in(desktop)
    desktop.goto(f"{steps.TEAM}/settings")
    desktop.get_by_role("link", name="How people sign in").click()
    desktop.get_by_label(re.compile("Member:")).check()
    check_page(desktop)
    desktop.get_by_role("button", name="Save").click()
    expect(desktop.get_by_text("The settings are saved.")).to_be_visible()
    sign_out(desktop)
    type_password(desktop, IDA)
    steps.heading(desktop, "You are asked for a second factor")
    check_page(desktop)
