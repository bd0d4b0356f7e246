"""Who takes no part in handling a case, and how that is taken back, on both databases."""

import datetime as dt

import pytest

from registry.conflicts.queries import cases
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, NotFound, Refused, RuleBroken
from registry.partners.services.representatives import add_representative
from tests.conflicts.builders import TODAY, at_steering, escalate, raise_one, recuse, sight, take_back
from tests.factories import WHO_AND_WHEN

# -- recusal -----------------------------------------------------------------------------------------


def test_a_coordinator_can_be_recused(cast):
    case = raise_one(cast)
    recuse(case, cast.coordinator)
    with pytest.raises(NotFound):
        escalate(case, cast.coordinator)


def test_a_coordinator_who_represents_a_party_is_recused_without_a_word(cast):
    with unit_of_work(cast.team.id):
        add_representative(
            cast.maple, user_id=cast.coordinator.id, started_on=dt.date(2026, 1, 1), **WHO_AND_WHEN
        )
    case = raise_one(cast)
    found = sight(case, cast.coordinator)
    assert (found.handles, [party.name("en") for party in found.parties]) == (False, ["Maple Clinic"])


def test_nobody_is_recused_twice(cast):
    case = at_steering(cast)
    recuse(case, cast.member)
    with pytest.raises(InvalidInput, match="takes no part already"):
        recuse(case, cast.member, by=cast.chair)


def test_only_who_handles_a_case_can_be_recused(cast):
    with pytest.raises(Refused, match="no part in handling"):
        recuse(at_steering(cast), cast.for_birch, by=cast.chair)


def test_a_member_does_not_recuse_another_while_there_is_a_chair(cast):
    with pytest.raises(Refused, match="chair"):
        recuse(at_steering(cast), cast.chair, by=cast.member)


# -- taken back --------------------------------------------------------------------------------------


def test_whose_recusal_is_taken_back_handles_the_case_again(cast):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    take_back(recusal, cast.coordinator)
    assert cast.member in cases.can_recuse(case, TODAY)
    assert [step.kind for step in case.steps][-2:] == ["recused", "recusal_taken_back"]


def test_a_person_can_be_recused_again_after_it_was_taken_back(cast):
    case = raise_one(cast, committee=cast.steering)
    take_back(recuse(case, cast.member, by=cast.coordinator), cast.coordinator)
    recuse(case, cast.member)
    assert [recusal.stands for recusal in case.all_recusals if recusal.user_id == cast.member.id] == [
        False,
        True,
    ]


def test_the_recused_do_not_take_their_own_recusal_back(cast):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member)
    with pytest.raises(NotFound):
        take_back(recusal, cast.member)


def test_a_recusal_is_taken_back_once(cast):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    take_back(recusal, cast.coordinator)
    with pytest.raises(RuleBroken, match="already"):
        take_back(recusal, cast.coordinator)


def test_a_recusal_since_their_organization_is_a_party_is_not_taken_back(cast):
    case = raise_one(cast, committee=cast.steering)
    found = next(recusal for recusal in case.recusals if recusal.is_own_party)
    with pytest.raises(Refused, match="party"):
        take_back(found, cast.coordinator)
