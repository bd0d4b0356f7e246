"""Frozen rolls after one on them turned out to be entered by mistake: it never had a voice."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import rolls
from registry.decisions.rules.decisions import Ballot, RollKind, State
from registry.decisions.services import decisions, resolutions, votes
from registry.documents.rules.provisions import PassRule
from registry.partners.rules.partners import Status
from registry.partners.services import mistakes
from tests.acts import act_of
from tests.decisions.builders import ON, at, by_speaker, close, make_partners, open_one, say, say_all
from tests.factories import (
    BY,
    NOW,
    by_coordinator,
    make_committee,
    make_partner,
    make_seat,
    seat_member,
)

LATER = NOW + dt.timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def mark(partner):
    """Mark a partner as entered by mistake, an hour from now."""
    with unit_of_work(partner.team_id):
        mistakes.mark(partner, reason="Mistyped", act=act_of(BY, LATER, ON))


def result_of(present):
    return decision_queries.result_on(present, ON)


def test_its_voice_is_struck_out_and_the_quorum_of_everyone_is_that_of_those_left(decision):
    wrong = decision.voices[2]
    mark(wrong.partner)
    assert [voice.id for voice in decision.struck_voices] == [wrong.id]
    assert (len(decision.counted_voices), decision.quorum, wrong.quorum_before) == (2, 2, 3)
    assert (wrong.struck_reason, wrong.struck_by_name) == ("Mistyped", BY.name)


def test_what_it_had_said_stands_in_nobodys_way(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(6, reason="No"))
    assert not result_of(decision.present_round).is_consensus
    mark(decision.voices[2].partner)
    result = result_of(decision.present_round)
    assert (result.is_consensus, result.counted, result.consulted) == (True, 2, [])


def test_a_round_that_had_closed_stays_as_it_was(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(6, reason="No"))
        close(decision)
    before = result_of(decision.rounds[0])
    mark(decision.voices[2].partner)
    assert result_of(decision.rounds[0]) == before
    with unit_of_work():
        decisions.open_round(decision, question="And now?", **by_coordinator(decision.team))
    assert (result_of(decision.rounds[1]).counted, result_of(decision.rounds[1]).terms.quorum) == (2, 2)


def test_an_open_vote_counts_those_left(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(6, reason="No"))
        close(decision)
        rule, by = PassRule.MAJORITY_CAST, by_coordinator(decision.team)
        votes.open_vote(decision, efforts="Two talks", pass_rule=rule, **by)
        for voice, ballot in zip(decision.voices, [Ballot.FOR, Ballot.AGAINST, Ballot.AGAINST], strict=True):
            votes.cast_ballot(voice, ballot, seen=0, **by_speaker(voice))
    mark(decision.voices[2].partner)
    tally = decision_queries.tally(decision.vote)
    assert (tally.in_favour, tally.against, tally.roll, tally.quorum) == (1, 1, 2, 2)


def test_a_decision_that_has_ended_keeps_its_roll(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(3))
        close(decision)
        resolutions.record_decision(decision, text="One line", decided_on=ON, **by_coordinator(decision.team))
    mark(decision.voices[2].partner)
    assert (decision.state, decision.struck_voices, decision.quorum) == (State.DECIDED, [], 3)


def test_a_seat_held_for_it_loses_its_voice_and_a_sectors_own_seat_keeps_it(team):
    with unit_of_work():
        wrong = make_partner(team, "Carefro", status=Status.PARTNER)
        board = make_committee(team)
        for seat in (make_seat(board, wrong), make_seat(board)):
            seat_member(seat, partner=wrong)
        possible = rolls.possible_roll(team, board, RollKind.SEAT, on=ON)
        decision = open_one(team, committee=board, roll_kind=RollKind.SEAT, roll=possible.candidates)
    mark(wrong)
    assert [voice.seat.partner_id for voice in decision.voices] == [None]


def test_a_number_that_was_chosen_stays_while_those_left_can_reach_it(team):
    with unit_of_work():
        decision = open_one(team)
        decision.quorum = 2
        made = make_partners(team, 1)
    mark(decision.voices[2].partner)
    assert decision.quorum == 2
    mark(decision.voices[1].partner)
    assert (decision.quorum, decision.quorum_at(decision.opened_at), len(made)) == (1, 2, 1)


def test_the_trail_says_so(decision):
    mark(decision.voices[2].partner)
    assert not audit_queries.check()
    with unit_of_work():
        say(decision.voices[0], at(1))
    assert result_of(decision.present_round).counted == 2
