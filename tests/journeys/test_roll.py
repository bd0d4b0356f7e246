"""The roll of a decision in a browser: seen by seat, shown again when a tier changes, then frozen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.database.transactions import unit_of_work
from registry.partners.services.tiers import set_tier
from registry.teams.rules import Tier
from tests.decisions.builders import ON
from tests.factories import WHO_AND_WHEN, make_committee, make_member, make_partner, make_seat, seat_member
from tests.journeys import steps

Check = Callable[[Page], None]

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("decisions")]


@pytest.fixture
def partners(session):
    """A committee with seats for a partner of each tier and for two sectors, one of them vacant."""
    team = steps.begin_team()
    with unit_of_work(team.id):
        body = make_committee(team)
        partners = {tier: make_partner(team, f"{tier.title()} House", tier=tier) for tier in Tier}
        for partner in partners.values():
            seat_member(make_seat(body, partner), make_member(team, name=f"For {partner.name}"))
        seat_member(
            make_seat(body, label_en="Patients", sector="Patients"), make_member(team, name="Ida Moss")
        )
        make_seat(body, label_en="Elders", sector="Elders")
    return partners


def look_at_roll(page: Page) -> None:
    """Go to the form of a question that the seats of the committee decide."""
    page.goto(f"{steps.TEAM}/decisions/new")
    page.get_by_label("Steering Committee").check()
    page.get_by_label("One voice for each seat").check()
    page.get_by_role("button", name="Continue").click()
    steps.heading(page, "Put a question")


def test_a_roll_by_seat_is_seen_before_it_is_frozen(partners, phone: Page, check_page: Check) -> None:
    steps.sign_in(phone)
    look_at_roll(phone)
    counted = phone.get_by_role("group", name="Their positions count")
    heard = phone.get_by_role("group", name="Heard apart, not counted")
    expect(counted.get_by_role("checkbox")).to_have_count(2)
    expect(
        counted.get_by_text("Anchor: its position counts. Mail goes to: For Anchor House.")
    ).to_be_visible()
    expect(counted.get_by_text("A sector’s own seat counts, whoever holds it.")).to_be_visible()
    expect(heard.get_by_label("Associate House")).to_be_checked()
    expect(phone.get_by_text("Observer: it is informed, and has no voice.")).to_be_visible()
    expect(phone.get_by_text("Vacant, and so without a voice: Elders.")).to_be_visible()
    check_page(phone)

    phone.get_by_label("Title").fill("One after-hours line")
    phone.get_by_label("Question").fill("Shall we run one line?")
    with unit_of_work(partners[Tier.ANCHOR].team_id):
        set_tier(partners[Tier.ANCHOR], tier=Tier.ASSOCIATE, effective_on=ON, **WHO_AND_WHEN)
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("Who is asked is no longer what the page showed.").first).to_be_visible()
    expect(phone.get_by_label("Question")).to_have_value("Shall we run one line?")
    expect(counted.get_by_role("checkbox")).to_have_count(1)
    check_page(phone)

    phone.get_by_role("button", name="Continue").click()
    steps.heading(phone, "Check before it goes out")
    phone.get_by_role("button", name="Open the decision").click()
    expect(phone.get_by_text("The decision is open")).to_be_visible()
    with unit_of_work(partners[Tier.ANCHOR].team_id):
        set_tier(partners[Tier.ASSOCIATE], tier=Tier.OBSERVER, effective_on=ON, **WHO_AND_WHEN)
    phone.reload()
    expect(phone.get_by_text("1 of 1 voices with a position")).to_be_visible()
    expect(phone.get_by_role("rowheader", name="Associate House")).to_be_visible()
