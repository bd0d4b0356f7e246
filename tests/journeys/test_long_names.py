"""Names longer than a phone is wide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from registry.accounts import queries as account_queries
from registry.conflicts.queries import parties
from registry.conflicts.services import cases
from registry.database.transactions import unit_of_work
from registry.decisions.queries.rolls import Candidate
from tests.acts import act_of
from tests.decisions.builders import open_one
from tests.factories import (
    NOW,
    make_committee,
    make_partner,
    make_seat,
    make_signatory,
    make_version,
    seat_member,
)
from tests.journeys import steps

pytestmark = pytest.mark.needs("conflicts", "decisions")

LONGEST = "Centredesantécommunautaire" * 7


@pytest.mark.usefixtures("session", "stopped_clock")
def test_the_longest_name_fits_the_narrowest_screen(
    desktop: Page, check_page: Callable[[Page], None]
) -> None:
    team = steps.begin_team()
    with unit_of_work(team.id):
        partner = make_partner(team, LONGEST)
        make_signatory(partner, name=LONGEST)
        version = make_version(team)
        committee = make_committee(team, name=f"Committee for {' and '.join(['shared records'] * 8)}")
        seat_member(make_seat(committee, partner), is_chair=True)
        decision = open_one(team, roll=[Candidate(LONGEST, True, partner_id=partner.id)])
        case = cases.raise_case(
            team,
            committee=committee,
            named=[parties.of_partner(partner), parties.of_team(team)],
            subject=LONGEST,
            account=LONGEST,
            act=act_of(account_queries.find_account(steps.COORDINATOR), NOW),
        )
    steps.sign_in(desktop)
    policy = f"{steps.TEAM}/documents/{version.document.slug}/versions/1"
    pages = [f"{steps.TEAM}/partners", f"{steps.TEAM}/partners/{partner.id}", f"{policy}/standing"]
    pages += [f"{steps.TEAM}/conflicts/{case.id}", f"{steps.TEAM}/decisions/{decision.id}"]
    for page in [*pages, f"{policy}/invite", f"{policy}/partners/{partner.id}/ask"]:
        desktop.goto(page)
        check_page(desktop)
