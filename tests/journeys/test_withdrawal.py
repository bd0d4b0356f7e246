"""An organization leaves: asked, signed on a phone, two efforts answered, handed over, gone, proved."""

import re

import pytest
from playwright.sync_api import expect

from registry.accounts import queries as account_queries
from registry.conflicts.queries import parties
from registry.conflicts.services import cases
from registry.database.transactions import unit_of_work
from registry.decisions.queries.rolls import Candidate
from registry.decisions.services.decisions import Matter, open_decision
from registry.sign_in.services import passwords
from tests.acts import act_of
from tests.conflicts.builders import spend
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    by_coordinator,
    make_committee,
    make_partner,
    make_representative,
    make_seat,
    make_signatory,
    make_user,
    seat_member,
)
from tests.journeys.steps import COORDINATOR, PASSWORD, TEAM, begin_team, confirm, drop_file, heading, sign_in
from tests.mailbox import attachments_of, links_in

WITHDRAWAL = f"{TEAM}/withdrawals/1"
REPRESENTATIVE = "rosa@example.org"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.needs("withdrawals", "conflicts", "decisions"),
]


@pytest.fixture
def partner(session):
    """Maple Clinic: Ann signs, Rosa represents it, Max holds its seat; a decision and a share are open."""
    team = begin_team()
    with unit_of_work(team.id):
        partner = make_partner(team, "Maple Clinic")
        make_signatory(partner, email="ann@example.org")
        user = make_representative(partner, email=REPRESENTATIVE, name="Rosa Diaz")
        passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
        steering = make_committee(team)
        seat_member(make_seat(steering, partner), make_user(name="Max Roe"))
        open_matter(partner)
    leave_a_share_unpaid(partner, steering)
    return partner


def leave_a_share_unpaid(partner, steering):
    """A case between Maple Clinic and the team, whose mediation the clinic has still to pay a part of."""
    robin = account_queries.find_account(COORDINATOR)
    with unit_of_work(partner.team_id):
        case = cases.raise_case(
            partner.team,
            committee=steering,
            named=[parties.of_partner(partner), parties.of_team(partner.team)],
            subject="The van",
            account="Both need it.",
            act=act_of(robin, NOW),
        )
    spend(case, robin, {0: 45_050, 1: 45_050})


def open_matter(partner):
    """A question in which Maple Clinic has a voice."""
    matter = Matter(
        title="Where the clinic goes",
        question="Where does it go?",
        roll=[Candidate(partner.name, is_counted=True, partner_id=partner.id)],
    )
    open_decision(partner.team, matter, **by_coordinator(partner.team))


def ask(page):
    page.goto(f"{TEAM}/partners/1")
    page.get_by_role("link", name="Ask for a signed notice of withdrawal").click()
    heading(page, "Ask for a signed notice")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("The link is on its way to Ann Lee.")).to_be_visible()


def sign_notice(page, mailbox, check_page):
    page.goto(links_in(mailbox.last("ann@example.org"))[0])
    heading(page, "Notice of withdrawal")
    check_page(page)
    page.get_by_label("Day of leaving").fill("2026-12-24")
    page.get_by_label("Reason").select_option(label="It lacks the money or the people")
    page.get_by_label(re.compile("What led to it")).fill("We lack nurses.")
    confirm(page)
    page.get_by_role("textbox", name="Your signature").fill("Ann Lee")
    page.get_by_role("button", name="Sign the notice").click()
    heading(page, "The notice is signed and recorded")
    check_page(page)


def offer(page, kind, text):
    page.goto(WITHDRAWAL)
    page.get_by_role("button", name="Record an effort").click()
    heading(page, "Record an effort")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("What was offered").fill(text)
    page.get_by_label("Who offered it").fill("The chair")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Record the effort").click()
    expect(page.get_by_text("The effort is recorded.")).to_be_visible()


def answer_as_representative(page):
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(REPRESENTATIVE)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Maple Team")
    page.goto(WITHDRAWAL)
    page.get_by_role("link", name=re.compile("Answer for your organization.*A talk")).click()
    heading(page, "Answer an effort")
    page.get_by_label("Accepted", exact=True).check()
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_text("Rosa Diaz, representative, Maple Clinic")).to_be_visible()


def relay_answer(page, check_page):
    page.goto(WITHDRAWAL)
    page.get_by_role("link", name=re.compile("Enter its answer.*A nurse")).click()
    heading(page, "Answer an effort")
    check_page(page)
    page.get_by_label("Declined").check()
    page.get_by_label("by phone").check()
    page.get_by_label(re.compile("Who gave it")).fill("Ann Lee")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_text("Relayed by Robin Roe, coordinator")).to_be_visible()


def read_hand_over_list(page, check_page):
    page.goto(WITHDRAWAL)
    page.get_by_role("button", name="Hand-over list").click()
    heading(page, "Hand-over list")
    expect(page.get_by_text("Steering Committee · Maple Clinic · Max Roe").first).to_be_visible()
    expect(page.get_by_role("link", name="Where the clinic goes")).to_be_visible()
    expect(page.get_by_text("$450.50")).to_be_visible()
    check_page(page)


def test_an_organization_leaves_after_two_efforts_and_the_statement_proves_it(
    desktop, phone, open_page, partner, mailbox, work, stopped_clock, check_page
):
    sign_in(desktop)
    ask(desktop)
    work()
    sign_notice(phone, mailbox, check_page)

    offer(desktop, "Effort to understand", "A talk with the chair.")
    offer(desktop, "Effort to address", "A nurse for six months.")
    answer_as_representative(open_page())
    relay_answer(desktop, check_page)
    check_page(desktop)
    read_hand_over_list(desktop, check_page)

    stopped_clock.pass_by(days=30)
    desktop.goto(WITHDRAWAL)
    expect(desktop.get_by_text("It has not been a partner since 24 December 2026.")).to_be_visible()
    work()
    stopped_clock.pass_by(minutes=2)
    work()
    read_hand_over_list(desktop, check_page)
    expect(desktop.get_by_role("heading", name="As it stood on the day of leaving")).to_be_visible()

    statement = attachments_of(mailbox.last("ann@example.org"))
    name, content = statement.popitem()
    assert name.startswith("statement-of-withdrawal-")
    drop_file(desktop, content)
    heading(desktop, "This file is genuine")


def test_a_notice_is_taken_back_and_the_organization_stays(
    desktop, phone, partner, mailbox, work, check_page
):
    sign_in(desktop)
    ask(desktop)
    work()
    sign_notice(phone, mailbox, check_page)
    desktop.goto(WITHDRAWAL)
    desktop.get_by_role("button", name="It stays").click()
    heading(desktop, "It stays")
    desktop.get_by_label("Who said so, how and why").fill("Ann Lee, by phone: nurses were found.")
    desktop.get_by_role("button", name="Record that it stays").click()
    expect(desktop.get_by_text("Maple Clinic stays.")).to_be_visible()
    check_page(desktop)
    desktop.goto(f"{TEAM}/withdrawals")
    heading(desktop, "Withdrawals")
    check_page(desktop)
