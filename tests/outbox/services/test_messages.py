"""Posting messages, their records, and following their fate, on both databases."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.database.leases import LEASE
from registry.database.queries.keysets import Page
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox import queries
from registry.outbox.messages import Letter, MessageKind, NotReady
from registry.outbox.models import Message
from registry.outbox.rules.events import MessageEvent
from registry.outbox.rules.messages import RETRY_AFTER, Fate
from registry.outbox.services import messages
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_team
from tests.outbox.builders import make_message

MINUTE = dt.timedelta(minutes=1)

is_ready = []


def claim(now=NOW):
    with unit_of_work():
        found = messages.claim_due(now)
        return found and db.session.get_one(Message, found)


def fail(message, times=1, now=NOW):
    with unit_of_work():
        for _ in range(times):
            messages.note_failed(message, answer="451 busy", now=now)


class WithRecord(MessageKind):
    """A letter whose record is there once a test says so."""

    key = "tests.with_record"

    def letter(self):
        """The record, once it is there."""
        if not is_ready:
            raise NotReady
        return Letter("Your record", "It is attached.")


@pytest.fixture
def message(session, stopped_clock, mailbox):
    """A message about withdrawal 7 whose record is not made."""
    is_ready.clear()
    with unit_of_work():
        return make_message(WithRecord.key, to_address="ida@example.org", subject="withdrawal:7")


# -- posting -----------------------------------------------------------------------------------------


def test_a_posted_message_is_planned_and_due(post):
    message = post()
    assert (message.fate, message.due_at, message.subject) == (Fate.PLANNED, NOW, "test:1")


def test_a_key_is_posted_once(post):
    assert post(once="reminder:1:2026-11-24")
    assert post(once="reminder:1:2026-11-24") is None
    assert queries.is_posted("reminder:1:2026-11-24")


def test_messages_without_a_key_may_repeat(post):
    assert post().id != post().id


def post_and_fail(team):
    """A change that tells of itself and then does not happen."""
    with unit_of_work():
        make_message("tests.letter", team_id=team.id)
        raise ZeroDivisionError


def test_a_message_is_posted_with_the_change_it_tells_of_or_not_at_all(team):
    with pytest.raises(ZeroDivisionError):
        post_and_fail(team)
    assert queries.messages_of(team.id).rows == []


# -- claiming ----------------------------------------------------------------------------------------


def test_the_message_that_is_due_first_is_claimed_first(post):
    post(due_at=NOW + MINUTE)
    first = post()
    assert claim(NOW + MINUTE) == first


def test_what_is_not_due_is_not_claimed(post):
    post(due_at=NOW + MINUTE)
    assert claim() is None


def test_a_message_is_held_by_one_sender_until_its_lease_ends(post):
    message = post()
    assert claim() == message
    assert claim(NOW + LEASE) is None
    assert claim(NOW + LEASE + MINUTE) == message


@pytest.mark.parametrize("fate", [Fate.SENT, Fate.REFUSED, Fate.FAILED, Fate.BOUNCED, Fate.CANCELLED])
def test_only_what_is_planned_is_claimed(post, fate):
    message = post()
    with unit_of_work():
        message.fate = fate
    assert claim() is None


# -- fates -------------------------------------------------------------------------------------------


def test_a_sent_message_says_when(post):
    message = post()
    claim()
    with unit_of_work():
        messages.note_sent(message, answer="accepted", now=NOW + MINUTE)
    assert (message.fate, message.sent_at, message.attempts) == (Fate.SENT, NOW + MINUTE, 1)
    assert message.leased_until is None


def test_a_failed_message_is_tried_later_and_keeps_the_answer(post):
    message = post()
    fail(message)
    assert (message.fate, message.due_at, message.attempts) == (Fate.PLANNED, NOW + RETRY_AFTER[0], 1)
    assert message.last_answer == "451 busy"


def test_a_message_is_given_up_after_the_last_try(post):
    message = post()
    fail(message, times=len(RETRY_AFTER) + 1)
    assert message.fate == Fate.FAILED


def meet(message, fate):
    """Let a message meet a fate."""
    with unit_of_work():
        message.fate = fate


def send_again(message, now=NOW):
    with unit_of_work():
        return messages.send_again(message, act=act_of(WHO_AND_WHEN["act"].by, now))


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.FAILED, Fate.BOUNCED])
def test_what_did_not_arrive_is_sent_again_as_a_message_of_its_own(team, post, fate):
    message = post(once="reminder:1:2026-11-24")
    meet(message, fate)
    again = send_again(message, NOW + MINUTE)
    assert (again.fate, again.due_at, again.attempts) == (Fate.PLANNED, NOW + MINUTE, 0)
    assert (again.again_of, message.again, message.fate) == (message, again, fate)
    assert again.message_id != message.message_id
    (event,) = audit_queries.events_about(team.id, ("message", message.id))
    assert (event.tag, event.details) == (MessageEvent.SENT_AGAIN, {"again": again.id})


def test_the_trail_names_a_confidential_message_by_what_it_is_about_alone(team, post):
    message = post(confidential=True)
    meet(message, Fate.REFUSED)
    assert send_again(message).confidential
    assert audit_queries.events_about(team.id, ("message", message.id)) == []
    (event,) = audit_queries.events_about(team.id, ("test", 1))
    assert event.tag == MessageEvent.SENT_AGAIN


@pytest.mark.parametrize("fate", [Fate.PLANNED, Fate.SENT, Fate.CANCELLED])
def test_what_may_have_arrived_is_not_sent_again(post, fate):
    message = post()
    meet(message, fate)
    with pytest.raises(RuleBroken, match="Only what did not arrive"):
        send_again(message)


def test_a_message_is_sent_again_once_and_its_second_again(post):
    message = post()
    meet(message, Fate.REFUSED)
    again = send_again(message)
    with pytest.raises(RuleBroken, match="sent again already"):
        send_again(message)
    meet(again, Fate.REFUSED)
    assert send_again(again).again_of == again


def test_what_was_sent_again_is_no_trouble_any_more(team, post):
    message = post()
    meet(message, Fate.REFUSED)
    send_again(message)
    assert queries.messages_with_fate(team.id, [Fate.REFUSED], limit=5) == []


def test_a_message_keeps_its_name_for_ever_and_no_two_have_the_same(post):
    first, second = post(), post()
    before = first.message_id
    fail(first, times=2)
    assert (first.message_id, before.count("@")) == (before, 1)
    assert second.message_id != before


def test_a_message_whose_object_ended_while_the_server_had_it_counts_as_sent(post):
    message = post()
    with unit_of_work():
        messages.cancel_about(("test", 1))
        messages.note_sent(message, answer="accepted", now=NOW)
    assert message.fate == Fate.SENT


@pytest.mark.parametrize(
    "note",
    [
        lambda message: messages.note_failed(message, answer="451", now=NOW),
        lambda message: messages.note_refused(message, answer="550"),
        lambda message: messages.note_kept(message, answer="530", now=NOW),
        lambda message: messages.note_sent(message, answer="250", now=NOW + MINUTE),
    ],
)
def test_a_slow_second_sender_changes_nothing_of_a_message_that_was_sent(post, note):
    message = post()
    with unit_of_work():
        messages.note_sent(message, answer="accepted", now=NOW)
        note(message)
    assert (message.fate, message.sent_at, message.attempts) == (Fate.SENT, NOW, 1)


def test_a_long_answer_is_cut_to_what_is_kept(post):
    message = post()
    with unit_of_work():
        messages.note_refused(message, answer="x" * 5_000)
    assert len(message.last_answer) == 500


def test_a_sent_message_can_be_marked_as_come_back(team, post):
    message = post()
    with unit_of_work():
        messages.note_sent(message, answer="accepted", now=NOW)
        messages.mark_bounced(message, **WHO_AND_WHEN)
    (event,) = audit_queries.events_about(team.id, ("message", message.id))
    assert (message.fate, event.tag) == (Fate.BOUNCED, MessageEvent.BOUNCED)


def test_what_was_never_sent_cannot_come_back(post):
    message = post()
    with pytest.raises(RuleBroken, match="its fate is settled"), unit_of_work():
        messages.mark_bounced(message, **WHO_AND_WHEN)


def test_messages_about_what_has_ended_do_not_leave(post):
    ended, other = post(), post(subject=("test", 12))
    with unit_of_work():
        messages.cancel_about(("test", 1))
    assert (ended.fate, other.fate) == (Fate.CANCELLED, Fate.PLANNED)
    assert claim() == other


def test_what_has_left_is_not_cancelled(post):
    message = post()
    with unit_of_work():
        messages.note_sent(message, answer="accepted", now=NOW)
        messages.cancel_about(("test", 1))
    assert message.fate == Fate.SENT


# -- finding -----------------------------------------------------------------------------------------


def test_a_teams_messages_are_read_newest_first_by_pages(team, post, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [post() for _ in range(3)]
    assert queries.messages_of(team.id) == Page([made[2], made[1]], after=made[1])
    assert queries.messages_of(team.id, after=made[1].id) == Page([made[0]], after=None)


def test_a_message_of_another_team_is_not_found(team, post):
    with unit_of_work():
        other = make_team()
    message = post(team_id=other.id)
    assert queries.message(message.id, team_id=team.id) is None
    assert queries.messages_of(team.id).rows == []


def test_messages_are_found_by_what_they_are_about_and_by_fate(team, post):
    about, refused = post(), post(subject=("test", 12))
    with unit_of_work():
        messages.note_refused(refused, answer="550")
    assert queries.messages_about([("test", 1)]) == [about]
    assert queries.messages_with_fate(team.id, [Fate.REFUSED], limit=5) == [refused]


# -- waiting for records -----------------------------------------------------------------------------


def test_it_waits_without_counting_as_a_failed_try(message, work):
    work()
    assert (message.fate, message.attempts, message.last_answer) == ("planned", 0, messages.WAITS)


def test_it_leaves_as_soon_as_its_record_is_made(message, work, mailbox):
    work()
    is_ready.append(True)
    with unit_of_work():
        messages.send_waiting(("withdrawal", 7))
    work()
    assert mailbox.last("ida@example.org")["Subject"] == "Your record"


def test_it_is_looked_at_again_by_itself(message, work, mailbox, stopped_clock):
    work()
    is_ready.append(True)
    stopped_clock.pass_by(minutes=2)
    work()
    assert mailbox.last("ida@example.org")["Subject"] == "Your record"


def test_the_record_of_another_thing_sends_nothing(message, work, mailbox):
    work()
    is_ready.append(True)
    with unit_of_work():
        messages.send_waiting(("withdrawal", 70))
    work()
    assert mailbox.to("ida@example.org") == []
