"""Sending, to a real mail server on this machine."""

import datetime as dt

import pytest

from registry import clock
from registry.outbox import queries as outbox_queries
from registry.outbox import tasks
from registry.outbox.messages import Letter, NothingToSay
from registry.outbox.rules.messages import PAUSE, RETRY_AFTER, Fate

ANN = "ann@example.org"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_what_is_due_is_sent_once(mailbox, work, post, stopped_clock):
    message = post()
    work()
    stopped_clock.pass_by(days=2)
    work()
    assert len(mailbox.to(ANN)) == 1
    assert (message.fate, message.last_answer) == (Fate.SENT, "accepted")


def test_a_message_planned_for_later_waits(mailbox, work, post, stopped_clock):
    post(due_at=dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC))
    work()
    assert mailbox.messages == []
    stopped_clock.pass_by(days=1)
    work()
    assert len(mailbox.messages) == 1


# -- what the server says ----------------------------------------------------------------------------


def test_a_refusal_for_good_is_kept_with_the_servers_words(mailbox, work, post, stopped_clock):
    mailbox.refuse(ANN)
    message = post()
    work()
    assert (message.fate, message.last_answer) == (Fate.REFUSED, "550 5.1.1 no such mailbox")
    mailbox.accept(ANN)
    stopped_clock.pass_by(days=2)
    work()
    assert mailbox.messages == []


def test_a_refusal_for_now_is_tried_again(mailbox, work, post, stopped_clock):
    mailbox.refuse(ANN, "451 4.7.1 come back later")
    message = post()
    work()
    assert (message.fate, message.attempts) == (Fate.PLANNED, 1)
    assert "come back later" in message.last_answer
    mailbox.accept(ANN)
    stopped_clock.pass_by(minutes=1)
    work()
    assert (message.fate, len(mailbox.to(ANN))) == (Fate.SENT, 1)


def test_one_that_is_refused_does_not_keep_the_others(mailbox, work, post):
    mailbox.refuse(ANN)
    post()
    post("bo@example.org")
    work()
    assert len(mailbox.to("bo@example.org")) == 1


def test_a_server_that_is_down_loses_nothing(mailbox, work, post, stopped_clock):
    mailbox.close()
    message = post()
    work()
    assert (message.fate, message.due_at, message.attempts) == (Fate.PLANNED, message.posted_at, 0)
    assert "ConnectionRefusedError" in outbox_queries.trouble(clock.now()).answer
    mailbox.open()
    stopped_clock.pass_by(seconds=PAUSE.total_seconds())
    work()
    assert (message.fate, len(mailbox.to(ANN))) == (Fate.SENT, 1)


def keep_trying(work, stopped_clock):
    """Work each time that a message is due again, and once more."""
    for wait in (*RETRY_AFTER, dt.timedelta(0)):
        work()
        stopped_clock.pass_by(seconds=wait.total_seconds())


def test_a_mailbox_that_is_never_ready_is_given_up_after_the_last_try(mailbox, work, post, stopped_clock):
    mailbox.refuse(ANN, "450 4.2.1 not now")
    message = post()
    keep_trying(work, stopped_clock)
    assert (message.fate, message.attempts) == (Fate.FAILED, len(RETRY_AFTER) + 1)


# -- what cannot be sent -----------------------------------------------------------------------------


def test_a_message_that_has_lost_its_object_is_not_sent(mailbox, work, post, compose_with):
    def nothing(message):
        raise NothingToSay

    compose_with(nothing)
    message = post()
    work()
    assert (message.fate, mailbox.messages) == (Fate.CANCELLED, [])


def test_a_letter_that_cannot_be_written_does_not_keep_the_others_from_leaving(
    mailbox, work, post, compose_with
):
    def write(message):
        return {"Bo": Letter("For Bo", "Good day.\n")}[message.to_name]

    compose_with(write)
    broken = post()
    post("bo@example.org", to_name="Bo")
    work()
    assert len(mailbox.to("bo@example.org")) == 1
    assert (broken.fate, broken.attempts, broken.last_answer) == (Fate.PLANNED, 1, "KeyError: 'Ann'")


# -- without a server --------------------------------------------------------------------------------


def test_without_a_server_messages_wait(app, work, post):
    message = post()
    work()
    assert (message.fate, message.attempts) == (Fate.PLANNED, 0)


def test_in_the_demonstration_messages_count_as_sent(app, work, post):
    app.config["REGISTRY_MODE"] = "demo"
    message = post()
    work()
    assert (message.fate, message.last_answer) == (Fate.SENT, "shown on the demo's outbox page")


def test_what_one_sender_holds_another_does_not_send(mailbox, post):
    message = post()
    claimed = tasks._claim()
    tasks.send_due()
    assert (claimed, mailbox.messages) == (message.id, [])
