"""The pages of decisions: who sees what, words on the field, nothing typed is lost."""

import datetime as dt

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import Audience, Given, Mark, State
from registry.partners.rules.partners import Status
from registry.records.queries import records
from registry.teams.rules import Tier
from tests.decisions.making import ON, at, close, make_partners, open_one, say, say_all
from tests.factories import (
    make_committee,
    make_coordinator,
    make_member,
    make_partner,
    make_reader,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)
from tests.reading import error_on, value_of

BASE = "/teams/east/decisions"
pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def decision(team):
    with unit_of_work():
        make_partners(team, 3)
        return open_one(team)


def here(decision, page=""):
    """Where a page about a decision is."""
    return f"{BASE}/{decision.id}{page}"


# -- putting a question ------------------------------------------------------------------------------


def a_question(**said):
    """What is typed to put a question."""
    typed = {"title": "One line", "question": "Shall we?", "terms": "round 4", "audience": "team"}
    return typed | said


def test_a_question_is_put_to_the_voices_that_were_marked(client, team):
    with unit_of_work():
        first, _second = make_partners(team, 2)
    client.post(f"{BASE}/open", data=a_question(roll=[f"partner:{first.id}"]))
    made = db.session.scalar(db.select(Decision))
    assert [voice.partner_id for voice in made.voices] == [first.id]


def test_a_decision_without_a_roll_is_told_on_the_page(client, team):
    answer = client.post(f"{BASE}/open", data=a_question())
    assert answer.status_code == 422
    assert "A decision needs a roll" in answer.text


def test_a_closing_day_before_opening_is_told_on_its_field(client, team):
    with unit_of_work():
        (partner,) = make_partners(team, 1)
    typed = a_question(roll=[f"partner:{partner.id}"], closes_on="2026-11-23")
    answer = client.post(f"{BASE}/open", data=typed)
    assert "This day has passed." in error_on(answer, "closes_on")
    assert "Shall we?" in answer.text


def test_a_hundred_kilobytes_of_question_are_told_on_its_field(client, team):
    answer = client.post(f"{BASE}/open", data=a_question(question="x" * 100_000))
    assert "at most" in error_on(answer, "question")


def test_a_voice_that_the_team_does_not_give_cannot_be_smuggled_in(client, team):
    with unit_of_work():
        observer = make_partner(team, tier=Tier.OBSERVER, status=Status.PARTNER)
    answer = client.post(f"{BASE}/open", data=a_question(roll=[f"partner:{observer.id}"]))
    assert answer.status_code == 422


def test_the_chair_puts_a_question_to_the_own_committee_and_to_no_other(client, team):
    with unit_of_work():
        own, other = make_committee(team), make_committee(team, name="Finance", is_steering=False)
        chair = seat_member(make_seat(own), is_chair=True)
    client.sign_in(chair)
    assert client.get(f"{BASE}/open?committee={own.id}&roll=seat").status_code == 200
    assert client.get(f"{BASE}/open?committee={other.id}").status_code == 403
    assert client.get(f"{BASE}/open").status_code == 403


def test_a_coordinator_puts_a_question_in_a_team_without_committees(client, team):
    assert client.get(f"{BASE}/new").status_code == 200


def test_a_member_who_chairs_nothing_puts_no_question(client, team):
    with unit_of_work():
        client.sign_in(make_member(team))
    assert client.get(f"{BASE}/new").status_code == 403


# -- who sees what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_reader, make_member])
def test_a_decision_for_the_team_is_read_by_everyone_in_it(client, team, decision, make):
    with unit_of_work():
        client.sign_in(make(team))
    assert "Shall we run one line?" in client.get(here(decision)).text


@pytest.mark.parametrize("make", [make_reader, make_member, make_coordinator])
def test_a_decision_for_its_roll_is_nowhere_to_be_found_by_others(client, team, make):
    with unit_of_work():
        make_partners(team, 1)
        decision = open_one(team, audience=Audience.ROLL, title="Secret matter")
        client.sign_in(make(team))
    assert client.get(here(decision)).status_code == 404
    assert "Secret matter" not in client.get(f"{BASE}/?show=all").text


def test_a_decision_of_another_team_is_not_found(client, team):
    with unit_of_work():
        other = make_team()
        make_partners(other, 1)
        decision = open_one(other)
    assert client.get(here(decision)).status_code == 404


