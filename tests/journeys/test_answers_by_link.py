"""What a signatory can do behind the link, and what a link says that no longer works."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.commitments.models import SigningRequest
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import requests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind
from registry.partners.models.partners import Partner
from registry.signing.services import requests as signing_requests
from tests.conftest import StoppedClock
from tests.factories import WHO_AND_WHEN
from tests.journeys import steps
from tests.mailbox import Mailbox, text_of

Check = Callable[[Page], None]
Work = Callable[[], None]

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def version(session: object, stopped_clock: StoppedClock, mailbox: Mailbox, work: Work) -> Version:
    """A policy that Ann is asked to sign for Maple Clinic; Bo may sign for it too."""
    found = steps.begin_asked(steps.begin_team(), mailbox, Ann="", Bo="")
    invite(found, work)
    return found


def invite(version: Version, work: Work) -> None:
    """Ask all who are outstanding, and send the messages."""
    with unit_of_work(version.document.team_id):
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
    work()


def request_of(version: Version) -> SigningRequest:
    """The open request on a version."""
    return commitment_requests.open_requests(version_id=version.id)[0]


@pytest.fixture
def link(version: Version, mailbox: Mailbox) -> str:
    """Ann's link."""
    return steps.link_of(mailbox, "ann@example.org")


def test_a_signatory_signs_with_the_keyboard_alone(desktop: Page, link: str) -> None:
    desktop.goto(link)
    steps.tab_to(desktop, desktop.get_by_role("link", name="Go to the signature"))
    desktop.keyboard.press("Enter")
    steps.tab_to(desktop, desktop.get_by_label("I am authorized to bind"))
    desktop.keyboard.press("Space")
    steps.tab_to(desktop, desktop.get_by_label("I agree to sign this document electronically"))
    desktop.keyboard.press("Space")
    steps.tab_to(desktop, desktop.get_by_role("textbox", name="Your signature"))
    desktop.keyboard.type("Ann Lee")
    desktop.keyboard.press("Enter")
    steps.heading(desktop, "Thank you: your signature is recorded")


