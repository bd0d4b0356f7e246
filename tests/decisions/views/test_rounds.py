"""The pages of a round: positions, a whole meeting, closing; nothing typed is lost."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import Given, Mark, State
from registry.partners.services import mistakes
from tests.decisions.builders import ON, address_of, at, close, say, say_all
from tests.factories import WHO_AND_WHEN, make_representative
from tests.reading import error_on, value_of, words_of

BASE = "/teams/east/decisions"

pytestmark = pytest.mark.usefixtures("stopped_clock")


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
    return address_of(decision, f"/voices/{decision.voices[0].id}/position")


def test_who_speaks_for_a_voice_gives_its_position(client, decision, speaker):
    client.post(position_page(decision), data={"said": "3", "reason": "Nights", "seen": "0"})
    text = client.get(address_of(decision)).text
    assert "In favour, with concerns" in text
    assert f"Ida Moss, representative, {decision.voices[0].name}" in text


def test_nobody_gives_the_position_of_another_voice(client, decision, speaker):
    other = address_of(decision, f"/voices/{decision.voices[1].id}/position")
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
    assert "Nights 𐍈" in client.get(address_of(decision)).text


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
    client.post(address_of(decision, f"/voices/{decision.voices[0].id}/relay"), data=relay)
    assert "relayed, to be confirmed" in client.get(address_of(decision)).text
    with unit_of_work():
        client.sign_in(make_representative(decision.voices[0].partner))
    client.post(address_of(decision, f"/voices/{decision.voices[0].id}/confirm"), data={"seen": "1"})
    assert "relayed, to be confirmed" not in client.get(address_of(decision)).text


# -- the room ----------------------------------------------------------------------------------------


def room(decision, *said, **more):
    """What is typed in the room: a choice for each voice in turn."""
    rows = {f"said_{voice.id}": one for voice, one in zip(decision.voices, said, strict=False)}
    numbers = {f"number_{voice.id}": "0" for voice in decision.voices}
    return {"met_on": "2026-11-24", "rest": ""} | numbers | rows | more


def test_a_whole_round_is_entered_on_one_page(client, team, decision):
    assert (
        client.post(address_of(decision, "/meeting"), data=room(decision, "1", "2", "4")).status_code == 303
    )
    text = client.get(address_of(decision)).text
    assert (
        "Consensus: 3 of 3 voices have given a position, each at level 4 or better (no agreement in force)."
        in text
    )


def test_a_row_that_owes_its_reason_says_so_and_nothing_is_lost(client, team, decision):
    typed = room(decision, "1", "6", attendance="Guests of ours")
    answer = client.post(address_of(decision, "/meeting"), data=typed)
    assert f'id="words_{decision.voices[1].id}-error"' in answer.text
    assert "Guests of ours" in answer.text
    assert decision.present_round.positions == []


def test_of_two_who_enter_the_room_the_second_keeps_what_the_first_entered(client, team, decision):
    first, second = decision.voices[:2]
    with unit_of_work():
        say(first, at(1))
    untouched = {f"was_{first.id}": " |  |  | ", f"was_{second.id}": " |  |  | "}
    client.post(address_of(decision, "/meeting"), data=room(decision, "", "2", **untouched))
    assert [one.given.level for one in decisions.said_in(decision.present_round)] == [1, 2, None]


def test_who_enters_a_voice_that_was_changed_meanwhile_sees_what_is_saved_now(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], at(3, reason="Nights"))
    answer = client.post(address_of(decision, "/meeting"), data=room(decision, "1", "2"))
    assert answer.status_code == 422
    assert "Saved now by somebody else:" in answer.text
    assert "Nights" in answer.text
    again = room(decision, "1", "2", **{f"number_{decision.voices[0].id}": "1"})
    assert client.post(address_of(decision, "/meeting"), data=again).status_code == 303


def test_rows_left_empty_were_absent_where_that_is_chosen(client, team, decision):
    client.post(address_of(decision, "/meeting"), data=room(decision, "1", rest="absent"))
    marks = [one.given.mark.value for one in decisions.said_in(decision.present_round)]
    assert marks == ["given", "absent", "absent"]


def test_in_the_room_the_words_at_five_say_what_is_needed(client, team, decision):
    words = {f"words_{decision.voices[0].id}": "The cost"}
    client.post(address_of(decision, "/meeting"), data=room(decision, "5", **words))
    assert decisions.said_in(decision.present_round)[0].given.need == "The cost"


def test_the_room_is_for_who_runs_the_decision(client, decision, speaker):
    assert client.get(address_of(decision, "/meeting")).status_code == 403


# -- closing, voting, recording ----------------------------------------------------------------------


def test_closing_names_those_left_behind_and_asks_for_a_word(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], at(1))
    page = client.get(address_of(decision, "/close"))
    assert decision.voices[1].name in page.text
    seen = {"seen": value_of(page, "seen"), "without": value_of(page, "without")}
    assert "Confirm that the round closes" in error_on(
        client.post(address_of(decision, "/close"), data=seen), "confirm"
    )
    assert client.post(address_of(decision, "/close"), data=seen | {"confirm": "y"}).status_code == 303
    assert decision.state is State.NO_CONSENSUS


def test_a_round_with_a_voice_at_its_board_offers_no_closing_but_what_helps(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=dt.date(2026, 12, 4)))
    text = client.get(address_of(decision, "/close")).text
    assert "is with its board until 4 December 2026" in text
    assert f"/voices/{decision.voices[0].id}/relay" in text
    assert ">Close the round</button>" not in text


def test_a_plain_agreement_says_what_it_takes_the_place_of(client, team, decision):
    with unit_of_work():
        say(decision.voices[0], at(6, reason="No"))
        say(decision.voices[1], Given(Mark.ABSTAINS))
    text = client.get(address_of(decision, "/agreed")).text
    assert "takes the place of what was said" in text
    assert f'value="{decision.voices[0].id}" checked' in text
    assert f'value="{decision.voices[1].id}" checked' not in text


def test_before_the_next_round_opens_its_mail_is_shown(client, team, decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
        make_representative(decision.voices[0].partner, name="Ida Moss")
    typed = {"question": "Shall we, from June?", "closes_on": "2026-12-20"}
    shown = client.post(address_of(decision, "/round"), data=typed).text
    assert "Ida Moss" in shown
    assert "Your position is asked for" in shown
    names = [voice.name for voice in decision.voices]
    assert all(f"<strong>{name}:</strong>" in shown for name in names)
    assert len(decision.rounds) == 1
    sent = client.post(address_of(decision, "/round"), data=typed | {"do": "send"}, follow_redirects=True)
    assert f"Round 2 is open. Told: {', '.join(names)}." in sent.text


def test_a_late_position_is_marked_on_the_page(client, team, decision, stopped_clock):
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=ON))
        say(decision.voices[0], at(1), on=ON + dt.timedelta(days=2))
    page = client.get(address_of(decision)).text
    assert "late</strong> asked for by 24 November 2026" in page


def test_a_voice_entered_by_mistake_is_shown_struck_out_with_the_quorum_of_before(client, team, decision):
    wrong = decision.voices[2]
    with unit_of_work(team.id):
        mistakes.mark(wrong.partner, reason="Mistyped", **WHO_AND_WHEN)
    page = words_of(client.get(address_of(decision)))
    assert f"Corrected: {wrong.name}" in page
    assert "Mistyped" in page
    assert "The quorum was counted anew: 3 before, 2 now." in page
    assert "2 of 2 voices with a position" in page
    assert wrong.name not in words_of(client.get(address_of(decision, "/meeting")))
