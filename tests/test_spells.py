"""What held from which day on, and what a correction makes of it, by tables and properties."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.spells import Shift, Spell, held, joined, shifts

JANUARY, FEBRUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 2, 3), dt.date(2026, 3, 3)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
SPELLS = st.builds(Spell, st.sampled_from("abc"), st.none() | DAYS)


@st.composite
def lines(draw):
    """Spells in order of time."""
    found = draw(st.lists(SPELLS, unique_by=lambda spell: spell.from_on))
    return joined(sorted(found, key=lambda spell: spell.from_on or dt.date.min))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([Spell("a", JANUARY)], [Spell("a", JANUARY)], []),
        ([Spell("a", JANUARY)], [], [Shift(JANUARY, None, "a", "")]),
        ([Spell("a")], [Spell("b")], [Shift(None, None, "a", "b")]),
        (
            [Spell("associate", MARCH)],
            [Spell("anchor", FEBRUARY)],
            [Shift(FEBRUARY, MARCH, "", "anchor"), Shift(MARCH, None, "associate", "anchor")],
        ),
        (
            [Spell("a", JANUARY), Spell("b", MARCH)],
            [Spell("a", JANUARY), Spell("b", FEBRUARY)],
            [Shift(FEBRUARY, MARCH, "a", "b")],
        ),
    ],
)
def test_the_days_that_change_are_named_with_what_held_and_what_will(before, after, expected):
    assert shifts(before, after) == expected


@given(lines(), lines(), DAYS)
def test_a_day_is_named_exactly_if_it_changes(before, after, on):
    naming = [
        shift
        for shift in shifts(before, after)
        if (shift.from_on or dt.date.min) <= on < (shift.until_on or dt.date.max)
    ]
    one, other = held(before, on), held(after, on)
    words = (one.words if one else "", other.words if other else "")
    assert [(shift.before, shift.after) for shift in naming] == ([words] if words[0] != words[1] else [])
