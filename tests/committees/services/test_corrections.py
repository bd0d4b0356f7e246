"""Correcting seats and terms: what a mistake brought about is undone, and each day is as it should be."""

import datetime as dt

import pytest

from registry.committees.queries import committees
from registry.committees.rules import TermKind
from registry.committees.services import corrections, seats
from registry.committees.services.corrections import SeatEntry
from registry.database.transactions import unit_of_work
from tests.factories import WHO_AND_WHEN, make_committee, make_seat, make_team, make_user, seat_member

ON = dt.date(2026, 11, 24)
NEXT_YEAR = dt.date(2027, 1, 1)
WHY = {"reason": "Mistyped", **WHO_AND_WHEN}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def seat(session):
    """A seat that Ida Moss has, and for which Noor Hale stands in."""
    with unit_of_work():
        seat = make_seat(make_committee(make_team(slug="east")))
        seat_member(seat, make_user(name="Ida Moss"))
        seat_member(seat, make_user(name="Noor Hale"), kind=TermKind.ALTERNATE)
    return seat


def names(seat, on=NEXT_YEAR):
    """Who has the seat and who stands in on a day."""
    return [
        one.person_name for one in committees.terms_of(seat.id) if one.ends_on is None or one.ends_on > on
    ]


def end(seat, on=ON):
    with unit_of_work():
        seats.end_seat(seat, on=on, **WHO_AND_WHEN)


def correct(seat, ends_on):
    entry = SeatEntry(
        label_en=seat.label_en,
        label_fr=seat.label_fr,
        partner=seat.partner,
        sector=seat.sector,
        starts_on=seat.starts_on,
        ends_on=ends_on,
    )
    with unit_of_work():
        corrections.correct_seat(seat, entry, **WHY)


def test_a_seat_that_was_taken_away_by_mistake_is_held_again_by_who_had_it(seat):
    end(seat)
    assert names(seat, ON) == []
    correct(seat, None)
    assert names(seat) == ["Ida Moss", "Noor Hale"]


def test_terms_end_with_the_right_day_of_their_seat_whichever_way_it_was_mistyped(seat):
    for right in (dt.date(2026, 12, 1), dt.date(2026, 11, 1), None):
        end(seat)
        correct(seat, right)
        assert {term.ends_on for term in committees.terms_of(seat.id)} == {right}


def test_a_term_that_was_to_end_anyway_ends_then_and_keeps_its_reason(seat):
    term = committees.terms_of(seat.id, TermKind.HOLDER)[0]
    with unit_of_work():
        seats.end_term(term, on=NEXT_YEAR, reason="Retires", **WHO_AND_WHEN)
    end(seat)
    correct(seat, None)
    right = committees.terms_of(seat.id, TermKind.HOLDER)[0]
    assert (right.ends_on, right.end_reason) == (NEXT_YEAR, "Retires")


def test_a_term_that_somebody_ended_by_hand_stays_ended(seat):
    for term in committees.terms_of(seat.id):
        with unit_of_work():
            seats.end_term(term, on=ON, reason="Moved", **WHO_AND_WHEN)
    end(seat)
    correct(seat, None)
    assert names(seat, ON) == []


def test_a_term_ended_by_hand_after_it_had_ended_with_its_seat_stays_so(seat):
    end(seat)
    with unit_of_work():
        seats.end_term(committees.terms_of(seat.id)[1], on=dt.date(2026, 11, 1), reason="", **WHO_AND_WHEN)
    correct(seat, None)
    assert names(seat) == ["Ida Moss"]


def test_what_is_put_back_leaves_the_wrong_row_struck_out_with_its_reason(seat):
    end(seat)
    wrong = committees.terms_of(seat.id)
    correct(seat, None)
    assert [(term.stands, term.struck_reason, term.ends_on) for term in wrong] == [
        (False, "Mistyped", ON)
    ] * 2
    assert [term.superseded_by_id for term in wrong] == [term.id for term in committees.terms_of(seat.id)]


def test_nobody_is_put_back_where_another_has_the_place(seat):
    with unit_of_work():
        seats.strike_term(
            committees.terms_of(seat.id, TermKind.HOLDER)[0], ended_with=("withdrawal", 1), **WHY
        )
        seat_member(seat, make_user(name="Bo Roy"))
        corrections.put_back(("withdrawal", 1), **WHY)
    assert names(seat) == ["Noor Hale", "Bo Roy"]
