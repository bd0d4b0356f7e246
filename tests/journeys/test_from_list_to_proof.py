"""The registry's main journey: from a partner list to a record that proves itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.mailbox import Mailbox, attachments_of

Check = Callable[[Page], None]
Work = Callable[[], None]

LIST = (
    "organization,sector,tier,city,signatory_name,signatory_title,email\n"
    "Maple Clinic,Primary care,Anchor,Ottawa,Ann Lee,Executive Director,ann@example.org\n"
    "Centre des Bouleaux,Logement,Engaged,Hearst,Noé Roy,Directeur,noe@example.org\n"
    "Friends of the Valley,Volunteers,Observer,Ottawa,Cy Poe,President,cy@example.org\n"
)


@pytest.fixture
def partner_list(tmp_path: Path) -> Path:
    """A list of three invented partners."""
    path = tmp_path / "partners.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.usefixtures("session", "stopped_clock")
def test_a_statement_goes_from_a_list_of_partners_to_a_verified_record(
    desktop: Page,
    open_page: Callable[..., Page],
    phone: Page,
    partner_list: Path,
    mailbox: Mailbox,
    work: Work,
    check_page: Check,
) -> None:
    steps.begin_team()
    steps.sign_in(desktop)
    steps.import_list(desktop, partner_list, headed="Maple Clinic")
    check_page(desktop)
    steps.name_steering_committee(desktop)
    steps.write_statement(desktop)
    check_page(desktop)
    steps.publish(desktop)
    steps.invite_all(desktop)
    check_page(desktop)
    work()

    phone.goto(steps.link_of(mailbox, "ann@example.org"))
    steps.heading(phone, "Statement of Partnership Commitment")
    check_page(phone)
    steps.confirm_and_type(phone, "Ann Lee")
    expect(phone.get_by_text("Your record is being made.")).to_be_visible()
    work()
    phone.get_by_role("button", name="Look again").click()
    expect(phone.get_by_role("button", name="Download your record (PDF)")).to_be_visible()
    check_page(phone)

    [record] = attachments_of(mailbox.last("ann@example.org")).values()
    anyone = open_page(width=390)
    steps.drop_file(anyone, record)
    steps.heading(anyone, "This file is genuine")
    expect(anyone.get_by_text("Maple Clinic").first).to_be_visible()
    check_page(anyone)
    steps.drop_file(anyone, record[:-40] + b"x" * 40)
    steps.heading(anyone, "Your file is being examined")
    check_page(anyone)
    work()
    expect(anyone.get_by_text("Not accepted")).to_be_visible()
    check_page(anyone)

    desktop.goto(f"{steps.STATEMENT}/versions/1/standing")
    row = desktop.get_by_role("row").filter(has_text="Maple Clinic")
    expect(row.get_by_text("Current", exact=True)).to_be_visible()


@pytest.mark.usefixtures("session", "stopped_clock")
def test_a_record_is_found_by_the_code_on_it(
    phone: Page, open_page: Callable[..., Page], mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    version = steps.begin_asked(steps.begin_team(), mailbox)
    coordinator = open_page()
    steps.sign_in(coordinator)
    steps.invite_all(coordinator, f"{steps.TEAM}/documents/{version.document.slug}")
    work()
    phone.goto(steps.link_of(mailbox, "ann@example.org"))
    steps.confirm_and_type(phone, "Ann Lee")
    code = phone.locator(".code").inner_text()
    work()
    phone.goto("/verify")
    check_page(phone)
    phone.get_by_label("Record code").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="Look it up").click()
    steps.heading(phone, f"Record {code}")
    expect(phone.get_by_text("Maple Clinic").first).to_be_visible()
    check_page(phone)
