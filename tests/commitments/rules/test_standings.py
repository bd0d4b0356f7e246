"""The standing of a partner on a version: computed, the first that holds."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.commitments.rules.standings import (
    DONE,
    TO_INVITE,
    Facts,
    Standing,
    accepted_numbers,
    counts,
    standing_of,
)
from registry.documents.rules.documents import ChangeKind
from registry.partners.rules.partners import Status
from registry.teams.rules import Requirement, Tier

TODAY = dt.date(2026, 11, 24)
TOMORROW = TODAY + dt.timedelta(days=1)
YESTERDAY = TODAY - dt.timedelta(days=1)
M, E = ChangeKind.MATERIAL, ChangeKind.EDITORIAL

ANCHOR = Facts(Status.PARTNER, Tier.ANCHOR, Requirement.SIGNS)
OBSERVER = Facts(Status.PARTNER, Tier.OBSERVER, Requirement.ACKNOWLEDGES)


def stands(facts, number=1, kinds=(M,)):
    """The standing on a version, where the versions of the document are of these kinds."""
    return standing_of(facts, number=number, kinds=dict(enumerate(kinds, 1)), on=TODAY)


# -- what counts for a version -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kinds", "accepted"),
    [
        (1, [M], {1}),
        (2, [M, M], {2}),
        (2, [M, E], {1, 2}),
        (3, [M, E, E], {1, 2, 3}),
        (3, [M, M, E], {2, 3}),
        (3, [M, E, M], {3}),
        (2, [M, E, M], {1, 2}),
        (1, [E], {1}),
    ],
)
def test_a_signature_counts_for_its_version_and_for_those_that_only_editorial_ones_follow(
    number, kinds, accepted
):
    assert accepted_numbers(number, dict(enumerate(kinds, 1))) == accepted


@given(st.lists(st.sampled_from(ChangeKind), min_size=1, max_size=8))
def test_what_counts_is_a_run_that_ends_at_the_version_and_leaves_it_only_over_editorial_ones(kinds):
    numbered = dict(enumerate(kinds, 1))
    run = sorted(accepted_numbers(len(kinds), numbered))
    assert run == list(range(run[0], len(kinds) + 1))
    assert all(numbered[number] is E for number in run[1:])


def test_a_number_that_was_never_published_does_not_break_the_run():
    assert accepted_numbers(4, {1: M, 4: E}) == {1, 4}


# -- each standing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        (ANCHOR, Standing.OUTSTANDING),
        (replace(ANCHOR, status=Status.WITHDRAWN), Standing.WITHDRAWN),
        (replace(ANCHOR, status=Status.REFUSED), Standing.WITHDRAWN),
        (replace(ANCHOR, status=Status.LEAVING), Standing.OUTSTANDING),
        (replace(ANCHOR, status=Status.JOINING), Standing.OUTSTANDING),
        (replace(ANCHOR, tier=None, requirement=Requirement.NOTHING), Standing.TIER_NOT_SET),
        (replace(ANCHOR, lapsed=True), Standing.LAPSED),
        (replace(ANCHOR, requirement=Requirement.NOTHING), Standing.NOT_ASKED),
        (replace(ANCHOR, signed={1: 1}), Standing.CURRENT),
        (replace(ANCHOR, signatures_needed=2, signed={1: 1}), Standing.OUTSTANDING),
        (replace(ANCHOR, signatures_needed=2, signed={1: 2}), Standing.CURRENT),
        (OBSERVER, Standing.OUTSTANDING),
        (replace(OBSERVER, acknowledged={1}), Standing.ACKNOWLEDGED),
        (replace(OBSERVER, signed={1: 1}), Standing.CURRENT),
        (replace(ANCHOR, acknowledged={1}), Standing.OUTSTANDING),
        (replace(ANCHOR, board_until=TOMORROW), Standing.WITH_BOARD),
        (replace(ANCHOR, board_until=TODAY), Standing.WITH_BOARD),
        (replace(ANCHOR, board_until=YESTERDAY), Standing.OUTSTANDING),
        (replace(ANCHOR, declined=True), Standing.DECLINED),
    ],
)
def test_a_partner_stands_where_its_facts_put_it(facts, standing):
    assert stands(facts) is standing


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [([M, M], Standing.OLDER), ([M, E], Standing.CURRENT), ([M, E, M], Standing.OLDER)],
)
def test_a_signature_carries_over_editorial_versions_and_ends_at_a_material_one(kinds, standing):
    assert stands(replace(ANCHOR, signed={1: 1}), len(kinds), kinds) is standing


def test_signatures_on_two_versions_are_not_added_up():
    assert stands(replace(ANCHOR, signatures_needed=2, signed={1: 1, 2: 1}), 2, [M, E]) is Standing.OLDER


def test_a_signature_on_a_later_version_says_nothing_of_an_older_one():
    assert stands(replace(ANCHOR, signed={2: 1}), 1, [M, M]) is Standing.OUTSTANDING


#: One fact for each standing, in the order in which the domain tries them.
IN_ORDER = [
    ({"status": Status.WITHDRAWN}, Standing.WITHDRAWN),
    ({"tier": None}, Standing.TIER_NOT_SET),
    ({"lapsed": True}, Standing.LAPSED),
    ({"signed": {1: 1, 2: 1}}, Standing.CURRENT),
    ({"acknowledged": {2}}, Standing.ACKNOWLEDGED),
    ({"board_until": TOMORROW}, Standing.WITH_BOARD),
    ({"declined": True}, Standing.DECLINED),
    ({"signed": {1: 1}}, Standing.OLDER),
    ({}, Standing.OUTSTANDING),
]


@given(st.integers(0, len(IN_ORDER) - 1), st.sets(st.integers(0, len(IN_ORDER) - 1)))
def test_the_first_that_holds_is_the_standing_whatever_else_holds(first, others):
    facts = OBSERVER
    for index in sorted({first, *(other for other in others if other > first)}, reverse=True):
        facts = replace(facts, **IN_ORDER[index][0])
    assert stands(facts, 2, [M, M]) is IN_ORDER[first][1]


# -- what standings are for --------------------------------------------------------------------------


def test_who_signed_nothing_or_an_older_version_is_invited():
    assert {Standing.OUTSTANDING, Standing.OLDER} == TO_INVITE


def test_who_signed_or_acknowledged_counts_as_done():
    assert {Standing.CURRENT, Standing.ACKNOWLEDGED} == DONE


@given(st.lists(st.sampled_from(Standing)))
def test_every_standing_is_counted_even_where_nobody_has_it(standings):
    found = counts(standings)
    assert list(found) == list(Standing)
    assert sum(found.values()) == len(standings)
