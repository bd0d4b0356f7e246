"""Servers that hang, hang up and refuse: each message is sent once where they allow it, and none is lost."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from registry import clock
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox import queries as outbox_queries
from registry.outbox import tasks
from registry.outbox.messages import Letter
from registry.outbox.models import MailPause, Message
from registry.outbox.rules.messages import KEPT_WAIT, PAUSE, RETRY_AFTER, Fate
from registry.outbox.services import conversations
from registry.pages.queries import attention
from tests.faulty_mail import DROP, HANG, FaultyServer

ANN, BO = "ann@example.org", "bo@example.org"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Wait a moment for a server, not twenty seconds."""
    monkeypatch.setattr(conversations, "TIMEOUT", 0.3)
    monkeypatch.setattr(conversations, "CONTENT_TIMEOUT", 0.4)


@pytest.fixture
def serve(app):
    """Starts a server that answers as a script says, and has the application send there."""
    made = []

    def start(say=lambda server, verb, line: None, **settings):
        server = FaultyServer(say)
        made.append(server)
        mail = app.config["REGISTRY_MAIL"]
        app.config["REGISTRY_MAIL"] = replace(mail, host="127.0.0.1", port=server.port, **settings)
        return server

    yield start
    for server in made:
        server.close()


@pytest.fixture
def send(session):
    """Sends what is due, as the worker does."""

    def run():
        tasks.send_due()
        db.session.rollback()

    return run


def answering(verb, answer, *, times=None, about=""):
    """A script: this answer to a command, so many times, or whenever it names somebody."""
    left = [times]

    def say(server, heard, line):
        if heard != verb or about not in line or left[0] == 0:
            return None
        left[0] = left[0] - 1 if left[0] else left[0]
        return answer

    return say


def subjects(server):
    return [mail["Subject"] for mail in server.mails]


# -- one connection, one message ---------------------------------------------------------------------


def test_one_connection_serves_many_messages(serve, send, post):
    server = serve()
    made = [post(f"person{number}@example.org") for number in range(30)]
    send()
    assert (server.connections, server.count("QUIT"), len(server.contents)) == (1, 1, 30)
    assert {message.fate for message in made} == {Fate.SENT}


@pytest.mark.parametrize("answer", ["421 4.4.2 going away", "500 what", DROP, HANG])
def test_a_message_is_sent_once_whatever_the_server_says_at_quit(serve, send, post, stopped_clock, answer):
    server = serve(answering("QUIT", answer))
    message = post()
    for _ in range(3):
        send()
        stopped_clock.pass_by(hours=1)
    assert (message.fate, len(server.contents)) == (Fate.SENT, 1)


@pytest.mark.parametrize("end", ["421 4.7.0 too many messages on this connection", DROP])
def test_a_server_that_takes_few_messages_a_connection_is_asked_for_another(serve, send, post, end):
    def say(server, verb, line):
        return end if verb == "MAIL" and server.count("MAIL") in (3, 6) else None

    server = serve(say)
    made = [post(f"person{number}@example.org") for number in range(5)]
    send()
    assert {message.fate for message in made} == {Fate.SENT}
    assert (server.connections, len(server.contents)) == (3, 5)


def test_a_full_stop_at_the_beginning_of_a_line_arrives(serve, send, post, compose_with):
    compose_with(lambda message: Letter("Stops", ".\n..\n.bare\n"))
    server = serve()
    post()
    send()
    assert server.mails[0].get_content().split()[:3] == [".", "..", ".bare"]


# -- the one case that cannot be known ---------------------------------------------------------------


@pytest.mark.parametrize("end", [DROP, HANG])
def test_what_a_server_went_silent_on_is_handed_over_again_under_the_same_name(
    serve, send, post, stopped_clock, end
):
    server = serve(answering("CONTENT", end, times=1))
    message = post()
    send()
    assert (message.fate, message.attempts) == (Fate.PLANNED, 1)
    assert "went silent" in message.last_answer
    stopped_clock.pass_by(seconds=RETRY_AFTER[0].total_seconds())
    send()
    assert message.fate == Fate.SENT
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{message.message_id}>"
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", first["Message-ID"])


def test_after_a_silence_the_others_leave_at_once(serve, send, post):
    server = serve(answering("CONTENT", DROP, times=1))
    post()
    other = post(BO)
    send()
    assert (other.fate, len(server.contents)) == (Fate.SENT, 2)


def test_a_server_that_goes_silent_on_everything_is_left_alone(serve, send, post):
    server = serve(answering("CONTENT", DROP))
    for number in range(10):
        post(f"person{number}@example.org")
    send()
    send()
    assert len(server.contents) == tasks.MOST_IN_VAIN


