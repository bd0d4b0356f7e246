"""Corrections: the page says what will hold, the wrong entry stays struck through, and records name each
other.
"""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.commitments.services import paper_signatures
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.files.intake import SCANS, accept
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from tests.factories import WHO_AND_WHEN, make_partner, make_pdf, make_version
from tests.journeys import steps

Check = Callable[[Page], None]

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def begin(team: Team) -> tuple[Partner, Version]:
    """A partner, and a policy that it signed on paper, with a name that was misread."""
    with unit_of_work(team.id):
        partner = make_partner(team, "Maple Clinic")
        version = make_version(team)
    with unit_of_work(team.id):
        scan = accept(make_pdf(), None, SCANS, field="scan").fingerprint
        paper_signatures.enter_paper_signature(
            version,
            partner,
            name="Anne Leigh",
            title="Chair",
            signed_on=dt.date(2026, 11, 20),
            language="en",
            scan=scan,
            **WHO_AND_WHEN,
        )
    return partner, version


def correct_tier(page: Page, check_page: Check) -> None:
    """Put a mistyped day right: look at what changes, then save it."""
    page.goto(f"{steps.TEAM}/partners")
    page.get_by_role("link", name="Maple Clinic").click()
    page.get_by_role("link", name=re.compile("Correct this.*Anchor")).click()
    steps.heading(page, "Correct a tier")
    page.get_by_label("From which day?").fill("2026-02-03")
    page.get_by_label("Why?").fill("The minutes say February")
    page.get_by_role("button", name="See what changes").click()
    preview = page.get_by_role("status")
    expect(preview).to_contain_text("Anchor, since 3 February 2026")
    expect(preview).to_contain_text("1 January 2026 to 2 February 2026: nothing, in place of Anchor")
    check_page(page)
    page.get_by_role("button", name="Put it right").click()
    expect(page.get_by_text("The entry is put right.")).to_be_visible()
    expect(page.locator("del", has_text="From 1 January 2026: Anchor")).to_be_visible()
    expect(page.get_by_text("The minutes say February")).to_have_count(2)
    check_page(page)


def correct_signature(page: Page, check_page: Check) -> None:
    """Put the name of a signature from paper right."""
    page.get_by_role("link", name="What it signed, and where it stands").click()
    page.get_by_role("link", name=re.compile("Correct this.*Anne Leigh")).click()
    page.get_by_label("Who signed").fill("Ann Lee")
    page.get_by_label("Why?").fill("Misread")
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("status")).to_contain_text("stays as it was sealed")
    check_page(page)
    page.get_by_role("button", name="Put it right").click()
    expect(page.locator("del", has_text="Anne Leigh")).to_be_visible()
    check_page(page)


def read_records(page: Page, check_page: Check) -> None:
    """From the record that was wrong to the one that corrects it, and back."""
    code = page.get_by_role("link", name="(PDF)").last.inner_text().removesuffix(" (PDF)")
    page.goto(f"/verify/{code}")
    row = page.locator(".govuk-summary-list__row", has_text="Corrected by")
    row.get_by_role("link").click()
    expect(page.locator(".govuk-summary-list__row", has_text="It corrects")).to_contain_text(code)
    check_page(page)


def test_what_was_entered_wrongly_is_put_right_and_stays_to_be_seen(
    desktop: Page, work: Callable[[], None], check_page: Check
) -> None:
    begin(steps.begin_team())
    work()
    steps.sign_in(desktop)
    correct_tier(desktop, check_page)
    correct_signature(desktop, check_page)
    work()
    desktop.reload()
    read_records(desktop, check_page)


def sign_in_in_french(page: Page) -> None:
    """Sign in as the coordinator, and read in French."""
    page.goto("/sign-in")
    page.locator("[name=email]").fill(steps.COORDINATOR)
    page.locator("[name=password]").fill(steps.PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    if page.locator("html").get_attribute("lang") != "fr":
        page.get_by_role("button", name="Français").click()


def test_a_partner_entered_by_mistake_counts_nowhere_and_is_found_on_a_phone_without_scripts(
    open_page: Callable[..., Page],
) -> None:
    phone = open_page(width=390, scripts=False, language="fr")
    begin(steps.begin_team())
    sign_in_in_french(phone)
    phone.goto(f"{steps.TEAM}/partners")
    phone.get_by_role("link", name="Maple Clinic").click()
    phone.get_by_role("link", name="Il a été inscrit par erreur").click()
    phone.get_by_label("Pourquoi?").fill("Une ligne mal saisie")
    phone.get_by_role("button", name="Voir ce qui change").click()
    expect(phone.get_by_role("status")).to_contain_text("Inscrit par erreur")
    phone.get_by_role("button", name="Rectifier").click()
    expect(phone.get_by_text("Il est signalé comme inscrit par erreur.")).to_be_visible()
    phone.goto(f"{steps.TEAM}/partners")
    expect(phone.get_by_role("link", name="Maple Clinic")).to_have_count(0)
    phone.goto(f"{steps.TEAM}/partners?status=mistake")
    expect(phone.get_by_role("link", name="Maple Clinic")).to_be_visible()
