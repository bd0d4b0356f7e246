"""Rolls and rounds of decisions, from opening to closing, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import movement, open_points, rolls
from registry.decisions.rules.decisions import Given, Mark, RollKind, State
from registry.decisions.services import decisions, positions
from registry.decisions.wording import explain
from registry.documents.rules.provisions import ProvisionKind, Quorum
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services import tiers
from registry.teams.rules import Tier
from tests.agreements import agree_on
from tests.commitments.builders import ask_one, sign
from tests.decisions.builders import (
    ON,
    at,
    close,
    make_partners,
    meet,
    open_one,
    result,
    say,
    say_all,
)
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    by_coordinator,
    make_committee,
    make_partner,
    make_representative,
    make_seat,
    make_signatory,
    make_team,
    make_user,
    seat_member,
)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


# -- the roll ----------------------------------------------------------------------------------------


def counted(team, on=ON):
    """Names on the roll of the whole team, with whether they count."""
    possible = rolls.possible_roll(team, None, RollKind.ORGANIZATION, on=on)
    return {candidate.name: candidate.is_counted for candidate in possible.candidates}


def test_anchors_count_associates_are_heard_apart_and_observers_only_read(session):
    with unit_of_work():
        team = make_team()
        for name, tier in (("A", Tier.ANCHOR), ("B", Tier.ASSOCIATE), ("C", Tier.OBSERVER), ("D", None)):
            make_partner(team, name, tier=tier, status=Status.PARTNER)
    assert counted(team) == {"A": True, "B": False}


def test_a_tier_of_a_coming_day_has_no_voice_before_it(session):
    with unit_of_work():
        team = make_team()
        partner = make_partner(team, "A", tier=Tier.OBSERVER, status=Status.PARTNER)
        tiers.set_tier(
            partner,
            tier=Tier.ANCHOR,
            effective_on=dt.date(2026, 12, 1),
            agreed_by="The partners",
            **WHO_AND_WHEN,
        )
    assert counted(team) == {}
    assert counted(team, dt.date(2026, 12, 1)) == {"A": True}


def test_who_has_withdrawn_or_is_still_joining_has_no_voice(session):
    with unit_of_work():
        team = make_team()
        make_partner(team, "A", status=Status.WITHDRAWN)
        make_partner(team, "B", status=Status.JOINING)
    assert counted(team) == {}


def test_a_roll_by_seat_has_the_seats_that_are_held_and_names_the_vacant(team):
    with unit_of_work():
        committee = make_committee(team)
        seat_member(make_seat(committee, label_en="Primary care"), make_user(name="Ida Moss"))
        make_seat(committee, label_en="Patients", sector="Patients")
    possible = rolls.possible_roll(team, committee, RollKind.SEAT, on=ON)
    assert [candidate.name for candidate in possible.candidates] == ["Primary care (Ida Moss)"]
    assert possible.vacant == ["Patients"]


def test_a_decision_without_a_voice_that_counts_is_refused(team):
    with unit_of_work(), pytest.raises(RuleBroken, match="needs a roll"):
        open_one(team, roll=[])


def test_the_quorum_is_everyone_who_counts_unless_said_otherwise(decision):
    assert decision.quorum == 3


def test_a_decision_runs_by_the_version_in_force_on_its_day_and_no_later_one_moves_it(team):
    agree_on(team, threshold=3, quorum=Quorum.part(2, 3))
    with unit_of_work():
        decision = open_one(team)
    agree_on(team, at=NOW + dt.timedelta(days=5), threshold=2)
    assert (decision.threshold, decision.quorum) == (3, 2)
    assert decision.values.quorum == Quorum.part(2, 3)
    assert decision.provisions[ProvisionKind.THRESHOLD].place.number == "1.2"


def test_a_quorum_that_the_agreement_fixes_is_not_chosen(team):
    agree_on(team)
    with unit_of_work(), pytest.raises(RuleBroken, match="fixes the quorum"):
        open_one(team, quorum=1)


def test_a_decision_shows_which_of_its_voices_had_signed_the_version(team):
    version = agree_on(team)
    with unit_of_work():
        decision = open_one(team)
        first = decision.voices[0].partner
        make_signatory(first)
    sign(ask_one(version, first))
    bound = decision_queries.bound_of(decision)
    assert (bound.signed, len(bound.unsigned)) == ([first.name], 2)


def test_what_was_frozen_stays_when_a_tier_changes(decision):
    with unit_of_work():
        tiers.set_tier(decision.voices[0].partner, tier=Tier.OBSERVER, effective_on=ON, **WHO_AND_WHEN)
    assert [voice.is_counted for voice in decision.voices] == [True, True, True]


# -- rounds ------------------------------------------------------------------------------------------


def test_a_round_in_which_all_support_closes_with_consensus(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(4))
        close(decision)
    assert decision.state is State.CONSENSUS


def test_the_result_names_who_is_in_the_way_and_what_is_owed(decision):
    with unit_of_work():
        meet(decision, {voice.id: at(5) for voice in decision.voices[:1]})
    name = decision.voices[0].name
    assert f"{name} is at 5 and must still say what information it needs." in explain(result(decision))


def test_closing_without_those_who_gave_nothing_takes_a_persons_word(decision):
    with unit_of_work():
        say(decision.voices[0], at(1))
    with unit_of_work(), pytest.raises(RuleBroken) as refused:
        close(decision)
    assert refused.value.field == "confirm"


def test_the_word_of_who_closes_is_kept(decision):
    with unit_of_work():
        say(decision.voices[0], at(1))
        silent = decisions.left_without(decision, ON)
        closing = close(decision, without=silent)
    assert (closing.is_consensus, closing.without) == (False, silent)


def test_a_voice_that_is_with_its_board_keeps_the_round_open(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), Given(Mark.PENDING, until=ON))
    with unit_of_work(), pytest.raises(RuleBroken, match="still with its board"):
        close(decision)


def test_who_closes_without_having_seen_the_last_position_is_told(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
    with unit_of_work(), pytest.raises(RuleBroken, match="meanwhile"):
        close(decision, seen=2)


def test_no_position_is_taken_after_closing(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    with unit_of_work(), pytest.raises(RuleBroken, match="No round is open"):
        say(decision.voices[0], at(6, reason="Too late"))


def two_rounds(decision):
    """A round with one at 5, then one with all at 2 or better, on an amended question."""
    say_all(decision, at(5, need="The cost"), at(2), at(1))
    close(decision)
    decisions.open_round(decision, question="Shall we, for $900 at most?", **by_coordinator(decision.team))
    say_all(decision, at(2), at(2), at(1))
    close(decision)


def test_a_next_round_amends_the_question_and_asks_everyone_again(decision):
    with unit_of_work():
        two_rounds(decision)
    assert decision.state is State.CONSENSUS
    assert [each.question for each in decision.rounds][1] == "Shall we, for $900 at most?"


def test_the_movement_between_rounds_is_counted(decision):
    with unit_of_work():
        two_rounds(decision)
    moved = movement.movement_of(decision)
    assert sorted((stop.count, stop.y) for stop in moved.stops) == [
        (1, moved.y_of(1)),
        (1, moved.y_of(1)),
        (1, moved.y_of(2)),
        (1, moved.y_of(5)),
        (2, moved.y_of(2)),
    ]
    assert sum(flow.is_better for flow in moved.flows) == 1


def test_what_was_raised_is_listed_and_answered(decision):
    with unit_of_work():
        say_all(
            decision, at(5, need="The cost"), at(3, reason="Nights"), at(6, reason="No", proposal="Later")
        )
        positions.answer_point(
            decision.present_round.positions[0], text="At most $900", **by_coordinator(decision.team)
        )
    raised = open_points.points_of(decision)
    assert [(point.kind.value, point.text) for point in raised] == [
        ("objection", "No"),
        ("proposal", "Later"),
        ("reservation", "Nights"),
        ("need", "The cost"),
    ]
    assert [answer.text for answer in raised[-1].answers] == ["At most $900"]


# -- who is asked ------------------------------------------------------------------------------------


def test_open_decisions_of_an_organization_are_found(decision):
    partner_id = decision.voices[0].partner_id
    assert decision_queries.open_for_partner(partner_id) == [decision]
    with unit_of_work():
        decisions.set_aside(decision, reason="Overtaken", **by_coordinator(decision.team))
    assert decision_queries.open_for_partner(partner_id) == []


def test_those_who_speak_for_a_voice_are_asked_by_mail(team, mailbox, work):
    with unit_of_work():
        partner = make_partners(team, 1)[0]
        make_representative(partner, email="ida@example.org")
        open_one(team)
    work()
    assert "Your position is asked for" in mailbox.last("ida@example.org")["Subject"]


def test_who_has_not_answered_is_reminded_once_two_days_before(team, mailbox, work, stopped_clock):
    with unit_of_work():
        make_representative(make_partners(team, 1)[0], email="ida@example.org")
        open_one(team, closes_on=ON + dt.timedelta(days=4))
    stopped_clock.pass_by(days=2)
    work()
    work()
    subjects = [mail["Subject"] for mail in mailbox.to("ida@example.org")]
    assert sum("Reminder" in subject for subject in subjects) == 1
