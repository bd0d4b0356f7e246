"""A form whose session has ended, and a signature while the database is away: what was typed comes back."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from config import Settings
from registry.commitments.models import Commitment
from registry.database.session import WRITING, db
from tests.conftest import StoppedClock
from tests.journeys import steps
from tests.mailbox import Mailbox

Check = Callable[[Page], None]
Work = Callable[[], None]
NOTE = f"{steps.TEAM}/partners/1/notes/new"
WORDS = "They meet on the first Monday of each month.\nThe chair is away in March."

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@contextmanager
def busy(app: Flask, settings: Settings) -> Iterator[None]:
    """The database is written by somebody else, for longer than anybody waits."""
    engine = db.engines[WRITING]

    def wait_for_nobody(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    engine.dispose()
    sa.event.listen(engine, "connect", wait_for_nobody)
    other = sqlite3.connect(Path(settings.instance) / "registry.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()
        sa.event.remove(engine, "connect", wait_for_nobody)
        engine.dispose()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_note_written_for_more_than_an_hour_comes_back(
    app: Flask,
    open_page: Callable[..., Page],
    mailbox: Mailbox,
    stopped_clock: StoppedClock,
    check_page: Check,
    scripts: bool,
) -> None:
    app.config["REGISTRY_SESSION_IDLE"] = dt.timedelta(hours=1)
    steps.begin_asked(steps.begin_team(), mailbox)
    page = open_page(scripts=scripts)
    steps.sign_in(page)
    page.goto(NOTE)
    page.get_by_label("What was said or promised?").fill(WORDS)
    page.get_by_label("Meeting").check()
    stopped_clock.pass_by(minutes=61)
    page.get_by_role("button", name="Add the note").click()
    steps.heading(page, "Sign in")
    expect(page.get_by_text("What you typed is kept for an hour")).to_be_visible()
    page.get_by_label("Email address").fill(steps.COORDINATOR)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("What you typed is here; nothing was sent yet.")).to_be_visible()
    expect(page.get_by_label("What was said or promised?")).to_have_value(WORDS)
    expect(page.get_by_label("Meeting")).to_be_checked()
    if scripts:
        check_page(page)
    page.get_by_role("button", name="Add the note").click()
    steps.heading(page, "Maple Clinic")
    expect(page.get_by_text("The chair is away in March.")).to_be_visible()


def open_link(page: Page, mailbox: Mailbox, work: Work, open_page: Callable[..., Page]) -> None:
    """Open the page of somebody who was asked to sign."""
    version = steps.begin_asked(steps.begin_team(), mailbox)
    coordinator = open_page()
    steps.sign_in(coordinator)
    steps.invite_all(coordinator, f"{steps.TEAM}/documents/{version.document.slug}")
    work()
    page.goto(steps.link_of(mailbox, "ann@example.org"))


def draw_and_confirm(page: Page) -> None:
    """Draw a signature of two strokes."""
    page.get_by_role("button", name="Draw it instead").click()
    box = page.get_by_role("img", name="Draw your signature in this box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 50)
    page.mouse.up()
    steps.confirm(page)
    page.get_by_label("Your title").fill("Chief of Maple")


def test_a_drawn_signature_survives_a_database_that_is_away(
    app: Flask,
    settings: Settings,
    open_page: Callable[..., Page],
    mailbox: Mailbox,
    work: Work,
    check_page: Check,
) -> None:
    phone = open_page(width=390, is_away=True)
    open_link(phone, mailbox, work, open_page)
    draw_and_confirm(phone)
    drawn = json.loads(phone.locator("[name=strokes]").input_value())
    with busy(app, settings):
        phone.get_by_role("button", name="Sign", exact=True).click()
        steps.heading(phone, "This cannot be done right now")
        expect(phone.get_by_text("Chief of Maple")).to_be_visible()
        check_page(phone)
    phone.get_by_role("button", name="Try again").click()
    steps.heading(phone, "Thank you: your signature is recorded")
    db.session.rollback()
    [signed] = db.session.scalars(sa.select(Commitment))
    assert (signed.signatory_title, signed.signature_strokes) == ("Chief of Maple", drawn)


def test_a_signature_of_a_phone_that_forgot_its_cookies_comes_back(
    phone: Page,
    open_page: Callable[..., Page],
    mailbox: Mailbox,
    work: Work,
    check_page: Check,
) -> None:
    open_link(phone, mailbox, work, open_page)
    draw_and_confirm(phone)
    drawn = phone.locator("[name=strokes]").input_value()
    phone.context.clear_cookies()
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(
        phone.locator("#sign").get_by_text("What you typed is here; nothing was sent yet.")
    ).to_be_visible()
    expect(phone.get_by_label("Your title")).to_have_value("Chief of Maple")
    expect(phone.locator("[name=strokes]")).to_have_value(drawn)
    check_page(phone)
    phone.get_by_role("button", name="Sign", exact=True).click()
    steps.heading(phone, "Thank you: your signature is recorded")