# -- positions ---------------------------------------------------------------------------------------


@pytest.fixture
def speaker(client, decision):
    """Who speaks for the first voice, signed in."""
    with unit_of_work():
        user = make_representative(decision.voices[0].partner, name="Ida Moss")
    client.sign_in(user)
    return user


def position_page(decision):
    """Where the first voice gives its position."""
    return here(decision, f"/voices/{decision.voices[0].id}/position")


def test_who_speaks_for_a_voice_gives_its_position(client, decision, speaker):
    client.post(position_page(decision), data={"said": "3", "reason": "Nights", "seen": "0"})
    text = client.get(here(decision)).text
    assert "In favour, with concerns" in text
    assert f"Ida Moss, representative, {decision.voices[0].name}" in text


def test_nobody_gives_the_position_of_another_voice(client, decision, speaker):
    other = here(decision, f"/voices/{decision.voices[1].id}/position")
    assert client.post(other, data={"said": "3", "seen": "0"}).status_code == 403


@pytest.mark.parametrize(("said", "field"), [("6", "reason"), ("5", "need"), ("pending", "until")])
def test_what_a_position_owes_is_told_on_its_field(client, decision, speaker, said, field):
    answer = client.post(position_page(decision), data={"said": said, "seen": "0", "proposal": "Wait a year"})
    assert error_on(answer, field)
    assert "Wait a year" in answer.text


def test_signs_of_a_position_that_cannot_be_printed_are_named_before_it_is_given(client, decision, speaker):
    typed = {"said": "3", "reason": "Nights 𐍈", "seen": "0"}
    answer = client.post(position_page(decision), data=typed)
    assert "𐍈 [gothic letter hwair]" in error_on(answer, "takes_description")
    agreed = {"takes_description": "y", "named_signs": value_of(answer, "named_signs")}
    client.post(position_page(decision), data=typed | agreed)
    assert "Nights 𐍈" in client.get(here(decision)).text


def test_of_two_who_speak_for_a_voice_the_second_is_told_and_keeps_the_words(client, decision, speaker):
    page = client.get(position_page(decision))
    with unit_of_work():
        say(decision.voices[0], at(1))
    typed = {"said": "3", "reason": "Nights", "seen": value_of(page, "seen")}
    answer = client.post(position_page(decision), data=typed)
    assert "Somebody else gave a position" in answer.text
    assert "Nights" in answer.text
    assert (
        client.post(position_page(decision), data=typed | {"seen": value_of(answer, "seen")}).status_code
        == 303
    )


def test_a_relayed_position_is_confirmed_by_a_button(client, team, decision):
    relay = {"said": "2", "said_by": "Ida", "said_on": "2026-11-24", "channel": "phone", "seen": "0"}
    client.post(here(decision, f"/voices/{decision.voices[0].id}/relay"), data=relay)
    assert "relayed, to be confirmed" in client.get(here(decision)).text
    with unit_of_work():
        client.sign_in(make_representative(decision.voices[0].partner))
    client.post(here(decision, f"/voices/{decision.voices[0].id}/confirm"), data={"seen": "1"})
    assert "relayed, to be confirmed" not in client.get(here(decision)).text


# -- the room ----------------------------------------------------------------------------------------


def room(decision, *said, **more):
    """What is typed in the room: a choice for each voice in turn."""
    rows = {f"said_{voice.id}": one for voice, one in zip(decision.voices, said, strict=False)}
    numbers = {f"number_{voice.id}": "0" for voice in decision.voices}
    return {"met_on": "2026-11-24", "rest": ""} | numbers | rows | more


def test_a_whole_round_is_entered_on_one_page(client, team, decision):
    assert client.post(here(decision, "/meeting"), data=room(decision, "1", "2", "4")).status_code == 303
    text = client.get(here(decision)).text
    assert "Consensus: 3 of 3 voices have given a position, each at level 4 or better." in text


def test_a_row_that_owes_its_reason_says_so_and_nothing_is_lost(client, team, decision):
    typed = room(decision, "1", "6", attendance="Guests of ours")
    answer = client.post(here(decision, "/meeting"), data=typed)
    assert f'id="words_{decision.voices[1].id}-error"' in answer.text
    assert "Guests of ours" in answer.text
    assert decision.present_round.positions == []


