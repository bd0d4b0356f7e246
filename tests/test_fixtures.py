"""The tests' own tools do what they promise."""

import smtplib
import socket
import urllib.request

import pytest
import sqlalchemy as sa

from registry import clock
from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.sign_in.services import password_reset
from tests.acts import act_of
from tests.conftest import STOPPED_AT, read_afresh
from tests.mailbox import HOST, text_of


def make_user(email="a@example.org"):
    with unit_of_work():
        return accounts.create_account(
            email=email, name="Ann", language="en", act=act_of(actors.COMMAND, clock.now())
        )


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_begins_with_an_empty_database(session, attempt):
    assert session.scalar(sa.select(sa.func.count(User.id))) == 0
    assert make_user().id == 1


def test_each_database_is_of_its_kind(session, database):
    assert session.connection().dialect.name == database


def test_a_setting_changed_by_one_test(app, client):
    app.config["REGISTRY_SECURITY_CONTACT"] = "mailto:security@registry.example"
    assert "mailto:security@registry.example" in client.get("/.well-known/security.txt").text


def test_is_back_for_the_next(app, client):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_clock_stands_and_moves_when_told(stopped_clock):
    assert clock.now() == STOPPED_AT
    stopped_clock.pass_by(days=2)
    assert (clock.now() - STOPPED_AT).days == 2


def test_nothing_reaches_beyond_this_machine():
    with pytest.raises(PermissionError, match="stay on this machine"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(OSError, match="stay on this machine"):
        urllib.request.urlopen("http://example.org", timeout=1)


def test_the_mailbox_keeps_what_it_is_given(mailbox):
    with smtplib.SMTP(HOST, mailbox.port) as server:
        server.sendmail("r@example.org", ["a@example.org"], "To: a@example.org\r\n\r\nBonjour\r\n")
    assert text_of(mailbox.last("a@example.org")).strip() == "Bonjour"


def test_the_mailbox_refuses_when_told_to(mailbox):
    mailbox.refuse("b@example.org")
    with smtplib.SMTP(HOST, mailbox.port) as server, pytest.raises(smtplib.SMTPRecipientsRefused):
        server.sendmail("r@example.org", ["b@example.org"], "To: b@example.org\r\n\r\nBonjour\r\n")


def test_a_closed_mailbox_can_be_opened_again(mailbox):
    mailbox.close()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(HOST, mailbox.port)
    mailbox.open()
    smtplib.SMTP(HOST, mailbox.port).close()


def test_statements_are_counted(session, count_queries):
    with count_queries() as counted:
        session.scalar(sa.select(User.id))
    assert len(counted.selects) == 1


def test_the_next_read_sees_what_a_request_has_committed(session, client):
    user = make_user()
    client.sign_in(user)
    client.post("/sign-out")
    assert user.email == "a@example.org"


def test_work_is_done_here_and_now(session, stopped_clock, work, mailbox):
    user = make_user()
    with unit_of_work():
        password_reset.ask(user, act=act_of(actors.REGISTRY, STOPPED_AT))
    assert mailbox.messages == []
    work()
    assert len(mailbox.to("a@example.org")) == 1


def begin_next_test(installation):
    """As the fixture does when the next test in this process begins."""
    read_afresh()
    installation.renew()


def test_what_was_made_once_comes_back_with_its_rows_files_and_tasks(installation, session, once, woken):
    file, calls = installation.settings.instance / "files" / "one", []

    def make_beginning():
        calls.append(1)
        file.parent.mkdir()
        file.write_text("as it was made")
        user = make_user()
        with unit_of_work(wake=["a.task"]):
            return {"who": user}

    ann = once(make_beginning)["who"]
    with unit_of_work():
        ann.name = "Bea"
    file.write_text("as it was left")
    begin_next_test(installation)
    woken.clear()
    assert session.scalar(sa.select(sa.func.count(User.id))) == 0
    again = once(make_beginning)["who"]
    assert (again.id, again.name, file.read_text(), woken) == (1, "Ann", "as it was made", ["a.task"])
    assert calls == [1]


def test_what_comes_after_other_writing_or_with_other_words_is_made_anew(installation, session, once):
    def make_one(address):
        return make_user(address).email

    def addresses():
        return list(session.scalars(sa.select(User.email).order_by(User.id)))

    assert [once(make_one, "a@example.org"), once(make_one, "b@example.org")] == addresses()
    begin_next_test(installation)
    assert [once(make_one, "b@example.org")] == addresses() == ["b@example.org"]
    make_user("c@example.org")
    once(make_one, "a@example.org")
    assert addresses() == ["b@example.org", "c@example.org", "a@example.org"]
    begin_next_test(installation)
    assert [once(make_one, "a@example.org"), once(make_one, "b@example.org")] == addresses()
