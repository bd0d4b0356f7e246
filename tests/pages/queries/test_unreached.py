"""Whom the team cannot reach, each once, on both databases."""

import datetime as dt

import pytest

from registry.committees.services import committees
from registry.database.transactions import unit_of_work
from registry.pages.queries.unreached import lines, unreached_of
from registry.partners.rules.partners import Status
from registry.security.permissions import Role
from registry.teams.rules import Tier
from tests.factories import (
    BY_AND_WHEN,
    NOW,
    make_committee,
    make_coordinator,
    make_partner,
    make_representative,
    make_seat,
    make_signatory,
    make_team,
    seat_member,
)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")

TODAY = dt.date(2026, 11, 24)


def listed(team) -> list[str]:
    """Those on the page, in its order, as the home names them."""
    found = unreached_of(team, TODAY)
    partners = [row.name for row in (*found.unrepresented, *found.silent)]
    return [*partners, *(f"{seat.committee.name()}: {seat.name()}" for seat in found.vacant)]


def names_of(team):
    return sorted(listed(team))


def test_partners_whom_nobody_represents(team):
    with unit_of_work():
        make_representative(make_partner(team, "Reached"))
        make_signatory(make_partner(team, "Anchor"))
        make_partner(team, "Unset", tier=None)
        make_partner(make_team(slug="west"), "Elsewhere")
    assert names_of(team) == ["Anchor", "Unset"]


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REFUSED, Status.JOINING])
def test_who_takes_no_part_yet_or_any_more_is_not_among_them(team, status):
    with unit_of_work():
        make_partner(team, status=status)
    assert names_of(team) == []


@pytest.mark.parametrize("partners", [0, 2, 9])
def test_the_home_names_the_first_of_those_whom_the_page_lists(team, partners):
    with unit_of_work():
        user, tiers = make_coordinator(team), (Tier.OBSERVER, None, Tier.ANCHOR)
        for number in range(partners):
            make_partner(team, f"Partner {number}", tier=tiers[number % 3])
        make_seat(make_committee(team), label_en="Elders")
    names = listed(team)
    [line] = lines(user, team, Role.COORDINATOR, TODAY)
    assert line.text == ", ".join([*names[:6], *(["…"] if partners > 6 else [])])
    assert line.title.startswith(str(len(names)) if partners else "One")


def test_a_disabled_account_represents_nobody(team):
    with unit_of_work():
        make_representative(make_partner(team, "Maple")).disabled_at = NOW
    assert names_of(team) == ["Maple"]


def test_an_observer_needs_an_address_and_no_account(team):
    with unit_of_work():
        make_signatory(make_partner(team, "Written to", tier=Tier.OBSERVER))
        make_representative(make_partner(team, "Signs in", tier=Tier.OBSERVER))
        make_signatory(make_partner(team, "Silent", tier=Tier.OBSERVER), email="")
    assert names_of(team) == ["Silent"]
    assert [row.name for row in unreached_of(team, TODAY).silent] == ["Silent"]


def test_seats_without_a_holder_but_none_of_a_closed_committee(team):
    with unit_of_work():
        body, closed = make_committee(team), make_committee(team, name="Old", is_steering=False)
        seat_member(make_seat(body, label_en="Held"))
        make_seat(body, label_en="Elders")
        make_seat(closed, label_en="Gone")
        committees.close_committee(closed, on=TODAY, **BY_AND_WHEN)
    assert names_of(team) == ["Steering Committee: Elders"]


def test_a_coordinators_home_counts_them_and_nobody_elses_does(team):
    with unit_of_work():
        make_partner(team, "Maple")
        make_seat(make_committee(team), label_en="Elders")
        user = make_coordinator(team)
    (line,) = lines(user, team, Role.COORDINATOR, TODAY)
    assert (line.title, line.text) == ("2 whom we cannot reach", "Maple, Steering Committee: Elders")
    assert list(lines(user, team, Role.MEMBER, TODAY)) == []


def test_a_team_that_reaches_everybody_has_no_line(team):
    with unit_of_work():
        make_representative(make_partner(team))
        user = make_coordinator(team)
    assert lines(user, team, Role.COORDINATOR, TODAY) == []