def test_of_two_who_enter_the_room_the_second_keeps_what_the_first_entered(client, team, decision):
    first, second = decision.voices[:2]
    with unit_of_work():
        say(first, at(1))
    untouched = {f"was_{first.id}": " |  |  | ", f"was_{second.id}": " |  |  | "}
    client.post(here(decision, "/meeting"), data=room(decision, "", "2", **untouched))
    assert [one.given.level for one in decisions.said_in(decision.present_round)] == [1, 2, None]


def test_who_enters_a_voice_that_was_changed_meanwhile_sees_what_is_saved_now(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], at(3, reason="Nights"))
    answer = client.post(here(decision, "/meeting"), data=room(decision, "1", "2"))
    assert answer.status_code == 422
    assert "Saved now by somebody else:" in answer.text
    assert "Nights" in answer.text
    again = room(decision, "1", "2", **{f"number_{decision.voices[0].id}": "1"})
    assert client.post(here(decision, "/meeting"), data=again).status_code == 303


def test_rows_left_empty_were_absent_where_that_is_chosen(client, team, decision):
    client.post(here(decision, "/meeting"), data=room(decision, "1", rest="absent"))
    marks = [one.given.mark.value for one in decisions.said_in(decision.present_round)]
    assert marks == ["given", "absent", "absent"]


def test_in_the_room_the_words_at_five_say_what_is_needed(client, team, decision):
    words = {f"words_{decision.voices[0].id}": "The cost"}
    client.post(here(decision, "/meeting"), data=room(decision, "5", **words))
    assert decisions.said_in(decision.present_round)[0].given.need == "The cost"


def test_the_room_is_for_who_runs_the_decision(client, decision, speaker):
    assert client.get(here(decision, "/meeting")).status_code == 403


# -- closing, voting, recording ----------------------------------------------------------------------


def test_closing_names_those_left_behind_and_asks_for_a_word(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], at(1))
    page = client.get(here(decision, "/close"))
    assert decision.voices[1].name in page.text
    seen = {"seen": value_of(page, "seen"), "without": value_of(page, "without")}
    assert "Confirm that the round closes" in error_on(
        client.post(here(decision, "/close"), data=seen), "confirm"
    )
    assert client.post(here(decision, "/close"), data=seen | {"confirm": "y"}).status_code == 303
    assert decision.state is State.NO_CONSENSUS


def test_a_round_with_a_voice_at_its_board_offers_no_closing_but_what_helps(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=dt.date(2026, 12, 4)))
    text = client.get(here(decision, "/close")).text
    assert "is with its board until 4 December 2026" in text
    assert f"/voices/{decision.voices[0].id}/relay" in text
    assert ">Close the round</button>" not in text


def test_a_plain_agreement_says_what_it_takes_the_place_of(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], at(6, reason="No"))
        say(decision.voices[1], Given(Mark.ABSTAINS))
    text = client.get(here(decision, "/agreed")).text
    assert "takes the place of what was said" in text
    assert f'value="{decision.voices[0].id}" checked' in text
    assert f'value="{decision.voices[1].id}" checked' not in text