# -- no connection -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (answering("GREETING", HANG), "SMTPServerDisconnected"),
        (answering("GREETING", DROP), "SMTPServerDisconnected"),
        (answering("GREETING", "554 5.7.1 go away"), "554 5.7.1 go away"),
        (answering("EHLO", HANG), "SMTPServerDisconnected"),
    ],
)
def test_a_failed_connection_ends_the_run_and_counts_against_no_message(
    serve, send, post, stopped_clock, script, words
):
    server = serve(script)
    made = [post(f"person{number}@example.org") for number in range(30)]
    send()
    send()
    assert server.connections == 1
    assert {(one.fate, one.attempts, one.leased_until) for one in made} == {(Fate.PLANNED, 0, None)}
    assert words in outbox_queries.trouble(clock.now()).answer
    stopped_clock.pass_by(seconds=PAUSE.total_seconds())
    server.say = lambda server, verb, line: None
    send()
    assert {one.fate for one in made} == {Fate.SENT}
    assert (len(server.contents), outbox_queries.trouble(clock.now())) == (30, None)


def test_a_server_that_is_mended_after_days_gets_every_message(serve, send, post, stopped_clock):
    server = serve(answering("GREETING", "421 4.3.2 not now"))
    message = post()
    for _ in range(60):
        send()
        stopped_clock.pass_by(hours=1)
    assert (message.fate, message.attempts, server.connections) == (Fate.PLANNED, 0, 60)
    server.say = lambda server, verb, line: None
    send()
    assert message.fate == Fate.SENT


def test_a_failed_sign_in_is_about_the_set_up(serve, send, post):
    def say(server, verb, line):
        if verb == "EHLO":
            return "250-faulty.example\r\n250 AUTH PLAIN"
        return "535 5.7.8 bad credentials" if verb == "AUTH" else None

    serve(say, user="registry", password="wrong")
    message = post()
    send()
    assert (message.fate, message.attempts) == (Fate.PLANNED, 0)
    assert outbox_queries.trouble(clock.now()).answer == "535 5.7.8 bad credentials"


def test_a_password_that_cannot_be_said_to_the_server_is_told_of(serve, send, post):
    serve(answering("EHLO", "250-faulty.example\r\n250 AUTH PLAIN"), user="registry", password="clé")
    message = post()
    send()
    assert (message.fate, message.attempts) == (Fate.PLANNED, 0)
    assert "UnicodeEncodeError" in outbox_queries.trouble(clock.now()).answer


def test_a_server_that_answers_again_is_no_trouble_though_it_takes_nothing(serve, send, post, stopped_clock):
    server = serve(answering("GREETING", DROP))
    post()
    send()
    stopped_clock.pass_by(seconds=PAUSE.total_seconds())
    server.say = answering("RCPT", "450 4.2.0 greylisted")
    send()
    assert not db.session.scalars(db.select(MailPause)).all()


def test_check_names_what_keeps_mail_from_leaving(serve, send, post):
    serve(answering("MAIL", "550 5.7.1 sender rejected"))
    post()
    send()
    [told] = [line for line in attention.needs(clock.now()) if line.startswith("Mail does not leave")]
    assert told.endswith("since 2026-11-24 15:00 UTC (messages that wait: 1): 550 5.7.1 sender rejected")


def test_an_answer_that_drips_in_is_not_waited_for_longer(serve, send, post):
    def drip(server, verb, line):
        if verb != "RCPT":
            return None
        for connection in server._open:
            while not server.released.wait(0.1):
                try:
                    connection.sendall(b"2")
                except OSError:
                    return DROP
        return DROP

    serve(drip)
    message = post()
    send()
    assert (message.fate, outbox_queries.is_paused(clock.now())) == (Fate.PLANNED, True)


def test_without_encryption_where_it_is_asked_for_nothing_leaves(serve, send, post):
    server = serve(security="starttls")
    message = post()
    send()
    assert (message.fate, server.contents) == (Fate.PLANNED, [])
    assert "STARTTLS" in outbox_queries.trouble(clock.now()).answer


# -- what is about the sender or the set-up ----------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "530 5.7.0 authentication required",
        "535 5.7.8 authentication failed",
        "550 5.7.1 sender rejected",
        "553 5.7.1 sender address rejected: not owned by user",
        "554 5.7.1 client host rejected",
        "550 5.4.5 daily user sending limit exceeded",
        "452 4.3.1 insufficient storage",
        "451 4.7.1 try later",
    ],
)
def test_a_refused_sender_keeps_every_message_until_it_is_mended(serve, send, post, stopped_clock, answer):
    server = serve(answering("MAIL", answer))
    made = [post(), post(BO)]
    for _ in range(50):
        send()
        stopped_clock.pass_by(hours=1)
    assert {(one.fate, one.attempts) for one in made} == {(Fate.PLANNED, 0)}
    assert outbox_queries.trouble(clock.now()).answer == answer
    server.say = lambda server, verb, line: None
    send()
    assert sorted(mail["To"] for mail in server.mails) == ["Ann <ann@example.org>", "Ann <bo@example.org>"]
    assert outbox_queries.trouble(clock.now()) is None


def test_a_refused_sender_is_asked_for_one_message_a_run(serve, send, post):
    server = serve(answering("MAIL", "550 5.7.1 sender rejected"))
    for number in range(30):
        post(f"person{number}@example.org")
    send()
    send()
    assert server.count("MAIL") == 1


