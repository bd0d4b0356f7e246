"""Messages of decisions: what waits in the outbox is written, and what is sent once stays so."""

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions import messages
from registry.decisions.rules.decisions import Channel
from registry.decisions.services import positions, resolutions
from registry.outbox.messages import NothingToSay
from registry.security.actors import REGISTRY
from tests.acts import act_of
from tests.decisions.builders import ON, at, close, make_partners, open_one, say_all
from tests.factories import NOW, by_coordinator, make_representative, make_team
from tests.outbox.builders import count, letters_queued, subjects_queued

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

ACT = act_of(REGISTRY, NOW)


@pytest.fixture
def decision(session):
    """A decision on whether one line will do, by two partners."""
    with unit_of_work():
        team = make_team(slug="east")
        make_partners(team, 2)
        return open_one(team, title="One line")


@pytest.fixture
def speaker(decision):
    """Who speaks for the first of its voices."""
    with unit_of_work():
        return make_representative(decision.voices[0].partner)


def row(decision, user, once, **ids):
    """What is kept of a message to somebody."""
    return {
        "to_address": user.email,
        "to_name": user.name,
        "subject": f"decision:{decision.id}",
        "params": {"decision": decision.id, "user": user.id, **ids},
        "team_id": decision.team_id,
        "dedupe_key": f"{once}:{user.id}",
    }


def relay(decision):
    """Enter a position for the first voice."""
    how = {"channel": Channel.PHONE, "said_by": "Ida", "said_on": ON, "seen": 0}
    with unit_of_work():
        return positions.relay_position(decision.voices[0], at(2), **how, **by_coordinator(decision.team))


def record(decision):
    """Record what both agree to."""
    say_all(decision, at(1), at(1))
    close(decision)
    by = by_coordinator(decision.team)
    resolutions.record_decision(decision, text="So be it", decided_on=ON, actions=[], **by)


def test_who_is_asked_reads_the_question_and_is_asked_once(decision, speaker):
    present = decision.present_round
    assert subjects_queued(
        "decisions.asked", **row(decision, speaker, f"asked:{present.id}", round=present.id)
    ) == ["Your position is asked for: One line", "Votre position est demandée : One line"]
    with unit_of_work():
        messages.Asked.post(present, ACT)
    assert count(speaker.email) == 1


def test_who_is_reminded_is_reminded_once_a_round(decision, speaker):
    present = decision.present_round
    once = f"decision-reminder:{present.id}"
    letters = letters_queued("decisions.reminder", **row(decision, speaker, once, round=present.id))
    assert [len(letter.subject) > 0 for letter in letters.values()] == [True, True]
    with unit_of_work():
        messages.Reminder.post(present, speaker, NOW)
    assert count(speaker.email) == 1


def test_who_is_asked_to_confirm_a_position_is_asked_once(decision, speaker):
    position = relay(decision)
    once = f"relayed:{position.id}"
    letters = letters_queued("decisions.relayed", **row(decision, speaker, once, position=position.id))
    assert all(decision.voices[0].name in letter.text for letter in letters.values())
    with unit_of_work():
        messages.Relayed.post(position, ACT)
    assert count(speaker.email) == 1


def test_who_is_told_what_was_decided_is_told_once(decision, speaker):
    with unit_of_work():
        record(decision)
    letters = letters_queued("decisions.recorded", **row(decision, speaker, f"recorded:{decision.id}"))
    assert all("One line" in letter.subject for letter in letters.values())
    with unit_of_work():
        messages.Recorded.post(decision, ACT)
    assert count(speaker.email) == 1


def test_nothing_is_asked_once_the_round_is_closed(decision, speaker):
    present = decision.present_round
    with unit_of_work():
        say_all(decision, at(1), at(1))
        close(decision)
    with pytest.raises(NothingToSay):
        letters_queued("decisions.asked", **row(decision, speaker, "asked:1", round=present.id))
