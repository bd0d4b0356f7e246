"""The rules of partners, by tables."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import InvalidInput, RuleBroken
from registry.partners.rules.partners import (
    MOVES,
    NoteKind,
    Reach,
    Status,
    check_due,
    check_effective_date,
    check_order,
    check_person,
    check_schedule_length,
    check_signatures_needed,
    coming,
    in_force,
    is_outranked,
    reach,
    spells,
)
from registry.spells import held
from tests.refusals import allowed, refusal_of

DAY = dt.date(2026, 3, 1)
#: Every move that there is; all others are refused.
ALLOWED = {
    (Status.JOINING, Status.PARTNER),
    (Status.JOINING, Status.REFUSED),
    (Status.JOINING, Status.WITHDRAWN),
    (Status.PARTNER, Status.LEAVING),
    (Status.PARTNER, Status.WITHDRAWN),
    (Status.LEAVING, Status.PARTNER),
    (Status.LEAVING, Status.WITHDRAWN),
    (Status.WITHDRAWN, Status.JOINING),
    (Status.WITHDRAWN, Status.PARTNER),
    (Status.REFUSED, Status.JOINING),
}
PAIRS = [(now, then) for now in Status for then in Status]
FORBIDDEN = [pair for pair in PAIRS if pair not in ALLOWED]


@dataclass(frozen=True)
class Fact:
    """A dated row."""

    id: int
    effective_on: dt.date
    stands: bool = True
    is_set: bool = True


FACTS = st.builds(
    Fact,
    id=st.integers(1, 1000),
    effective_on=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    stands=st.booleans(),
    is_set=st.booleans(),
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], None),
        ([Fact(1, dt.date(2026, 3, 2))], None),
        ([Fact(1, DAY)], 1),
        ([Fact(1, dt.date(2025, 1, 1)), Fact(2, DAY)], 2),
        ([Fact(2, dt.date(2025, 1, 1)), Fact(1, DAY)], 1),
        ([Fact(1, DAY), Fact(2, DAY)], 2),
        ([Fact(1, dt.date(2025, 1, 1)), Fact(2, DAY, is_set=False)], 1),
        ([Fact(1, DAY, is_set=False)], 1),
        ([Fact(1, DAY, stands=False), Fact(2, dt.date(2026, 4, 1))], None),
    ],
)
def test_the_latest_fact_that_stands_is_in_force_and_one_that_is_set_before_others(facts, expected):
    found = in_force(facts, DAY)
    assert (found and found.id) == expected


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
LISTS = st.lists(FACTS, unique_by=lambda fact: fact.id)


@given(LISTS, DAYS)
def test_a_fact_is_known_by_a_day_or_coming_or_never_held(facts, on):
    valid = [fact for fact in facts if fact.stands]
    known = [fact for fact in valid if fact.effective_on <= on]
    never = [fact for fact in valid if fact.effective_on > on and is_outranked(facts, fact)]
    assert len(known) + len(coming(facts, on)) + len(never) == len(valid)
    assert in_force(facts, on) in [*known, None]


@given(LISTS, DAYS)
def test_what_is_not_set_never_outranks_what_is(facts, on):
    found = in_force(facts, on)
    known = [fact for fact in facts if fact.stands and fact.effective_on <= on]
    assert (found is not None and found.is_set) is any(fact.is_set for fact in known)


@given(LISTS, DAYS)
def test_spells_say_on_each_day_what_is_in_force(facts, on):
    found, spell = in_force(facts, on), held(spells(facts, lambda fact: str(fact.id)), on)
    assert (spell and spell.words) == (found and str(found.id))


def test_a_status_moves_along_the_table():
    assert set(allowed(MOVES.check, PAIRS)) == ALLOWED


@pytest.mark.parametrize(("now", "then"), FORBIDDEN)
def test_a_status_moves_no_other_way(now, then):
    with pytest.raises(RuleBroken):
        MOVES.check(now, then)


def test_statuses_in_order_may_repeat():
    repeated = [(DAY, Status.PARTNER), (DAY + dt.timedelta(1), Status.PARTNER)]
    assert refusal_of(check_order, repeated) is None


def test_statuses_out_of_order_name_the_day():
    with pytest.raises(RuleBroken, match="1 March 2026"):
        check_order([(dt.date(2026, 1, 1), Status.WITHDRAWN), (DAY, Status.LEAVING)])


def test_a_partner_may_need_a_few_signatures():
    assert allowed(check_signatures_needed, range(-1, 8)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("count", [-1, 0, 6])
def test_a_partner_needs_neither_none_nor_many(count):
    with pytest.raises(RuleBroken):
        check_signatures_needed(count)


@pytest.mark.parametrize(
    ("listed", "with_address", "needed", "expected"),
    [
        (0, 0, 1, Reach.NO_SIGNATORY),
        (2, 0, 1, Reach.NO_ADDRESS),
        (1, 1, 2, Reach.TOO_FEW),
        (1, 1, 1, Reach.READY),
        (2, 1, 2, Reach.TOO_FEW),
        (3, 2, 2, Reach.READY),
    ],
)
def test_a_partner_can_be_asked_when_enough_people_have_addresses(listed, with_address, needed, expected):
    people = {"listed": listed, "with_address": with_address, "needed": needed}
    assert reach(status=Status.PARTNER, has_tier=True, **people) is expected


@pytest.mark.parametrize(
    ("status", "has_tier", "listed", "expected"),
    [
        (Status.JOINING, True, 1, Reach.READY),
        (Status.LEAVING, True, 1, Reach.READY),
        (Status.PARTNER, False, 1, Reach.NO_TIER),
        (Status.PARTNER, False, 0, Reach.NO_SIGNATORY),
        (Status.WITHDRAWN, True, 0, Reach.ENDED),
        (Status.REFUSED, False, 1, Reach.ENDED),
    ],
)
def test_only_a_partner_with_a_tier_that_takes_part_can_be_asked(status, has_tier, listed, expected):
    people = {"listed": listed, "with_address": listed, "needed": 1}
    assert reach(status=status, has_tier=has_tier, **people) is expected


@pytest.mark.parametrize("email", ["", "a@example.org", "é.b+c@sub.example.org"])
def test_a_signatory_has_an_address_or_none(email):
    assert refusal_of(check_person, name="Ann", title="", email=email) is None


@pytest.mark.parametrize(
    "email", ["ann", "a@b", "a b@example.org", "a@example.org\nBcc: x", "a@example.org,b@c.d"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(InvalidInput) as refused:
        check_person(name="Ann", title="", email=email)
    assert refused.value.field == "email"


def test_a_signatory_without_name_title_and_address_is_nobody():
    with pytest.raises(InvalidInput):
        check_person(name="", title="", email="")


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (NoteKind.PROMISE, [None, DAY, DAY + dt.timedelta(days=1)]),
        (NoteKind.CALL, [None]),
        (NoteKind.MEETING, [None]),
        (NoteKind.OTHER, [None]),
    ],
)
def test_a_promise_may_fall_due(kind, due):
    days = [None, DAY - dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=1)]
    assert allowed(lambda day: check_due(kind, DAY, day), days) == due


@pytest.mark.parametrize(
    ("kind", "due_on"), [(NoteKind.CALL, DAY), (NoteKind.PROMISE, DAY - dt.timedelta(days=1))]
)
def test_a_call_does_not_fall_due_nor_a_promise_before_it_was_made(kind, due_on):
    with pytest.raises(RuleBroken) as refused:
        check_due(kind, DAY, due_on)
    assert refused.value.field == "due_on"


def test_a_date_of_another_age_is_a_slip():
    with pytest.raises(InvalidInput):
        check_effective_date(dt.date(202, 1, 1))


def test_a_schedule_stays_short():
    assert allowed(check_schedule_length, [0, 30, 31]) == [0, 30]