def test_a_signatory_signs_without_scripts(open_page: Callable[..., Page], link: str, work: Work) -> None:
    page = open_page(width=390, scripts=False)
    page.goto(link)
    expect(page.get_by_role("button", name="Draw it instead")).to_have_count(0)
    steps.confirm_and_type(page, "Ann Lee")
    work()
    page.get_by_role("button", name="Look again").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your record (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_a_signatory_draws_on_a_phone(phone: Page, link: str, check_page: Check) -> None:
    phone.goto(link)
    steps.confirm(phone)
    phone.get_by_role("button", name="Draw it instead").click()
    box = phone.locator("[data-signature-pad] canvas, [data-signature-pad] svg").first
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place
    phone.mouse.move(place["x"] + 20, place["y"] + 60)
    phone.mouse.down()
    phone.mouse.move(place["x"] + 90, place["y"] + 20, steps=5)
    phone.mouse.move(place["x"] + 160, place["y"] + 70, steps=5)
    phone.mouse.up()
    check_page(phone)
    phone.get_by_role("button", name="Sign", exact=True).click()
    steps.heading(phone, "Thank you: your signature is recorded")


def test_a_drawing_is_exchanged_for_a_typed_name(phone: Page, link: str) -> None:
    phone.goto(link)
    expect(phone.get_by_role("button", name="Type it instead")).to_be_hidden()
    phone.get_by_role("button", name="Draw it instead").click()
    expect(phone.get_by_role("button", name="Draw it instead")).to_be_hidden()
    phone.locator("[data-signature-pad] canvas").click()
    expect(phone.locator("#strokes")).not_to_have_value("")
    phone.get_by_role("button", name="Type it instead").click()
    expect(phone.locator("#strokes")).to_have_value("")
    steps.confirm_and_type(phone, "Ann Lee")


def test_what_was_typed_stays_in_the_other_language_and_what_was_confirmed_is_confirmed_anew(
    phone: Page, link: str
) -> None:
    phone.goto(link)
    phone.get_by_label("Your title").fill("Acting Director")
    steps.confirm(phone)
    phone.get_by_role("button", name="Français").click()
    expect(phone.get_by_label("Votre titre")).to_have_value("Acting Director")
    expect(phone.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_what_is_missing_is_said_on_its_field_and_nothing_typed_is_lost(
    phone: Page, link: str, check_page: Check
) -> None:
    phone.goto(link)
    phone.get_by_label("Your title").fill("Acting Director")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("Confirm that you agree to sign electronically.")
    expect(phone.get_by_label("Your title")).to_have_value("Acting Director")
    check_page(phone)


def test_a_signatory_signs_in_french(open_page: Callable[..., Page], link: str, check_page: Check) -> None:
    page = open_page(width=390, language="fr")
    page.goto(link)
    page.get_by_role("link", name="Lire et signer en français").click()
    steps.heading(page, "Politique de confidentialité")
    check_page(page)
    steps.confirm(page)
    page.get_by_role("textbox", name="Votre signature").fill("Ann Lee")
    page.get_by_role("button", name="Signer", exact=True).click()
    steps.heading(page, "Merci : votre signature est consignée")
    check_page(page)


def test_a_signatory_declines_with_a_reason(
    phone: Page, link: str, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    phone.goto(link)
    phone.get_by_role("link", name="Decline, with a reason").click()
    steps.heading(phone, "Decline")
    check_page(phone)
    phone.get_by_label("Why do you decline?").fill("Our counsel has doubts.")
    phone.get_by_role("button", name="Decline").click()
    steps.heading(phone, "This request has been answered: it was declined.")
    check_page(phone)
    work()
    assert "Our counsel has doubts." in text_of(mailbox.last(steps.COORDINATOR))


def test_a_signatory_asks_and_the_answer_comes_by_mail(
    phone: Page, desktop: Page, link: str, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    phone.goto(link)
    phone.get_by_role("link", name="Ask a question").click()
    steps.heading(phone, "Ask a question")
    check_page(phone)
    phone.get_by_label("Your question").fill("Does it bind our clinics?")
    phone.get_by_role("button", name="Send the question").click()
    expect(phone.get_by_text("Your question is kept.")).to_be_visible()
    work()
    assert "Does it bind our clinics?" in text_of(mailbox.last(steps.COORDINATOR))
    steps.sign_in(desktop)
    desktop.get_by_role("link", name="Question from Maple Clinic").click()
    steps.heading(desktop, "Answer a question")
    check_page(desktop)
    desktop.get_by_label("Your answer").fill("It binds the clinics too.")
    desktop.get_by_role("button", name="Send the answer").click()
    expect(desktop.get_by_text("The answer is kept.")).to_be_visible()
    work()
    assert "It binds the clinics too." in text_of(mailbox.last("ann@example.org"))


def test_a_signatory_says_that_it_is_with_the_board(phone: Page, link: str, check_page: Check) -> None:
    phone.goto(link)
    phone.get_by_role("link", name="Say that it is with your board until a day").click()
    steps.heading(phone, "It is with our board")
    check_page(phone)
    phone.get_by_label("By which day will your board have met?").fill("2026-12-10")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Noted: it is with your board.")).to_be_visible()


def test_a_signatory_hands_over_to_a_listed_person(
    phone: Page, open_page: Callable[..., Page], link: str, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    phone.goto(link)
    phone.get_by_role("link", name="Hand it over to somebody else").click()
    steps.heading(phone, "Hand it over")
    check_page(phone)
    phone.get_by_label("Bo Lee").check()
    phone.get_by_role("button", name="Hand over", exact=True).click()
    steps.heading(phone, "This request was handed over to another person, who has a link of their own.")
    work()
    other = open_page(width=390)
    other.goto(steps.link_of(mailbox, "bo@example.org"))
    steps.confirm_and_type(other, "Bo Lee")


def test_a_signatory_hands_over_to_a_new_person_after_the_coordinators_yes(
    phone: Page, desktop: Page, link: str, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    phone.goto(link)
    phone.get_by_role("link", name="Hand it over to somebody else").click()
    phone.get_by_label("Somebody who is not listed yet").check()
    phone.get_by_label("Their full name").fill("Cy Poe")
    phone.get_by_label("Their title").fill("Board Chair")
    phone.get_by_label("Their e-mail address").fill("cy@example.org")
    phone.get_by_role("button", name="Hand over", exact=True).click()
    expect(phone.get_by_text("The coordinator decides whether this person can be asked")).to_be_visible()
    steps.sign_in(desktop)
    desktop.get_by_role("link", name="Maple Clinic names another signatory").click()
    steps.heading(desktop, "Another person to sign")
    check_page(desktop)
    desktop.get_by_role("button", name="Accept: list and ask this person").click()
    expect(desktop.get_by_text("Accepted: the new person is listed.")).to_be_visible()
    work()
    phone.goto(steps.link_of(mailbox, "cy@example.org"))
    steps.confirm_and_type(phone, "Cy Poe")


def test_a_link_used_again_shows_the_outcome(phone: Page, link: str) -> None:
    phone.goto(link)
    steps.confirm_and_type(phone, "Ann Lee")
    phone.goto(link)
    steps.heading(phone, "Thank you: your signature is recorded")
    expect(phone.get_by_role("button", name="Sign", exact=True)).to_have_count(0)


def test_an_expired_link_offers_a_new_one_that_works(
    phone: Page, link: str, stopped_clock: StoppedClock, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    stopped_clock.pass_by(days=60)
    phone.goto(link)
    steps.heading(phone, "This link no longer works")
    expect(phone.get_by_text("This link has expired.")).to_be_visible()
    check_page(phone)
    phone.get_by_role("button", name="Send me a new link").click()
    steps.heading(phone, "A new link is on its way")
    check_page(phone)
    work()
    fresh = steps.link_of(mailbox, "ann@example.org")
    assert fresh != link
    phone.goto(fresh)
    steps.confirm_and_type(phone, "Ann Lee")


def test_a_revoked_link_says_so(phone: Page, version: Version, link: str, check_page: Check) -> None:
    with unit_of_work(version.document.team_id):
        signing_requests.revoke(request_of(version), reason="Sent by mistake", **WHO_AND_WHEN)
    phone.goto(link)
    steps.heading(phone, "This request was withdrawn by the team’s coordinator.")
    check_page(phone)


def test_a_link_replaced_by_a_newer_one_says_so(phone: Page, version: Version, link: str) -> None:
    with unit_of_work(version.document.team_id):
        signing_requests.resend(request_of(version), **WHO_AND_WHEN)
    phone.goto(link)
    expect(phone.get_by_text("A newer link has been sent to you. Please use that one.")).to_be_visible()


@pytest.mark.parametrize(
    "spoil", [lambda link: link[:-3], lambda link: link[:-3] + "AAA"], ids=["cut", "forged"]
)
def test_a_link_that_is_not_whole_says_what_to_do(
    phone: Page, link: str, spoil: Callable[[str], str]
) -> None:
    answer = phone.goto(spoil(link))
    assert answer
    assert answer.status == 404
    steps.heading(phone, "This link is not complete")


def test_a_link_to_a_version_that_was_replaced_leads_to_the_newer_one(
    phone: Page, version: Version, link: str, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    newer = steps.publish_next(version, ChangeKind.MATERIAL)
    invite(newer, work)
    phone.goto(link)
    expect(phone.get_by_text("You have been asked to sign version 2 instead.")).to_be_visible()
    check_page(phone)
    phone.goto(steps.link_of(mailbox, "ann@example.org"))
    steps.confirm_and_type(phone, "Ann Lee")


def test_a_material_version_is_signed_again_after_reading_what_changed(
    phone: Page, version: Version, link: str, mailbox: Mailbox, work: Work, check_page: Check
) -> None:
    phone.goto(link)
    steps.confirm_and_type(phone, "Ann Lee")
    newer = steps.publish_next(version, ChangeKind.MATERIAL)
    invite(newer, work)
    phone.goto(steps.link_of(mailbox, "ann@example.org"))
    phone.get_by_text("What changed since version 1, which your organization signed").click()
    expect(phone.get_by_text("in one locked room").first).to_be_visible()
    check_page(phone)
    steps.confirm_and_type(phone, "Ann Lee")
    partner = db.session.query(Partner).one()
    assert [item.version.number for item in commitment_requests.commitments_of(partner.id)] == [2, 1]
