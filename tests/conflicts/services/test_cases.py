"""Raising a case and leading it on its path, on both databases."""

import datetime as dt

import pytest

from registry.conflicts import wording
from registry.conflicts.queries import cases, parties
from registry.conflicts.rules.cases import State
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, Refused
from tests.agreements import agree_on
from tests.commitments.builders import ask_one, sign
from tests.conflicts.builders import (
    TODAY,
    at_steering,
    bring_in,
    close,
    decide,
    escalate,
    raise_one,
    reopen,
)
from tests.factories import NOW, make_signatory, make_version

# -- raising -----------------------------------------------------------------------------------------


def test_a_case_begins_where_it_arose_with_45_days(cast):
    case = raise_one(cast)
    assert case.state == State.AT_COMMITTEE
    assert case.term.due_on == TODAY + dt.timedelta(days=45)


def test_a_case_that_arose_at_the_steering_committee_begins_there(cast):
    assert at_steering(cast).state == State.AT_STEERING


def test_the_term_runs_from_the_day_on_which_it_was_formally_raised(cast):
    case = raise_one(cast, raised_on=TODAY - dt.timedelta(days=10))
    assert case.term.due_on == TODAY + dt.timedelta(days=35)


def test_a_representative_raises_a_case_of_their_own_party(cast):
    case = raise_one(cast, user=cast.for_maple)
    assert (case.by_name, case.by_capacity, case.by_for) == ("Max May", "representative", "Maple Clinic")


def test_nobody_raises_a_case_of_others(cast):
    with pytest.raises(Refused, match="a party that you answer for"):
        raise_one(cast, user=cast.for_birch)


def test_only_a_coordinator_enters_an_earlier_day(cast):
    with pytest.raises(InvalidInput, match="begins today"):
        raise_one(cast, user=cast.for_maple, raised_on=TODAY - dt.timedelta(days=1))


def test_a_party_twice_is_refused_and_nothing_is_written(cast):
    maple = parties.of_partner(cast.maple)
    with pytest.raises(InvalidInput, match="named twice"):
        raise_one(cast, named=[maple, maple])
    assert cases.open_cases(cast.team.id) == []


JANUARY = dt.datetime(2026, 1, 1, 15, tzinfo=dt.UTC)


def test_a_case_cites_the_version_in_force_on_its_day_the_section_and_the_figure(cast):
    agree_on(cast.team, at=JANUARY, conflict_days=30)
    case = raise_one(cast, now=JANUARY)
    assert (
        wording.sum_of(case, case.term) == "raised 1 Jan 2026 + 30 days = 31 Jan 2026, version 1, section 2.1"
    )


def test_a_case_before_any_agreement_says_so(cast):
    case = raise_one(cast, now=JANUARY)
    assert wording.sum_of(case, case.term).endswith("+ 45 days = 15 Feb 2026, no agreement in force")


def test_a_policy_is_no_statement(cast):
    with unit_of_work(cast.team.id):
        make_version(cast.team)
    assert raise_one(cast).version is None


def test_no_version_that_comes_later_moves_a_case_even_when_it_is_reopened(cast):
    agree_on(cast.team, conflict_days=30)
    case = raise_one(cast)
    agree_on(cast.team, at=NOW + dt.timedelta(days=5), conflict_days=90)
    close(case, cast.coordinator, now=NOW + dt.timedelta(days=6))
    reopen(case, cast.coordinator, now=NOW + dt.timedelta(days=7))
    assert [(term.due_on - term.began_on).days for term in case.terms] == [30, 30]
    assert "version 1" in wording.sum_of(case, case.term)


def test_a_case_that_is_dated_back_runs_by_the_version_of_that_day(cast):
    agree_on(cast.team, at=JANUARY, conflict_days=30)
    agree_on(cast.team, conflict_days=90)
    yesterday = TODAY - dt.timedelta(days=1)
    assert raise_one(cast, raised_on=yesterday).values.conflict_days == 30
    assert raise_one(cast).values.conflict_days == 90


def test_a_case_shows_which_of_its_parties_had_signed_the_version(cast):
    version = agree_on(cast.team)
    with unit_of_work(cast.team.id):
        make_signatory(cast.maple)
    sign(ask_one(version, cast.maple))
    bound = cases.bound_of(raise_one(cast))
    assert (bound.number, bound.signed, bound.unsigned) == (1, ["Maple Clinic"], ["Riverside Hospital"])


def test_two_cases_have_different_references(cast):
    assert raise_one(cast).reference != raise_one(cast).reference


# -- the path ----------------------------------------------------------------------------------------


def test_a_case_rises_to_the_steering_committee_with_its_reason(cast):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    assert (case.state, case.at_steering) == (State.AT_STEERING, True)
    assert case.steps[1].words == "No way forward here"


def test_a_member_whose_organization_is_a_party_is_noted_as_recused(cast):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    assert [(one.name, one.is_own_party) for one in case.recusals] == [("Rae Roy", True)]


def test_a_mediator_helps_and_ends(cast):
    case = at_steering(cast)
    bring_in(case, cast.chair)
    assert (case.state, case.helper.name) == (State.WITH_HELPER, "Ines Ito")
    decide(case, cast.chair)
    assert case.helper is None
