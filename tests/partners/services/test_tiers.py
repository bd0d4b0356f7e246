"""The tier of a partner over time, on both databases."""

import datetime as dt
import itertools
from contextlib import nullcontext

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.partners.queries.history import Kind, history_of
from registry.partners.queries.register import partner_on_roll
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.services import tiers
from registry.teams.rules import Tier
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_team
from tests.partners.builders import tags

JANUARY, MARCH, JUNE = dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def partner(session):
    """An anchor and partner since January."""
    with unit_of_work():
        return make_partner(make_team(), "Carefor")


def set_tier(partner, tier, on=MARCH):
    with unit_of_work():
        return tiers.set_tier(
            partner, tier=tier, effective_on=on, reason="Readiness", agreed_by="Committee", **WHO_AND_WHEN
        )


def strike(service, wrong):
    """Strike an entry out."""
    with unit_of_work():
        service(wrong, reason="Never agreed", **WHO_AND_WHEN)


def correct_tier(wrong, tier, on=MARCH):
    with unit_of_work():
        return tiers.correct_tier(wrong, tier=tier, effective_on=on, reason="Mistyped", **WHO_AND_WHEN)


@pytest.mark.parametrize("tier", [Tier.ASSOCIATE, Tier.OBSERVER])
def test_a_tier_changes_on_its_day_and_not_before(partner, tier):
    set_tier(partner, tier)
    assert partner.tier(MARCH - DAY) is Tier.ANCHOR
    assert partner.tier(MARCH) is tier


def test_a_tier_change_says_why_and_who_agreed(partner):
    change = set_tier(partner, Tier.OBSERVER)
    assert (change.reason, change.agreed_by, change.recorded_at) == (
        "Readiness",
        "Committee",
        WHO_AND_WHEN["act"].at,
    )
    assert tags(partner)[0] == PartnerEvent.TIER_SET


def test_a_tier_dated_in_the_future_is_announced(partner):
    change = set_tier(partner, Tier.OBSERVER)
    assert partner.coming_changes(JANUARY) == [change]


def test_the_tier_it_has_already_is_no_change(partner):
    with pytest.raises(RuleBroken, match="already"):
        set_tier(partner, Tier.ANCHOR)


def test_a_date_of_another_age_is_refused(partner):
    with pytest.raises(InvalidInput):
        set_tier(partner, Tier.OBSERVER, on=dt.date(26, 3, 1))


def test_a_correction_supersedes_the_wrong_row_and_keeps_it(partner):
    wrong = set_tier(partner, Tier.OBSERVER)
    right = correct_tier(wrong, Tier.ASSOCIATE)
    assert (wrong.superseded_by_id, wrong.tier) == (right.id, Tier.OBSERVER)
    assert (right.reason, right.agreed_by) == ("Mistyped", "Committee")
    assert partner.tier(MARCH) is Tier.ASSOCIATE


def test_a_corrected_date_gives_the_days_between_back(partner):
    correct_tier(set_tier(partner, Tier.OBSERVER), Tier.OBSERVER, on=JUNE)
    assert partner.tier(JUNE - DAY) is Tier.ANCHOR
    assert partner.tier(JUNE) is Tier.OBSERVER


def test_a_row_is_corrected_once(partner):
    wrong = set_tier(partner, Tier.OBSERVER)
    correct_tier(wrong, Tier.ASSOCIATE)
    with pytest.raises(RuleBroken, match="corrected already"):
        correct_tier(wrong, Tier.ANCHOR)


@pytest.fixture
def to_be_set(session):
    """Listed in March without a tier."""
    with unit_of_work():
        return make_partner(make_team(), "Carefor", tier=None, effective_on=MARCH)


def test_a_tier_whose_date_is_corrected_to_before_the_listing_is_not_lost(to_be_set):
    wrong = set_tier(to_be_set, Tier.ANCHOR, on=JUNE)
    correct_tier(wrong, Tier.ANCHOR, on=JANUARY)
    on_roll = partner_on_roll(to_be_set.team_id, to_be_set.id, JUNE)
    assert [to_be_set.tier(JANUARY), to_be_set.tier(JUNE), on_roll.tier] == [Tier.ANCHOR] * 3
    assert history_of(to_be_set.id).tier(JUNE) is Tier.ANCHOR


def test_a_tier_told_for_a_day_before_the_listing_holds_today(to_be_set):
    set_tier(to_be_set, Tier.ANCHOR, on=JANUARY)
    assert to_be_set.tier(JUNE) is Tier.ANCHOR


def test_what_was_to_be_set_stays_to_be_seen_and_never_outranks_a_tier(to_be_set):
    correct_tier(set_tier(to_be_set, Tier.ANCHOR, on=JUNE), Tier.ANCHOR, on=JANUARY)
    history = history_of(to_be_set.id)
    blank = next(line for line in history.tiers if not line.value)
    assert (blank.stands, history.is_outranked(blank)) == (True, True)
    assert [line.kind for line in history.coming(JANUARY)] == [Kind.STATUS]


