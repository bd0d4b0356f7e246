"""Before something goes out: who gets it, what it says, a sample to oneself; afterwards, who was told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.accounts.models import User
from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.sign_in.services import passwords
from tests.cast import Cast, make_cast
from tests.conftest import StoppedClock
from tests.factories import WHO_AND_WHEN, make_partner
from tests.journeys import steps
from tests.mailbox import Mailbox, links_in, text_of

Work = Callable[[], None]
Check = Callable[[Page], None]

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def enter(page: Page, user: User, password: str) -> None:
    """Sign a person in."""
    with unit_of_work():
        passwords.set_password(user, password, **WHO_AND_WHEN)
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    steps.heading(page, "East Team")


@pytest.fixture
def cast(session: object, stopped_clock: StoppedClock, mailbox: Mailbox) -> Cast:
    """The team, and a partner for whom nobody speaks."""
    made = make_cast()
    with unit_of_work():
        make_partner(made.team, "Cedar Care")
    return made


@pytest.mark.needs("conflicts")
def test_a_case_goes_out_without_scripts_after_its_mail_was_read(
    cast: Cast, open_page: Callable[..., Page], mailbox: Mailbox, work: Work
) -> None:
    page = open_page(width=390, scripts=False)
    enter(page, cast.coordinator, steps.PASSWORD)
    page.goto("/teams/east/conflicts/new")
    page.get_by_label("Data Group").check()
    page.get_by_label("Party 1").select_option(label="Riverside Hospital")
    page.get_by_label("Party 2").select_option(label="Cedar Care")
    page.get_by_label("What is it about?").fill("Who hosts the calendar")
    page.get_by_label("What happened, and what is asked for?").fill("Both say that it is theirs.")
    page.get_by_role("button", name="Continue").click()

    steps.heading(page, "Check before it goes out")
    riverside = page.get_by_role("listitem").filter(has_text="Riverside Hospital:")
    expect(riverside).to_contain_text("Ria Ross (in English)")
    expect(page.get_by_role("link", name="choose a person Cedar Care")).to_be_visible()
    page.get_by_text("was raised (in English)").click()
    expect(page.get_by_text("What it is about stands on its page only.")).to_be_visible()

    page.get_by_role("button", name="Send me a sample").click()
    expect(page.get_by_text("A sample is on its way to")).to_be_visible()
    work()
    [sample] = mailbox.to(cast.coordinator.email)
    assert str(sample["Subject"]).startswith("Sample: Conflict case")
    assert [link.rpartition("/")[2] for link in links_in(sample)] == ["sample-link"]

    page.get_by_text("Leave somebody out of this mail").click()
    page.get_by_label("Wim Wu").check()
    page.get_by_role("button", name="Raise it formally").click()
    expect(page.get_by_role("link", name="Say why they are left out.")).to_be_visible()
    page.get_by_label("Why are they left out?").fill("On leave until Monday.")
    page.get_by_role("button", name="Change something").click()
    page.get_by_label("What is it about?").fill("Who keeps the calendar")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Leave somebody out of this mail").click()
    page.get_by_label("Wim Wu").check()
    page.get_by_label("Why are they left out?").fill("On leave until Monday.")
    page.get_by_role("button", name="Raise it formally").click()

    steps.heading(page, "Who keeps the calendar")
    expect(page.get_by_text("Told: Riverside Hospital, the coordinators.")).to_be_visible()
    expect(page.get_by_text("Left out of this mail: Wim Wu.")).to_be_visible()
    work()
    assert mailbox.to(cast.of_group.email) == []
    assert mailbox.to(cast.for_riverside.email)
    page.get_by_role("link", name="Timeline: who did what, and when").click()
    expect(page.get_by_text("Wim Wu · On leave until Monday.")).to_be_visible()
    page.goto("/teams/east/conflicts/1")
    page.get_by_text("Messages about this case").click()
    expect(page.get_by_text("On leave until Monday.")).to_be_visible()


@pytest.mark.needs("conflicts")
def test_who_is_told_of_next_is_reached_by_the_link_in_the_notice(
    cast: Cast, desktop: Page, check_page: Check
) -> None:
    enter(desktop, cast.coordinator, steps.PASSWORD)
    desktop.goto("/teams/east/conflicts/new")
    desktop.get_by_label("Data Group").check()
    desktop.get_by_label("Party 1").select_option(label="Maple Clinic")
    desktop.get_by_label("Party 2").select_option(label="Cedar Care")
    desktop.get_by_label("What is it about?").fill("The van")
    desktop.get_by_label("What happened, and what is asked for?").fill("Both need it on Mondays.")
    desktop.get_by_role("button", name="Continue").click()
    steps.heading(desktop, "Check before it goes out")
    desktop.get_by_text("Leave somebody out of this mail").click()
    check_page(desktop)
    desktop.get_by_role("button", name="Raise it formally").click()
    expect(desktop.get_by_text("Nobody whom mail reaches speaks for Cedar Care")).to_be_visible()
    check_page(desktop)
    desktop.get_by_role("link", name="Cedar Care").click()
    steps.heading(desktop, "Add a representative")


def test_a_material_version_waits_for_its_campaign_and_its_note_reaches_who_signs(
    desktop: Page,
    open_page: Callable[..., Page],
    stopped_clock: StoppedClock,
    mailbox: Mailbox,
    work: Work,
    check_page: Check,
) -> None:
    version = steps.begin_asked(steps.begin_team(), mailbox)
    with unit_of_work(version.document.team_id):
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
    work()
    steps.publish_next(version, ChangeKind.MATERIAL)

    steps.sign_in(desktop)
    desktop.get_by_role("link", name="Privacy policy: version 2 waits for its campaign").click()
    steps.heading(desktop, "Invite all outstanding")
    desktop.get_by_role("button", name="Continue").click()
    steps.heading(desktop, "Check before it goes out")
    maple = desktop.get_by_role("listitem").filter(has_text="Maple Clinic:")
    expect(maple).to_contain_text("Ann Lee (in English)")
    desktop.get_by_text("Please sign: Privacy policy, version 2").click()
    expect(desktop.get_by_text("One room.")).to_be_visible()
    check_page(desktop)
    desktop.get_by_role("button", name="Invite all outstanding").click()
    expect(desktop.get_by_text("One person is invited. Told: Maple Clinic.")).to_be_visible()
    desktop.goto(steps.TEAM)
    expect(desktop.get_by_text("waits for its campaign")).to_have_count(0)

    work()
    assert "One room." in text_of(mailbox.last("ann@example.org"))
    phone = open_page(width=390, language="fr")
    phone.goto(steps.link_of(mailbox, "ann@example.org") + "?language=fr")
    expect(phone.get_by_text("Une salle.")).to_be_visible()
    check_page(phone)