@pytest.mark.parametrize(
    "answer", ["550 5.7.1 relaying denied", "554 5.7.1 <ann@example.org>: Relay access denied"]
)
def test_a_refused_relay_keeps_the_message_and_tells_why(serve, send, post, stopped_clock, answer):
    server = serve(answering("RCPT", answer))
    made = [post(f"person{number}@example.org") for number in range(30)]
    send()
    assert (server.count("RCPT"), {one.fate for one in made}) == (tasks.MOST_IN_VAIN, {Fate.PLANNED})
    assert outbox_queries.trouble(clock.now()).answer == answer
    server.say = lambda server, verb, line: None
    stopped_clock.pass_by(seconds=KEPT_WAIT.total_seconds() + 1)
    send()
    assert (len(server.contents), {one.fate for one in made}) == (30, {Fate.SENT})


def test_one_message_that_is_kept_does_not_keep_the_others(serve, send, post):
    server = serve(answering("RCPT", "550 5.7.1 relaying denied", about="ann@"))
    kept, other = post(), post(BO)
    send()
    assert (kept.fate, kept.kept_since, other.fate) == (Fate.PLANNED, clock.now(), Fate.SENT)
    told = outbox_queries.trouble(clock.now())
    assert (told.answer, told.waiting, server.count("RSET")) == ("550 5.7.1 relaying denied", 1, 1)


def test_a_server_that_says_452_for_an_hour_gets_each_message_once(serve, send, post, stopped_clock):
    server = serve(answering("RCPT", "452 4.3.1 not enough room"))
    made = [post(f"person{number}@example.org") for number in range(5)]
    for minute in range(90):
        if minute == 60:
            server.say = lambda server, verb, line: None
        send()
        stopped_clock.pass_by(minutes=1)
    assert {one.fate for one in made} == {Fate.SENT}
    assert len({mail["Message-ID"] for mail in server.mails}) == len(server.contents) == 5
    assert server.count("RCPT") < 5 + 60 / (PAUSE / dt.timedelta(minutes=1)) + 2


# -- what is about the mailbox or the message --------------------------------------------------------


def test_one_mailbox_that_does_not_exist_is_refused_and_the_others_leave(serve, send, post):
    server = serve(answering("RCPT", "550 5.1.1 no such user", about="ann@"))
    refused, other = post(), post(BO)
    send()
    assert (refused.fate, refused.last_answer) == (Fate.REFUSED, "550 5.1.1 no such user")
    assert (other.fate, server.connections, outbox_queries.trouble(clock.now())) == (Fate.SENT, 1, None)


def test_a_content_that_is_refused_is_about_this_message(serve, send, post):
    serve(answering("CONTENT", "552 5.3.4 message too big", times=1))
    refused, other = post(), post(BO)
    send()
    assert (refused.fate, other.fate) == (Fate.REFUSED, Fate.SENT)


# -- addresses ---------------------------------------------------------------------------------------


def test_a_domain_with_accents_goes_out_as_the_network_knows_it(serve, send, post):
    server = serve(sender="registre@équipe.example")
    post("ann@élan.example")
    send()
    assert server.heard[1].startswith("mail FROM:<registre@xn--quipe-9ra.example>")
    assert server.heard[2] == "rcpt TO:<ann@xn--lan-9la.example>"
    assert str(server.mails[0]["To"]) == "Ann <ann@xn--lan-9la.example>"
    assert "registre@xn--quipe-9ra.example" in server.mails[0]["From"]


def test_letters_before_the_at_need_a_server_that_takes_them(serve, send, post):
    server = serve()
    message = post("zoé@example.org")
    send()
    assert (message.fate, server.count("MAIL")) == (Fate.REFUSED, 0)
    assert "SMTPUTF8" in message.last_answer


def test_letters_before_the_at_go_out_where_the_server_takes_them(serve, send, post):
    server = serve(answering("EHLO", "250-faulty.example\r\n250-8BITMIME\r\n250 SMTPUTF8"))
    message = post("zoé@example.org")
    send()
    assert (message.fate, server.heard[1]) == (
        Fate.SENT,
        "mail FROM:<registry@localhost> SMTPUTF8 BODY=8BITMIME",
    )
    assert server.heard[2] == "rcpt TO:<zoé@example.org>"


def test_an_address_kept_with_invisible_signs_is_cleaned_when_it_is_used(serve, send, post):
    server = serve()
    post("mailto:a\u200bnn@example.org")
    send()
    assert server.heard[2] == "rcpt TO:<ann@example.org>"


def test_the_name_of_the_sender_is_used(serve, send, post):
    server = serve(sender="registry@example.org", sender_name="Équipe Santé, Est")
    post()
    send()
    [address] = server.mails[0]["From"].addresses
    assert (address.display_name, address.addr_spec) == ("Équipe Santé, Est", "registry@example.org")


# -- pauses ------------------------------------------------------------------------------------------


def test_nothing_of_the_database_is_held_while_the_server_is_waited_for(serve, post, app, session):
    at_work = []

    def say(server, verb, line):
        if verb == "RCPT":
            with app.app_context(), unit_of_work():
                at_work.append(db.session.get_one(Message, 1).fate)

    serve(say)
    post()
    tasks.send_due()
    assert at_work == [Fate.PLANNED]
