"""An observer without an account gets a word with a paper by mail, answers on a phone, and is read."""

import pytest
from playwright.sync_api import expect

from registry.database.transactions import unit_of_work
from registry.teams.rules import Tier
from tests.factories import make_partner, make_pdf, make_signatory
from tests.journeys.steps import COORDINATOR, TEAM, begin_team, heading, sign_in
from tests.mailbox import links_in, text_of

pytestmark = [pytest.mark.usefixtures("stopped_clock"), pytest.mark.needs("announcements")]


@pytest.fixture
def team(session):
    """Two observers: one with an address, one that nobody can reach; and an anchor."""
    team = begin_team()
    with unit_of_work(team.id):
        school = make_partner(team, "Dry Creek School", tier=Tier.OBSERVER)
        make_signatory(school, email="ann@example.org")
        make_partner(team, "Silent House", tier=Tier.OBSERVER)
        make_signatory(make_partner(team, "Maple Clinic"), email="max@example.org")
    return team


def test_an_observer_reads_and_answers_by_link(team, desktop, phone, mailbox, work, check_page, tmp_path):
    paper = tmp_path / "Programme.pdf"
    paper.write_bytes(make_pdf())
    sign_in(desktop)
    desktop.goto(f"{TEAM}/announcements/new")
    check_page(desktop)
    desktop.get_by_label("Observer").check()
    desktop.get_by_label("Title in English").fill("Our spring forum")
    desktop.get_by_label("Text in English").fill("It is on 3 May. Are you coming?")
    desktop.get_by_label("Title in French").fill("Notre forum du printemps")
    desktop.get_by_label("Text in French").fill("Il a lieu le 3 mai. Venez-vous?")
    desktop.get_by_label("Ask each organization for an answer").check()
    desktop.get_by_role("button", name="Keep the draft").click()
    heading(desktop, "Our spring forum")
    desktop.get_by_label("Add a paper").set_input_files(paper)
    desktop.get_by_role("button", name="Add it").click()
    expect(desktop.get_by_role("link", name="Programme.pdf")).to_be_visible()
    check_page(desktop)

    desktop.get_by_role("button", name="Send it").click()
    heading(desktop, "Send the announcement")
    desktop.get_by_role("button", name="Continue").click()
    heading(desktop, "Check before it goes out")
    expect(desktop.get_by_text("Dry Creek School: Ann Lee")).to_be_visible()
    expect(desktop.get_by_text("Silent House:")).to_be_visible()
    check_page(desktop)
    desktop.get_by_role("button", name="Send the announcement").click()
    heading(desktop, "Our spring forum")
    expect(desktop.get_by_text("Told: Dry Creek School.")).to_be_visible()

    work()
    [message] = mailbox.messages
    assert message["To"].addresses[0].addr_spec == "ann@example.org"
    assert "Are you coming?" in text_of(message)
    phone.goto(links_in(message)[0])
    heading(phone, "Our spring forum")
    check_page(phone)
    phone.get_by_label("Your answer").fill("We come with four.")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_text("Your answer has reached the team.")).to_be_visible()

    work()
    assert mailbox.messages[-1]["To"].addresses[0].addr_spec == COORDINATOR
    desktop.reload()
    expect(desktop.get_by_role("heading", name="One answer")).to_be_visible()
    expect(desktop.get_by_text("We come with four.")).to_be_visible()
    check_page(desktop)
