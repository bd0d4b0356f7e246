"""The pages on votes, on what was decided, and on what follows from it."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import State
from tests.decisions.builders import a_record, address_of, at, close, say_all
from tests.factories import make_representative

BASE = "/teams/east/decisions"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_what_was_decided_is_recorded_with_who_carries_it_out(client, team, agreed):
    partner = agreed.voices[0].partner
    line = {"partner_1": str(partner.id), "task_1": "Hire nurses", "due_1": "2026-12-24"}
    assert client.post(address_of(agreed, "/record"), data=a_record(**line)).status_code == 303
    text = client.get(address_of(agreed)).text
    assert "Hire nurses" in text
    assert "24 December 2026" in text


def test_before_a_decision_is_recorded_its_mail_is_shown(client, team, agreed):
    shown = client.post(address_of(agreed, "/record"), data=a_record(do="")).text
    assert "Nothing has gone out yet." in shown
    assert all(voice.name in shown for voice in agreed.voices)
    assert agreed.state is State.CONSENSUS


def test_a_task_due_before_the_decision_is_refused(client, team, agreed):
    line = {"who_1": "Robin", "task_1": "Hire nurses", "due_1": "2026-11-01"}
    answer = client.post(address_of(agreed, "/record"), data=a_record(**line))
    assert (answer.status_code, agreed.state) == (422, State.CONSENSUS)
    assert "before the day of the decision" in answer.text


def test_a_task_without_who_is_refused_in_words(client, team, agreed):
    answer = client.post(address_of(agreed, "/record"), data=a_record(task_1="Hire nurses"))
    assert "who carries it out" in answer.text
    assert answer.status_code == 422


def test_a_vote_opens_votes_and_closes_by_its_pages(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    client.post(address_of(decision, "/vote"), data={"efforts": "Two talks", "pass_rule": "majority_cast"})
    ballots = {f"ballot_{voice.id}": "for" for voice in decision.voices}
    client.post(address_of(decision, "/ballots"), data=ballots | {"seen": "0"})
    client.post(address_of(decision, "/vote/close"), data={"seen": "3"})
    assert (decision.state, decision.vote.has_passed) == (State.VOTED, True)


def test_a_vote_with_too_few_ballots_can_only_be_ended_as_not_held(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    client.post(address_of(decision, "/vote"), data={"efforts": "Two talks", "pass_rule": "majority_cast"})
    asked = client.get(address_of(decision, "/vote/close")).text
    assert "0 ballots are cast. To be held it needs: 2 of the 3 voices that count" in asked
    assert "End the vote as not held" in asked
    page = client.post(address_of(decision, "/vote/close"), data={"seen": "0"}, follow_redirects=True).text
    assert "The vote has ended as not held." in page
    assert "It was not held: too few ballots were cast." in page
    assert "It has not passed." not in page
    assert "Open a recorded vote" in page


def test_a_vote_that_was_not_held_is_called_so_in_french(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    client.post(address_of(decision, "/vote"), data={"efforts": "Two talks", "pass_rule": "majority_cast"})
    client.post(address_of(decision, "/vote/close"), data={"seen": "0"})
    client.post("/language/fr")
    assert "Il n’a pas été tenu" in client.get(address_of(decision)).text


def test_a_follow_up_is_noted_by_who_carries_it_out(client, team, agreed):
    partner = agreed.voices[0].partner
    client.post(address_of(agreed, "/record"), data=a_record(partner_1=str(partner.id), task_1="Hire nurses"))
    with unit_of_work():
        client.sign_in(make_representative(partner, name="Ida Moss"))
    action = agreed.resolution.actions[0]
    noted = {"text": "Two of three hired", "noted_on": str(dt.date(2026, 11, 24))}
    client.post(address_of(agreed, f"/tasks/{action.id}"), data=noted)
    assert "Two of three hired" in client.get(address_of(agreed)).text