def test_a_tier_mistyped_into_a_far_year_is_put_right_without_a_trace_of_the_blank(to_be_set):
    wrong = set_tier(to_be_set, Tier.ANCHOR, on=dt.date(2062, 1, 1))
    correct_tier(wrong, Tier.ANCHOR, on=JANUARY)
    assert to_be_set.tier(JUNE) is Tier.ANCHOR


def test_what_is_to_be_set_takes_no_tier_away(partner):
    with pytest.raises(RuleBroken, match="takes none away") as refused:
        set_tier(partner, None)
    assert refused.value.field == "tier"
    assert partner.tier(MARCH) is Tier.ANCHOR


def test_a_tier_entered_by_mistake_is_struck_out_and_the_one_before_goes_on(partner):
    wrong = set_tier(partner, Tier.OBSERVER)
    strike(tiers.strike_tier, wrong)
    assert partner.tier(JUNE) is Tier.ANCHOR
    assert partner_on_roll(partner.team_id, partner.id, JUNE).tier is Tier.ANCHOR
    assert (wrong.struck_at, wrong.struck_reason, wrong.superseded_by_id) == (NOW, "Never agreed", None)


def test_an_entry_is_struck_out_once(partner):
    wrong = set_tier(partner, Tier.OBSERVER)
    strike(tiers.strike_tier, wrong)
    with pytest.raises(RuleBroken, match="corrected already"):
        strike(tiers.strike_tier, wrong)


def test_a_tier_announced_for_later_stays_when_an_earlier_date_is_corrected(partner):
    set_tier(partner, Tier.OBSERVER, on=JUNE)
    correct_tier(partner.tiers[0], Tier.ANCHOR, on=MARCH)
    assert [partner.tier(MARCH), partner.tier(JUNE)] == [Tier.ANCHOR, Tier.OBSERVER]


def test_correcting_an_entry_does_not_undo_what_came_after_it_on_the_same_day(partner):
    first = partner.tiers[0]
    set_tier(partner, Tier.OBSERVER, on=JANUARY)
    with pytest.raises(RuleBroken, match="came after this one") as refused:
        correct_tier(first, Tier.ASSOCIATE, on=JANUARY)
    assert refused.value.field == "effective_on"
    assert partner.tier(JANUARY) is Tier.OBSERVER


@pytest.mark.parametrize("days", list(itertools.permutations([JANUARY, MARCH, JUNE])))
def test_a_tier_whose_date_is_put_right_twice_holds_from_its_last_day_on(to_be_set, days):
    first, second, last = days
    right = correct_tier(set_tier(to_be_set, Tier.ANCHOR, on=first), Tier.ANCHOR, on=second)
    correct_tier(right, Tier.ANCHOR, on=last)
    assert [to_be_set.tier(last - DAY), to_be_set.tier(last), to_be_set.tier(JUNE)] == [
        None,
        Tier.ANCHOR,
        Tier.ANCHOR,
    ]


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(Tier, 2)))
def test_an_upgrade_names_the_decision_behind_it_and_no_other_change_must(session, before, after):
    is_upgrade = (before, after) in itertools.combinations(reversed(Tier), 2)
    with unit_of_work():
        partner = make_partner(make_team(), tier=before)
    refused = pytest.raises(RuleBroken, match="Name the decision") if is_upgrade else nullcontext()
    with refused, unit_of_work():
        tiers.set_tier(partner, tier=after, effective_on=MARCH, **WHO_AND_WHEN)
    if is_upgrade:
        set_tier(partner, after, on=MARCH)
    assert partner.tier(MARCH) is after


def test_no_correction_makes_an_upgrade_without_a_decision(session):
    with unit_of_work():
        partner = make_partner(make_team(), tier=Tier.ASSOCIATE)
        wrong = tiers.set_tier(
            partner, tier=Tier.OBSERVER, effective_on=MARCH, reason="Asked for", **WHO_AND_WHEN
        )
    with pytest.raises(RuleBroken, match="Name the decision"):
        correct_tier(wrong, Tier.ANCHOR)
    correct_tier(wrong, Tier.ASSOCIATE)


def test_who_joins_is_given_a_tier_without_a_decision(session):
    with unit_of_work():
        partner = make_partner(make_team(), tier=Tier.OBSERVER, rests_on=RestsOn(Ground.ADMISSION))
        tiers.set_tier(partner, tier=Tier.ANCHOR, effective_on=MARCH, **WHO_AND_WHEN)
    assert partner.tier(MARCH) is Tier.ANCHOR