@pytest.fixture
def agreed(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    return decision


def a_record(**said):
    """What is typed to record a decision."""
    return {"text": "We run one line.", "decided_on": "2026-11-24"} | said


def test_what_was_decided_is_recorded_with_who_carries_it_out(client, team, agreed):
    partner = agreed.voices[0].partner
    line = {"partner_1": str(partner.id), "task_1": "Hire nurses", "due_1": "2026-12-24"}
    assert client.post(here(agreed, "/record"), data=a_record(**line)).status_code == 303
    text = client.get(here(agreed)).text
    assert "Hire nurses" in text
    assert "24 December 2026" in text


def test_a_task_due_before_the_decision_is_refused(client, team, agreed):
    line = {"who_1": "Robin", "task_1": "Hire nurses", "due_1": "2026-11-01"}
    answer = client.post(here(agreed, "/record"), data=a_record(**line))
    assert (answer.status_code, agreed.state) == (422, State.CONSENSUS)
    assert "before the day of the decision" in answer.text


def test_a_task_without_who_is_refused_in_words(client, team, agreed):
    answer = client.post(here(agreed, "/record"), data=a_record(task_1="Hire nurses"))
    assert "who carries it out" in answer.text
    assert answer.status_code == 422


def test_the_record_is_given_to_who_may_read_the_decision(client, team, agreed, work):
    client.post(here(agreed, "/record"), data=a_record())
    work()
    order = records.orders_about(("decision", agreed.id))[0]
    assert client.get(here(agreed, f"/records/{order.id}.pdf")).mimetype == "application/pdf"


def test_a_page_that_leads_where_the_decision_cannot_go_says_why(client, team, agreed):
    assert "This round is closed already." in client.get(here(agreed, "/meeting")).text
    assert "only after a closed round without consensus" in client.get(here(agreed, "/vote")).text


def test_a_vote_opens_votes_and_closes_by_its_pages(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    client.post(here(decision, "/vote"), data={"efforts": "Two talks", "pass_rule": "majority_cast"})
    ballots = {f"ballot_{voice.id}": "for" for voice in decision.voices}
    client.post(here(decision, "/ballots"), data=ballots | {"seen": "0"})
    client.post(here(decision, "/vote/close"), data={"seen": "3"})
    assert (decision.state, decision.vote.has_passed) == (State.VOTED, True)


def test_a_late_position_is_marked_on_the_page(client, team, decision, stopped_clock):
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=ON))
        say(decision.voices[0], at(1), on=ON + dt.timedelta(days=2))
    page = client.get(here(decision)).text
    assert "late</strong> asked for by 24 November 2026" in page


def test_a_vote_with_too_few_ballots_can_only_be_ended_as_not_held(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    client.post(here(decision, "/vote"), data={"efforts": "Two talks", "pass_rule": "majority_cast"})
    asked = client.get(here(decision, "/vote/close")).text
    assert "0 ballots are cast. To be held it needs: 2 of the 3 voices that count" in asked
    assert "End the vote as not held" in asked
    page = client.post(here(decision, "/vote/close"), data={"seen": "0"}, follow_redirects=True).text
    assert "The vote has ended as not held." in page
    assert "It was not held: too few ballots were cast." in page
    assert "It has not passed." not in page
    assert "Open a recorded vote" in page


def test_a_vote_that_was_not_held_is_called_so_in_french(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    client.post(here(decision, "/vote"), data={"efforts": "Two talks", "pass_rule": "majority_cast"})
    client.post(here(decision, "/vote/close"), data={"seen": "0"})
    client.post("/language/fr")
    assert "Il n’a pas été tenu" in client.get(here(decision)).text


def test_how_the_team_decides_is_settled_once_for_all(client, team):
    settled = {
        "terms": "agreement 4",
        "voice_anchor": "decides",
        "voice_associate": "decides",
        "voice_observer": "informed",
        "pass_rule": "",
        "revision": "0",
    }
    assert client.post(f"{BASE}/settings", data=settled).status_code == 303
    assert 'value="agreement 4" checked' in client.get(f"{BASE}/open").text


def test_no_page_ever_prints_a_threshold_as_a_comparison(client, team, decision):
    pages = [client.get(here(decision, page)).text for page in ("", "/meeting", "/close")]
    assert not [text for text in pages if "&gt;=" in text or ">=" in text or "≥" in text]


# -- how many queries --------------------------------------------------------------------------------


def test_the_list_of_decisions_takes_few_queries(client, team, count_queries):
    with unit_of_work():
        make_partners(team, 2)
        for _ in range(12):
            open_one(team)
    client.get(f"{BASE}/")
    with count_queries() as counted:
        client.get(f"{BASE}/")
    assert len(counted.selects) <= 4


def test_a_follow_up_is_noted_by_who_carries_it_out(client, team, agreed):
    partner = agreed.voices[0].partner
    client.post(here(agreed, "/record"), data=a_record(partner_1=str(partner.id), task_1="Hire nurses"))
    with unit_of_work():
        client.sign_in(make_representative(partner, name="Ida Moss"))
    task = agreed.resolution.tasks[0]
    noted = {"text": "Two of three hired", "noted_on": str(dt.date(2026, 11, 24))}
    client.post(here(agreed, f"/tasks/{task.id}"), data=noted)
    assert "Two of three hired" in client.get(here(agreed)).text
