"""The page of a partner takes few SELECTs, however much is known of it."""

import datetime as dt

from registry.database.transactions import unit_of_work
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import Contribution, NoteKind
from registry.partners.services import partners, schedules, tiers
from registry.teams.rules import Tier
from tests.crowds import fill
from tests.factories import WHO_AND_WHEN, make_signatory

BASE = "/teams/east/partners"
LIST_BUDGET, PAGE_BUDGET = 4, 6  # SELECTs
FEW, MANY = range(1, 11), range(1, 10_001)
MARCH = dt.date(2026, 3, 1)


def write_about(partner, times):
    """So many signatories, lines, notes and tiers."""
    for number in range(1, times + 1):
        day = MARCH + dt.timedelta(days=number)
        make_signatory(partner)
        partners.add_note(partner, kind=NoteKind.CALL, on=day, text="They call back", **WHO_AND_WHEN)
        tiers.set_tier(
            partner,
            tier=list(Tier)[(number + 1) % 3],
            effective_on=day,
            agreed_by="The partners",
            **WHO_AND_WHEN,
        )
    lines = [(Contribution.TIME, "Two nurses", "Deux infirmières")] * times
    schedules.set_schedule(partner, lines=lines, **WHO_AND_WHEN)


def test_the_page_of_a_partner_takes_few_selects_however_much_is_known_of_it(team, selects):
    fill(team, FEW)
    partner = partner_queries.partner_of(team.id, 1)
    for_little = selects(f"{BASE}/1")
    with unit_of_work(team.id):
        write_about(partner, times=20)
    assert for_little == selects(f"{BASE}/1") <= PAGE_BUDGET


def test_the_page_of_one_of_ten_thousand_takes_no_more(crowded, selects):
    assert selects(f"{BASE}/9000") <= PAGE_BUDGET


def test_notes_take_few_selects(team, selects):
    fill(team, FEW)
    assert selects(f"{BASE}/1/notes") <= LIST_BUDGET
