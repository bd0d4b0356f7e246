"""What people do in the journeys, a sentence each. After each submit a step waits for what comes next."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents, drafts
from registry.sign_in.services import passwords
from registry.teams.models import Team
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_signatory,
    make_team,
    make_version,
)
from tests.mailbox import Mailbox, links_in

PASSWORD = "four plain words here"
COORDINATOR = "robin@example.org"
TEAM = "/teams/maple"
#: More than any page has things to stop at.
MOST_TABS = 60
STATEMENT = f"{TEAM}/documents/statement"


def begin_team() -> Team:
    """A team with a coordinator who has a password."""
    with unit_of_work():
        team = make_team(slug="maple", name_en="Maple Team", name_fr="Équipe des Érables")
        user: User = make_coordinator(team, email=COORDINATOR, name="Robin Roe")
        passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
    return team


def begin_asked(team: Team, mailbox: Mailbox, **people: str) -> Version:
    """A published policy in a team, with Maple Clinic and those who may sign for it."""
    with unit_of_work(team.id):
        partner = make_partner(team, "Maple Clinic")
        for name in people or {"Ann": ""}:
            make_signatory(partner, name=f"{name} Lee", email=f"{name.lower()}@example.org")
        return make_version(team)


def publish_next(version: Version, kind: ChangeKind) -> Version:
    """A newer version of the policy, with other words."""
    with unit_of_work(version.document.team_id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        section = draft.sections[0]
        drafts.change_section(
            section,
            heading=section.heading,
            body={"en": "We keep what we learn in one locked room.", "fr": "Nous gardons tout sous clé."},
            tiers=section.tiers,
            **WHO_AND_WHEN,
        )
        return documents.publish(
            draft, change_kind=kind, change_note={"en": "One room.", "fr": "Une salle."}, **WHO_AND_WHEN
        )


def sign_in(page: Page) -> None:
    """Sign in as the coordinator."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(COORDINATOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Maple Team")


def heading(page: Page, words: str) -> None:
    """Wait for the page with this heading."""
    expect(page.get_by_role("heading", name=words, level=1)).to_be_visible()


def import_list(page: Page, file: Path, headed: str) -> None:
    """Import a list of partners, after looking at what it does."""
    page.goto(f"{TEAM}/partner-list/import")
    page.get_by_label("List of partners").set_input_files(file)
    page.get_by_role("button", name="Look at what it does").click()
    heading(page, "What the list does")
    expect(page.get_by_role("rowheader", name=headed)).to_be_visible()
    page.get_by_role("button", name="Import the list").click()
    heading(page, "Partners")


def name_steering_committee(page: Page) -> None:
    """Add the committee that the Statement names."""
    page.goto(f"{TEAM}/committees/new")
    page.get_by_label("Name in English").fill("Steering table")
    page.get_by_label("Name in French").fill("Table de direction")
    page.get_by_label("This is the steering committee").check()
    page.get_by_role("button", name="Add the committee").click()
    heading(page, "Steering table")


def write_statement(page: Page) -> None:
    """Begin the statement from the shipped text and fill its fields."""
    page.goto(f"{TEAM}/documents")
    page.get_by_role("button", name="Start the Statement").click()
    heading(page, "Draft of version 1")
    page.get_by_role("button", name="Fill the fields").click()
    heading(page, "Fields")
    for box in page.locator("main form textarea, main form input[type=text]").all():
        box.fill("an invented value")
    page.get_by_role("button", name="Save").click()
    heading(page, "Draft of version 1")


def publish(page: Page) -> None:
    """Publish the first version of the statement."""
    page.goto(f"{STATEMENT}/draft/publish")
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()


def invite_all(page: Page, document: str = STATEMENT, number: int = 1) -> None:
    """Invite all who are outstanding."""
    page.goto(f"{document}/versions/{number}/standing")
    page.get_by_role("button", name="Invite all outstanding").click()
    heading(page, "Invite all outstanding")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Invite all outstanding").click()
    heading(page, "Who stands where")


def link_of(mailbox: Mailbox, address: str) -> str:
    """The newest personal link sent to an address."""
    sent = [link for message in mailbox.to(address) for link in links_in(message) if "/sign/" in link]
    assert sent, f"no message to {address} holds a personal link"
    return sent[-1]


def confirm(page: Page) -> None:
    """Confirm authority and the consent to sign electronically."""
    page.get_by_label(re.compile("authorized to bind|l’autorité de lier", re.I)).check()
    page.get_by_label(re.compile("electronically|électronique", re.I)).check()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus; fails when the keyboard does not lead there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {wanted}")


def confirm_and_type(page: Page, name: str) -> None:
    """Sign by typing one's name."""
    confirm(page)
    page.get_by_role("textbox", name="Your signature").fill(name)
    page.get_by_role("button", name="Sign", exact=True).click()
    heading(page, "Thank you: your signature is recorded")


def drop_file(page: Page, content: bytes, name: str = "record.pdf") -> None:
    """Drop a file on the verification page, as a person drags it there."""
    page.goto("/verify")
    script = """([bytes, name]) => {
        const transfer = new DataTransfer();
        const file = new File([new Uint8Array(bytes)], name, {type: "application/pdf"});
        transfer.items.add(file);
        return transfer;
    }"""
    transfer = page.evaluate_handle(script, [list(content), name])
    page.locator(".govuk-file-upload-button").dispatch_event("drop", {"dataTransfer": transfer})
    page.get_by_role("button", name="Verify the file").click()
