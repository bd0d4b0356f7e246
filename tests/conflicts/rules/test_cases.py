"""The path of a case, who decides it, and who takes no part in it."""

import datetime as dt

import pytest

from registry.conflicts.rules import cases
from registry.conflicts.rules.cases import Decider, State
from registry.errors import InvalidInput, RuleBroken
from tests.refusals import allowed, refusal_of

COMMITTEE, STEERING, HELPER, DECIDED, SETTLED, WITHDRAWN, REFERRED = State
#: Every pair of state and move that there is; all others are refused.
ALLOWED = {
    (COMMITTEE, STEERING),
    (COMMITTEE, SETTLED),
    (COMMITTEE, WITHDRAWN),
    (COMMITTEE, REFERRED),
    (STEERING, HELPER),
    (STEERING, DECIDED),
    (STEERING, SETTLED),
    (STEERING, WITHDRAWN),
    (STEERING, REFERRED),
    (HELPER, STEERING),
    (HELPER, DECIDED),
    (HELPER, SETTLED),
    (HELPER, WITHDRAWN),
    (HELPER, REFERRED),
    (DECIDED, STEERING),
    (SETTLED, COMMITTEE),
    (SETTLED, STEERING),
    (WITHDRAWN, COMMITTEE),
    (WITHDRAWN, STEERING),
    (REFERRED, COMMITTEE),
    (REFERRED, STEERING),
}
PAIRS = [(state, to) for state in State for to in State]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]


def test_a_case_moves_along_its_path() -> None:
    assert set(allowed(cases.MOVES.check, PAIRS)) == ALLOWED


@pytest.mark.parametrize(("state", "to"), REFUSED)
def test_every_other_move_is_refused_in_words(state: State, to: State) -> None:
    with pytest.raises(RuleBroken, match=r"\w+ \w+.*\."):
        cases.MOVES.check(state, to)


def test_there_is_a_word_on_every_pair() -> None:
    silent = [pair for pair in PAIRS if refusal_of(cases.MOVES.check, *pair) == ""]
    assert (silent, len(PAIRS)) == ([], len(State) ** 2)


@pytest.mark.parametrize(
    ("state", "to", "words"),
    [
        (COMMITTEE, DECIDED, "Only the steering committee decides"),
        (COMMITTEE, HELPER, "The steering committee brings in"),
        (STEERING, COMMITTEE, "does not go back"),
        (STEERING, STEERING, "before the steering committee already"),
        (SETTLED, DECIDED, "Reopen it first"),
        (DECIDED, HELPER, "Reopen it first"),
        (DECIDED, COMMITTEE, "reopened before it"),
    ],
)
def test_a_refusal_says_what_to_do(state: State, to: State, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        cases.MOVES.check(state, to)


@pytest.mark.parametrize("state", sorted(cases.CLOSED))
def test_what_is_closed_changes_no_more(state: State) -> None:
    with pytest.raises(RuleBroken, match="closed"):
        cases.check_open(state)


def test_what_is_open_can_change() -> None:
    assert allowed(cases.check_open, State) == [COMMITTEE, STEERING, HELPER]


@pytest.mark.parametrize(
    ("closed_from", "goes_on"), [(COMMITTEE, COMMITTEE), (STEERING, STEERING), (HELPER, STEERING)]
)
def test_a_reopened_case_goes_on_where_it_stood(closed_from: State, goes_on: State) -> None:
    assert cases.reopened_state(closed_from) is goes_on


@pytest.mark.parametrize(
    ("keys", "field", "words"),
    [
        ([], "party_2", "two parties or more"),
        (["partner:1"], "party_2", "two parties or more"),
        (["partner:1", "partner:1"], "party_2", "named twice"),
        (["team:1", "partner:2", "seat:3", "partner:2"], "party_4", "named twice"),
        ([f"partner:{number}" for number in range(51)], "party_51", "at most 50"),
    ],
)
def test_parties_are_two_or_more_and_each_once(keys: list[str], field: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as error:
        cases.check_parties(keys)
    assert error.value.field == field


def test_a_partner_and_its_seat_are_two_parties() -> None:
    assert refusal_of(cases.check_parties, ["partner:1", "seat:1"]) is None


@pytest.mark.parametrize(
    ("chair_can", "members_can", "named", "decides"),
    [
        (True, 5, False, Decider.CHAIR),
        (True, 1, True, Decider.CHAIR),
        (False, 1, False, Decider.MEMBER),
        (False, 3, True, Decider.MEMBER),
        (False, 0, True, Decider.NAMED),
        (False, 0, False, Decider.NOBODY),
    ],
)
def test_the_chair_decides_then_a_member_then_whom_the_parties_name(
    chair_can: bool, members_can: int, named: bool, decides: Decider
) -> None:
    assert cases.who_decides(chair_can=chair_can, members_can=members_can, named=named) is decides


@pytest.mark.parametrize(
    ("said_so", "partners", "seats", "recused"),
    [
        (False, {1}, {10}, False),
        (True, {1}, {10}, True),
        (False, {1, 7}, {10}, True),
        (False, {1}, {70}, True),
        (False, set(), set(), False),
    ],
)
def test_who_belongs_to_a_party_or_says_so_is_recused(
    said_so: bool, partners: set[int], seats: set[int], recused: bool
) -> None:
    found = cases.is_recused(
        said_so=said_so, own_partners=partners, own_seats=seats, party_partners={7, 8}, party_seats={70}
    )
    assert found is recused


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_words_are_wanted(text: str) -> None:
    with pytest.raises(InvalidInput, match="Say it in a few words") as error:
        cases.check_said(text, field="reason")
    assert error.value.field == "reason"


def test_a_hundred_kilobytes_of_reasons_are_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="at most 5000 characters"):
        cases.check_said("x" * 100_000, field="reason", most=cases.REASON_LENGTH)


TODAY = dt.date(2026, 11, 24)


def test_a_case_is_entered_on_its_day_or_later() -> None:
    raised = [TODAY - dt.timedelta(days) for days in (-1, 0, 1, 366, 367)]
    assert allowed(lambda day: cases.check_raised_on(day, TODAY), raised) == raised[1:-1]


@pytest.mark.parametrize(("days", "words"), [(-1, "still to come"), (367, "more than a year")])
def test_a_day_to_come_or_long_past_is_a_slip(days: int, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        cases.check_raised_on(TODAY - dt.timedelta(days), TODAY)


@pytest.mark.parametrize(("days", "words"), [(-1, "still to come"), (11, "before the case was raised")])
def test_a_closing_day_lies_between_the_raising_and_today(days: int, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as error:
        cases.check_happened_on(TODAY - dt.timedelta(days), began_on=TODAY - dt.timedelta(10), today=TODAY)
    assert error.value.field == "on"
