"""Seats of somebody whose role ends: told in words, ended where held, struck out where still to be taken."""

import datetime as dt

import pytest

from registry.committees.rules import TermKind
from registry.committees.services import offboarding
from registry.database.transactions import unit_of_work
from tests.factories import BY_AND_WHEN, NOW, make_committee, make_seat, make_team, make_user, seat_member

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def ida(session):
    """Somebody with an account."""
    with unit_of_work():
        return make_user(name="Ida Moss")


def holdings(committee, user, on=TODAY):
    return offboarding.holdings(committee.team_id, user.id, on)


def end(holding, on=TODAY):
    """End what is held; gives its term."""
    with unit_of_work():
        holding.end(on, BY_AND_WHEN["act"])
    (term,) = holding.end.args
    return term


def test_seats_held_stood_in_for_and_to_come_are_told(committee, ida):
    with unit_of_work():
        held, other, coming = (make_seat(committee, label_en=name) for name in ("Care", "Law", "Ethics"))
        seat_member(held, ida)
        seat_member(other)
        seat_member(other, ida, kind=TermKind.ALTERNATE)
        seat_member(coming, ida, starts_on=TODAY + DAY)
    assert [one.words for one in holdings(committee, ida)] == [
        "Holds the seat Care of Steering Committee",
        "Alternate in the seat Law of Steering Committee",
        "Holds the seat Ethics of Steering Committee",
    ]


def test_what_is_over_struck_out_or_of_another_team_is_not_told(committee, ida):
    with unit_of_work():
        seat_member(make_seat(committee), ida, ends_on=TODAY)
        seat_member(make_seat(make_committee(make_team())), ida)
        seat_member(make_seat(committee), ida, starts_on=TODAY)
    (struck,) = holdings(committee, ida)
    end(struck)
    assert holdings(committee, ida) == []


def test_a_seat_that_is_held_is_vacant_from_the_day_on(committee, ida):
    with unit_of_work():
        seat_member(make_seat(committee), ida)
    (held,) = holdings(committee, ida)
    term = end(held)
    assert (term.ends_on, term.struck_at, term.end_reason) == (
        TODAY,
        None,
        "Their role in the team has ended.",
    )


def test_a_seat_still_to_be_taken_is_struck_out(committee, ida):
    with unit_of_work():
        seat_member(make_seat(committee), ida, starts_on=TODAY)
    (coming,) = holdings(committee, ida)
    term = end(coming)
    assert (term.struck_at, term.ends_on) == (NOW, None)
