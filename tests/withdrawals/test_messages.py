"""Messages of withdrawals: what waits in the outbox is written, and what is sent once stays so."""

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay, NotReady
from registry.withdrawals import messages
from tests.acts import act_of
from tests.factories import BY, NOW, make_representative
from tests.outbox.builders import count, letters_queued
from tests.withdrawals.builders import offer, records_of, relay

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def row(withdrawal, /, **ids):
    """What is kept of a message about a withdrawal."""
    return {
        "to_name": "Ann Lee",
        "subject": f"withdrawal:{withdrawal.id}",
        "params": ids,
        "team_id": withdrawal.partner.team_id,
    }


def request_row(asked, generation):
    """What is kept of the message that brings a link."""
    params = {"request": asked.id, "generation": generation}
    return {
        "subject": f"withdrawal_request:{asked.id}",
        "params": params,
        "team_id": asked.partner.team_id,
    }


def test_a_request_holds_the_link(asked):
    letters = letters_queued("withdrawals.request", **request_row(asked, 1))
    assert all("/notice/" in letter.text for letter in letters.values())


def test_a_request_with_an_older_link_has_nothing_to_say(asked):
    with pytest.raises(NothingToSay):
        letters_queued("withdrawals.request", **request_row(asked, 0))


@pytest.mark.parametrize("what", ["notice", "answer", "left"])
def test_coordinators_are_told_what_happened(withdrawal, what):
    effort = offer(withdrawal)
    relay(effort)
    ids = {"effort": effort.id} if what == "answer" else {}
    about = row(withdrawal, what=what, withdrawal=withdrawal.id, **ids)
    letters = letters_queued("withdrawals.to_coordinator", **about)
    assert all(f"/withdrawals/{withdrawal.id}" in letter.text for letter in letters.values())


def test_an_effort_is_offered_once_to_each_until_it_is_answered(withdrawal):
    with unit_of_work():
        user = make_representative(withdrawal.partner)
    effort = offer(withdrawal)
    about = row(withdrawal, effort=effort.id) | {"to_address": user.email}
    about |= {"dedupe_key": f"effort:{effort.id}:{user.id}"}
    letters = letters_queued("withdrawals.effort", **about)
    assert all("A talk with the chair." in letter.text for letter in letters.values())
    with unit_of_work():
        messages.EffortOffered.post(effort, act_of(BY, NOW))
    assert count(user.email) == 1
    relay(effort)
    with pytest.raises(NothingToSay):
        letters_queued("withdrawals.effort", **about)


def test_a_record_is_waited_for_attached_and_sent_once(withdrawal, work):
    order = records_of(withdrawal)[0]
    about = row(withdrawal, withdrawal=withdrawal.id, order=order.id)
    about |= {"dedupe_key": f"withdrawal-record:{order.id}"}
    with pytest.raises(NotReady):
        letters_queued("withdrawals.record", **about)
    work()
    letters = letters_queued("withdrawals.record", **about)
    names = [[file.name for file in letter.attachments] for letter in letters.values()]
    assert names == [[f"notice-of-withdrawal-{order.code}.pdf"], [f"avis-de-retrait-{order.code}.pdf"]]
    with unit_of_work():
        messages.Record.post(withdrawal, order, act_of(BY, NOW))
    assert count("ann@example.org") == 1
