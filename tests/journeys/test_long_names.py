"""Names longer than a phone is wide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from registry.transactions import unit_of_work
from tests.factories import make_partner, make_signatory, make_version
from tests.journeys import steps

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
    steps.sign_in(desktop)
    policy = f"{steps.TEAM}/documents/{version.document.slug}/versions/1"
    pages = [f"{steps.TEAM}/partners", f"{steps.TEAM}/partners/{partner.id}", f"{policy}/standing"]
    for page in [*pages, f"{policy}/invite", f"{policy}/partners/{partner.id}/ask"]:
        desktop.goto(page)
        check_page(desktop)
