"""Who may decide a case, and who may answer for a party."""

import pytest

from registry.conflicts.queries import parties
from registry.errors import Refused, RuleBroken
from tests.conflicts.builders import at_steering, decide, extend_to, raise_one, recuse, say

# -- who decides -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["member", "coordinator"])
def test_nobody_signs_for_a_chair_who_may(cast, who):
    with pytest.raises(Refused, match="chair of the steering committee"):
        decide(at_steering(cast), getattr(cast, who))


def test_a_recused_member_does_not_decide(cast):
    with pytest.raises(Refused, match="chair"):
        decide(at_steering(cast), cast.recused)


def test_a_committee_below_does_not_decide(cast):
    with pytest.raises(RuleBroken, match="Only the steering committee"):
        decide(raise_one(cast), cast.of_group)


def test_a_member_signs_where_the_chair_takes_no_part(cast):
    case = at_steering(cast)
    recuse(case, cast.chair)
    assert decide(case, cast.member).decider == "member"


# -- who answers -------------------------------------------------------------------------------------


def test_for_the_team_the_chair_or_an_unrecused_member_answers(cast):
    case = raise_one(cast, named=[parties.of_team(cast.team), parties.of_partner(cast.riverside)])
    proposal = extend_to(case, cast.coordinator)
    with pytest.raises(Refused, match="do not answer"):
        say(proposal, cast.recused, party=0)
    assert say(proposal, cast.chair, party=0).by_capacity == "chair"


def test_the_coordinator_does_not_answer_for_the_team(cast):
    case = raise_one(cast, named=[parties.of_team(cast.team), parties.of_partner(cast.riverside)])
    proposal = extend_to(case, cast.coordinator)
    with pytest.raises(Refused, match="never for the team"):
        say(proposal, cast.coordinator, party=0, relayed="the chair, by phone")
