"""What a version is and what a new one means for signatures."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules import documents
from registry.documents.rules.documents import ChangeKind, State
from registry.errors import InvalidInput, RuleBroken
from tests.refusals import allowed, refusal_of

FIRST, EDITORIAL, MATERIAL = ChangeKind
KINDS = st.lists(st.sampled_from([EDITORIAL, MATERIAL]), max_size=8)


@pytest.mark.parametrize(
    ("signed", "to", "kinds", "carries"),
    [
        (1, 1, {1: FIRST}, True),
        (1, 2, {1: FIRST, 2: EDITORIAL}, True),
        (1, 2, {1: FIRST, 2: MATERIAL}, False),
        (1, 3, {1: FIRST, 2: EDITORIAL, 3: EDITORIAL}, True),
        (1, 3, {1: FIRST, 2: MATERIAL, 3: EDITORIAL}, False),
        (2, 3, {1: FIRST, 2: MATERIAL, 3: EDITORIAL}, True),
        (3, 2, {1: FIRST, 2: EDITORIAL, 3: EDITORIAL}, False),
    ],
)
def test_signatures_carry_over_editorial_versions_only(
    signed: int, to: int, kinds: dict[int, ChangeKind], carries: bool
) -> None:
    assert documents.signature_carries(signed, to, kinds) is carries


@given(KINDS)
def test_what_carries_to_the_end_carries_to_every_version_between(later: list[ChangeKind]) -> None:
    kinds = dict(enumerate([FIRST, *later], start=1))
    carried = [documents.signature_carries(1, to, kinds) for to in kinds]
    assert carried == sorted(carried, reverse=True)


def test_the_first_version_is_first_whatever_was_chosen() -> None:
    assert documents.check_change_kind(MATERIAL, follows=False) is FIRST


@pytest.mark.parametrize("chosen", [None, FIRST])
def test_a_version_that_follows_is_editorial_or_material(chosen: ChangeKind | None) -> None:
    with pytest.raises(RuleBroken, match="editorial or material"):
        documents.check_change_kind(chosen, follows=True)


def test_what_changed_is_said_in_every_language() -> None:
    with pytest.raises(RuleBroken) as error:
        documents.check_change_note({"en": "Shorter."}, ["en", "fr"], follows=True)
    assert error.value.field == "change_note_fr"


def test_what_is_published_is_not_published_again() -> None:
    with pytest.raises(RuleBroken, match="already published"):
        documents.MOVES.check(State.PUBLISHED, State.PUBLISHED)


def test_what_is_published_is_never_changed() -> None:
    with pytest.raises(RuleBroken, match="no longer change"):
        documents.check_still_draft(State.PUBLISHED)


@pytest.mark.parametrize(
    ("tiers", "kept"),
    [
        ([], []),
        (["observer", "anchor"], ["anchor", "observer"]),
        (["anchor", "associate", "observer"], []),
    ],
)
def test_a_clause_for_all_tiers_names_none(tiers: list[str], kept: list[str]) -> None:
    assert documents.check_tiers(tiers) == kept


def test_an_unknown_tier_is_refused() -> None:
    with pytest.raises(InvalidInput):
        documents.check_tiers(["gold"])


def test_a_document_asks_something_of_somebody() -> None:
    with pytest.raises(RuleBroken, match="At least one tier"):
        documents.check_requirements({"anchor": "nothing"})


def test_a_tier_not_named_has_nothing_to_do() -> None:
    assert documents.check_requirements({"anchor": "signs"})["observer"] == "nothing"


def test_a_text_that_is_too_long_is_told_on_its_own_input() -> None:
    with pytest.raises(RuleBroken) as error:
        documents.check_text({"en": "ok", "fr": "x" * 11}, ["en", "fr"], longest=10, field="body")
    assert error.value.field == "body_fr"


def test_line_ends_of_browsers_do_not_count_as_changes() -> None:
    said = documents.check_text({"en": " one\r\ntwo "}, ["en"], longest=10, field="body")
    assert said == {"en": "one\ntwo"}


DATES = {1: dt.date(2020, 1, 10), 3: dt.date(2020, 1, 20)}
TODAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("number", "days"),
    [(0, range(1, 11)), (2, range(10, 21)), (4, range(20, 32))],
    ids=["first", "between", "last"],
)
def test_earlier_agreements_are_numbered_in_the_order_of_their_dates(number: int, days: range) -> None:
    january = [dt.date(2020, 1, day) for day in range(1, 32)]
    found = allowed(lambda day: documents.check_earlier_date(number, day, DATES, TODAY), january)
    assert [day.day for day in found] == list(days)


@pytest.mark.parametrize(("number", "day"), [(0, 11), (2, 9), (2, 21), (4, 19)])
def test_an_earlier_agreement_out_of_order_is_refused(number: int, day: int) -> None:
    with pytest.raises(RuleBroken, match="order of their dates"):
        documents.check_earlier_date(number, dt.date(2020, 1, day), DATES, TODAY)


def test_an_earlier_agreement_bears_a_past_date() -> None:
    with pytest.raises(RuleBroken, match="date in the past"):
        documents.check_earlier_date(1, dt.date(2026, 1, 2), {}, TODAY)


# -- of whom a document is asked --------------------------------------------------------------------

DAY = dt.timedelta(1)


def test_a_document_is_asked_of_all_unless_something_else_is_said() -> None:
    assert documents.is_asked(None, TODAY, retired_on=None, joined_before=None)


@pytest.mark.parametrize(("retired_on", "asked"), [(TODAY - DAY, False), (TODAY, False), (TODAY + DAY, True)])
def test_a_retired_document_is_asked_until_the_day_before(retired_on: dt.date, asked: bool) -> None:
    assert documents.is_asked(TODAY, TODAY, retired_on=retired_on, joined_before=None) is asked


@pytest.mark.parametrize(
    ("joined_on", "asked"), [(TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False), (None, False)]
)
def test_who_joins_on_the_day_or_later_or_only_now_is_not_asked(
    joined_on: dt.date | None, asked: bool
) -> None:
    assert documents.is_asked(joined_on, TODAY, retired_on=None, joined_before=TODAY) is asked


def test_who_is_joining_is_asked_while_the_day_lies_ahead() -> None:
    assert documents.is_asked(None, TODAY, retired_on=None, joined_before=TODAY + DAY)


def test_a_retired_document_is_refused_from_its_day_on() -> None:
    documents.check_not_retired(TODAY + DAY, TODAY)
    with pytest.raises(RuleBroken, match="retired"):
        documents.check_not_retired(TODAY, TODAY)


def check_earlier_first(from_on: dt.date, **others: Any) -> None:
    said = {"earlier": [], "published_here": []} | others
    documents.check_earlier_first(from_on, **said, field="from_on")


def test_a_statement_of_before_is_in_force_before_every_one_published_here() -> None:
    check_earlier_first(TODAY - DAY, is_earlier=True, published_here=[TODAY + DAY, TODAY], earlier=[TODAY])
    check_earlier_first(TODAY, is_earlier=True)
    with pytest.raises(RuleBroken, match="published here is in force from") as refused:
        check_earlier_first(TODAY, is_earlier=True, published_here=[TODAY + DAY, TODAY])
    assert (refused.value.field, refused.value.values["day"]) == ("from_on", TODAY)


def test_a_statement_published_here_is_in_force_after_every_one_of_before() -> None:
    check_earlier_first(TODAY + DAY, is_earlier=False, published_here=[TODAY + DAY], earlier=[TODAY])
    check_earlier_first(TODAY, is_earlier=False)
    with pytest.raises(RuleBroken, match="earlier agreement is in force from") as refused:
        check_earlier_first(TODAY, is_earlier=False, earlier=[TODAY - DAY, TODAY])
    assert refused.value.values["day"] == TODAY


@pytest.mark.parametrize(
    ("requirements", "refused"),
    [({"anchor": "signs", "associate": "nothing"}, False), ({"anchor": "nothing"}, True), ({}, True)],
)
def test_what_is_asked_of_nobody_is_refused(requirements: dict[str, str], refused: bool) -> None:
    words = "It is asked of nobody: it was signed before the registry." if refused else None
    assert refusal_of(documents.check_asked_of_somebody, requirements) == words
