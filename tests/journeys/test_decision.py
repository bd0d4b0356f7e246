"""A decision in a browser: one voice answers from a phone, the room enters the rest; it is decided."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.database.transactions import unit_of_work
from registry.decisions.services import decisions
from registry.decisions.services.votes import open_vote
from registry.documents.rules.provisions import PassRule
from registry.partners.rules.partners import Status
from registry.sign_in.services import passwords
from registry.teams.rules import Tier
from tests.decisions.builders import at, close, make_partners, open_one, say_all
from tests.factories import WHO_AND_WHEN, by_coordinator, make_partner, make_representative
from tests.journeys import steps
from tests.mailbox import links_in

Check = Callable[[Page], None]
ROSA = "rosa@example.org"
DECISIONS = f"{steps.TEAM}/decisions"

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("decisions")]


@pytest.fixture
def team(session):
    """Fourteen partners and Maple Clinic, for which Rosa speaks."""
    team = steps.begin_team()
    with unit_of_work(team.id):
        maple = make_partner(team, "Maple Clinic", status=Status.PARTNER)
        make_partners(team, 14)
        rosa = make_representative(maple, email=ROSA, name="Rosa Diaz")
        passwords.set_password(rosa, steps.PASSWORD, **WHO_AND_WHEN)
    return team


def put_question(page: Page) -> None:
    """Put a question to the whole team."""
    page.goto(DECISIONS)
    page.get_by_role("button", name="Put a question").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Title").fill("One after-hours line")
    page.get_by_label("Question").fill("Shall we run one line?")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Open the decision").click()
    expect(page.get_by_text("The decision is open")).to_be_visible()


def answer_from_phone(page: Page, mailbox, check_page: Check) -> None:
    """Follow the mail, sign in, and give the position of Maple Clinic."""
    (link,) = links_in(mailbox.last(ROSA))
    page.goto(link)
    page.get_by_label("Email address").fill(ROSA)
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Position of Maple Clinic").click()
    steps.heading(page, "Position of Maple Clinic")
    check_page(page)
    page.get_by_label(re.compile("3 – In favour, with concerns")).check()
    page.get_by_label("In your words").fill("Nights are long.")
    page.get_by_role("button", name="Give this position").click()
    expect(page.get_by_text("Rosa Diaz, representative, Maple Clinic")).to_be_visible()


def enter_room(page: Page) -> None:
    """Enter what the other fourteen said: one mark each."""
    page.goto(f"{DECISIONS}/1")
    page.get_by_role("button", name="Enter the round in the meeting").click()
    steps.heading(page, "The round in the meeting")
    rows = page.locator("fieldset.room__voice").filter(has_not=page.get_by_text("Maple Clinic"))
    expect(rows).to_have_count(14)
    for number in range(14):
        rows.nth(number).get_by_label("2", exact=True).check()
    page.get_by_role("button", name="Enter the round").click()
    expect(page.get_by_text("Consensus: 15 of 15 voices have given a position")).to_be_visible()


def close_and_record(page: Page) -> None:
    """Close the round, and record what was decided."""
    page.get_by_role("button", name="Close the round").click()
    page.get_by_role("heading", name="Close round 1").wait_for()
    page.get_by_role("button", name="Close the round").click()
    expect(page.get_by_text("The round is closed.")).to_be_visible()
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_label("What was decided").fill("We run one line.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The decision is recorded")).to_be_visible()


def test_a_question_is_answered_online_and_in_the_room_and_decided(
    desktop: Page, phone: Page, team, mailbox, work, check_page: Check
) -> None:
    steps.sign_in(desktop)
    put_question(desktop)
    work()
    answer_from_phone(phone, mailbox, check_page)
    enter_room(desktop)
    check_page(desktop)
    close_and_record(desktop)
    work()
    desktop.reload()
    expect(
        desktop.get_by_role("link", name=re.compile(r"Decision: One after-hours line \(PDF, English\)"))
    ).to_be_visible()
    assert "Decided: One after-hours line" in mailbox.last(ROSA)["Subject"]


@pytest.fixture
def stages(team):
    """Decisions at each stage, by number: in a second round, without consensus, in a vote, agreed."""
    with unit_of_work(team.id):
        make_partner(team, "Heard Apart", tier=Tier.ASSOCIATE, status=Status.PARTNER)
        everyone = [at(1)] * 16
        in_second_round = open_one(team)
        say_all(in_second_round, at(6, reason="No"), *everyone[1:])
        close(in_second_round)
        blocked, voting, agreed = open_one(team), open_one(team), open_one(team)
        for decision in (blocked, voting):
            say_all(decision, at(6, reason="No", proposal="Later"), *everyone[1:])
            close(decision)
        decisions.open_round(
            in_second_round, question="Shall we, smaller?", **by_coordinator(in_second_round.team)
        )
        open_vote(voting, efforts="Talks", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(voting.team))
        say_all(agreed, *everyone)
        close(agreed)


PAGES = (
    "",
    "/settings",
    "/new",
    "/open",
    "/1",
    "/1/meeting",
    "/1/agreed",
    "/1/close",
    "/1/set-aside",
    "/1/voices/1/relay",
    "/2",
    "/2/round",
    "/2/vote",
    "/3",
    "/3/ballots",
    "/3/vote/close",
    "/4/record",
)


def test_every_page_of_decisions_fits_the_narrowest_screen(desktop: Page, stages, check_page: Check) -> None:
    steps.sign_in(desktop)
    for page in PAGES:
        desktop.goto(f"{DECISIONS}{page}")
        expect(desktop.get_by_role("heading", level=1)).to_be_visible()
        check_page(desktop)


def test_the_room_is_entered_by_keyboard_alone_and_without_scripts(open_page, team) -> None:
    with unit_of_work(team.id):
        open_one(team)
    page = open_page(scripts=False)
    steps.sign_in(page)
    page.goto(f"{DECISIONS}/1/meeting")
    page.locator("#met_on").focus()
    page.get_by_role("group", name="Maple Clinic").get_by_label("1", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name="Maple Clinic").get_by_label("2", exact=True)).to_be_checked()
    page.get_by_role("button", name="Enter the round").press("Enter")
    expect(page.get_by_text("In favour", exact=False).first).to_be_visible()


def test_whoever_leaves_the_room_with_marks_that_are_not_saved_is_asked_first(desktop, team) -> None:
    with unit_of_work(team.id):
        open_one(team)
    steps.sign_in(desktop)
    desktop.goto(f"{DECISIONS}/1/meeting")
    asked: list[str] = []
    desktop.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desktop.get_by_role("group", name="Maple Clinic").get_by_label("1", exact=True).check()
    desktop.get_by_role("link", name="Decisions").first.click()
    desktop.wait_for_url(f"**{DECISIONS}/")
    assert asked == ["beforeunload"]
