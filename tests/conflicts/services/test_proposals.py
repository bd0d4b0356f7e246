"""What the parties agree on: a longer term, and who decides, on both databases."""

import datetime as dt

import pytest

from registry.conflicts.rules.terms import ProposalState
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, Refused, RuleBroken
from tests.conflicts.builders import (
    LATER,
    TODAY,
    at_steering,
    close,
    decide,
    extend_to,
    name_decider,
    raise_one,
    recuse,
    say,
)
from tests.factories import make_representative

# -- who decides -------------------------------------------------------------------------------------


def test_where_nobody_is_left_the_parties_name_who_decides(cast):
    case = at_steering(cast)
    recuse(case, cast.chair)
    recuse(case, cast.member)
    with pytest.raises(RuleBroken, match="the parties name"):
        decide(case, cast.coordinator)
    proposal = name_decider(case, cast.for_maple)
    say(proposal, cast.for_riverside, party=0)
    say(proposal, cast.for_maple, party=1)
    outcome = decide(case, cast.coordinator)
    assert (outcome.signer_name, outcome.signer_for) == ("Ora Oak", "Oak Arbitration")


def test_the_parties_name_nobody_while_the_committee_can_decide(cast):
    with pytest.raises(RuleBroken, match="can decide this case itself"):
        name_decider(at_steering(cast), cast.for_maple)


# -- extensions --------------------------------------------------------------------------------------


def test_a_proposal_moves_nothing(cast):
    case = raise_one(cast)
    extend_to(case, cast.coordinator)
    assert case.term.due_on == TODAY + dt.timedelta(days=45)


def test_an_extension_counts_once_every_party_has_said_yes(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.for_maple)
    say(proposal, cast.for_maple, party=1)
    assert case.term.due_on == TODAY + dt.timedelta(days=45)
    say(proposal, cast.for_riverside, party=0)
    assert (case.term.due_on, case.term.original_due_on) == (LATER, TODAY + dt.timedelta(days=45))


def test_the_recused_member_answers_for_their_own_organization(cast):
    case = at_steering(cast)
    proposal = extend_to(case, cast.chair)
    answer = say(proposal, cast.recused, party=0)
    assert (answer.by_name, answer.by_for) == ("Rae Roy", "Riverside Hospital")


def test_a_no_ends_a_proposal(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.coordinator)
    say(proposal, cast.for_maple, party=1, is_yes=False)
    assert proposal.state == ProposalState.REFUSED
    with pytest.raises(RuleBroken, match="propose anew"):
        say(proposal, cast.for_riverside, party=0)


def test_a_repeated_yes_is_refused(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    say(proposal, cast.for_maple, party=1)
    with pytest.raises(RuleBroken, match="said yes already"):
        say(proposal, cast.for_maple, party=1)


def test_nobody_answers_for_another_party(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    with pytest.raises(Refused, match="do not answer"):
        say(proposal, cast.for_maple, party=0)


def test_an_extension_agreed_late_keeps_the_days_over(cast):
    case = raise_one(cast, raised_on=TODAY - dt.timedelta(days=50))
    proposal = extend_to(case, cast.coordinator)
    say(proposal, cast.for_maple, party=1)
    say(proposal, cast.for_riverside, party=0)
    assert (case.term.due_on, proposal.days_over) == (LATER, 5)


def test_a_second_proposal_waits_for_the_first(cast):
    case = raise_one(cast)
    extend_to(case, cast.coordinator)
    with pytest.raises(InvalidInput, match="still to answer"):
        extend_to(case, cast.for_maple)


def test_a_proposal_ends_with_the_case(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.coordinator)
    close(case, cast.coordinator)
    with pytest.raises(RuleBroken, match="closed before"):
        say(proposal, cast.for_maple, party=1)


def test_a_coordinator_enters_what_a_party_said_elsewhere(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    answer = say(proposal, cast.coordinator, party=1, relayed="Ann Lee, by letter")
    assert (answer.by_capacity, answer.relayed) == ("coordinator", "Ann Lee, by letter")


def test_a_further_representative_answers_too(cast):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        other = make_representative(cast.maple, name="Mo Moss")
    assert say(extend_to(case, other), other, party=1).by_name == "Mo Moss"
