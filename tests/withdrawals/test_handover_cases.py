"""Conflict cases on the hand-over list: seen by those who may know of them, and on no paper."""

import pytest

from registry.withdrawals.queries import handover
from registry.withdrawals.rules.withdrawals import Kind
from tests.conflicts.making import at_steering, close, make_cast, spend
from tests.withdrawals.making import TODAY, come, day, enter, later


@pytest.fixture
def cast(session, stopped_clock):
    """The team of the conflicts: Riverside and Maple are parties, Rae of Riverside is recused."""
    return make_cast()


@pytest.fixture
def case(cast):
    """A case at the steering committee, whose mediation Riverside has still to pay a part of."""
    case = at_steering(cast)
    spend(case, cast.coordinator, {0: 120_050, 1: 1})
    return case


def seen_by(user, partner):
    """What of cases and shares a person reads on the list."""
    lines = handover.list_for(partner, TODAY, reader_id=user.id, is_coordinator=False)
    return [line.text["en"] for line in lines if line.kind in (Kind.CASE, Kind.SHARE)]


@pytest.mark.parametrize("who", ["coordinator", "chair", "member", "for_riverside", "recused", "for_maple"])
def test_who_may_know_of_a_case_reads_it_and_the_share(cast, case, who):
    assert seen_by(getattr(cast, who), cast.riverside) == [
        f"{case.reference} · Who hosts the shared calendar",
        f"{case.reference} · $1,200.50",
    ]


@pytest.mark.parametrize("who", ["for_birch", "of_group"])
def test_to_everybody_else_the_list_says_nothing(cast, case, who):
    assert seen_by(getattr(cast, who), cast.riverside) == []


def test_an_organization_that_is_no_party_has_neither(cast, case):
    assert seen_by(cast.coordinator, cast.birch) == []


def test_a_closed_case_is_gone_and_its_unpaid_share_stays(cast, case):
    close(case, cast.coordinator)
    assert seen_by(cast.coordinator, cast.riverside) == [f"{case.reference} · $1,200.50"]


def test_no_case_is_kept_or_printed(cast, case):
    withdrawal = enter(cast.riverside, effective_on=day(5))
    come(withdrawal, later(5))
    assert case.reference not in str(withdrawal.handed_over)
    assert [line["kind"] for line in withdrawal.handed_over] == ["seat"]


def test_the_page_says_nothing_to_who_may_not_know(cast, case, client):
    enter(cast.riverside, effective_on=day(5))
    client.sign_in(cast.for_birch)
    page = client.get("/teams/east/withdrawals/1/hand-over").text
    assert (case.reference in page, "Riverside Hospital" in page) == (False, True)
    client.sign_in(cast.for_riverside)
    assert case.reference in client.get("/teams/east/withdrawals/1/hand-over").text
