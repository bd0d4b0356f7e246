"""The database away for a moment: pages say so, what was typed stays, and is taken once when it is back."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from registry.accounts.models import User
from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.rules import requests as commitment_requests
from registry.commitments.services import requests
from registry.database import outages
from registry.database.session import WRITING, db
from registry.database.transactions import on_commit_wake, unit_of_work
from registry.jobs import queue
from registry.security.link_tokens import LinkParts
from tests import databases, postgres
from tests.conftest import Client, read_afresh
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_signatory,
    make_team,
    make_version,
)
from tests.reading import value_of
from tests.security.forms import forms_of

#: As somebody signs who draws.
STROKES = "[[[10.0,20.0],[30.5,40.0]]]"
SIGNED = {"name": "Zoë Lee", "title": "Director", "has_authority": "y", "consents": "y", "strokes": STROKES}
PAGES = ["/", "/sign-in", "/verify", "/account", "/teams/away/", "/teams/away/partners/1", "/nowhere"]

AWAY_IN = {"en": "database does not answer", "fr": "base de données du registre ne répond pas"}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgres.Server]:
    """A PostgreSQL that can be stopped."""
    with postgres.own_server() as own:
        yield own


@pytest.fixture(scope="module")
def away(own_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on it, with a team that has a partner and asks it to sign."""
    url = postgres.make_database(own_server.url, "registry_away")
    settings = databases.settings_for(url, tmp_path_factory.mktemp("away"))
    app = databases.make_app(settings, WTF_CSRF_ENABLED=True)
    app.test_client_class = Client
    with app.app_context():
        on_commit_wake(lambda name: None)
        flask_migrate.upgrade()
        with unit_of_work():
            team = make_team(slug="away")
            make_coordinator(team, email="robin@example.org")
            for _number in range(3):
                make_signatory(make_partner(team))
            requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)
    yield app
    databases.disconnect(app)


@pytest.fixture
def inside(away: Flask, own_server: postgres.Server) -> Iterator[Flask]:
    """An application context; the server answers afterwards, whatever happened to it."""
    with away.app_context():
        read_afresh()
        yield away
    if _is_stopped(own_server):
        own_server.start()


def _is_stopped(server: postgres.Server) -> bool:
    try:
        sa.create_engine(server.url, poolclass=sa.NullPool).connect().close()
    except sa.exc.OperationalError:
        return True
    return False


@pytest.fixture
def coordinator(inside: Flask) -> Any:
    """The browser of the team's coordinator."""
    client = inside.test_client()
    client.sign_in(db.session.scalars(sa.select(User).where(User.email == "robin@example.org")).one())
    return client


def stop(server: postgres.Server) -> None:
    """Break every connection but those of the test itself, which reads no more."""
    read_afresh()
    server.stop()


def restart(server: postgres.Server) -> None:
    """Break every connection, and answer again."""
    stop(server)
    server.start()


def link_to_sign(number: int) -> str:
    """The link of one of those who are asked."""
    asked = asked_to_sign()[number]
    secret = "a secret that only the tests know"
    return (
        f"/sign/{commitment_requests.LINKS.token_for(LinkParts(asked.id, asked.generation), secret=secret)}"
    )


def asked_to_sign() -> list[SigningRequest]:
    """The requests, in the order in which they were made."""
    return list(db.session.scalars(sa.select(SigningRequest).order_by(SigningRequest.id)))


def fields_of_signing(client: Any, link: str) -> dict[str, str]:
    """What the page of a link sends, filled in."""
    page = client.get(link)
    hidden = {name: value_of(page, name) for name in ("csrf_token", "shown", "language")}
    return hidden | SIGNED


def given_back(page: Any, address: str) -> dict[str, str]:
    """What the form of a page that gives back what was typed would send."""
    [form] = [form for form in forms_of(page.text, address) if form.action == address]
    return {name: one.value for name, one in form.fields.items()}


def test_the_first_writes_after_a_restart_of_the_database_are_taken(inside, own_server, coordinator):
    link = link_to_sign(0)
    fields = fields_of_signing(coordinator, link)
    restart(own_server)
    assert coordinator.post(link, data=fields).status_code == 303
    restart(own_server)
    data = {"csrf_token": fields["csrf_token"], "name": "New name", "language": "en"}
    assert coordinator.post("/profile", data=data).status_code == 303


def test_the_first_wake_after_a_restart_of_the_database_reaches_the_worker(inside, own_server, monkeypatch):
    made = queue.make_queue(inside)
    monkeypatch.setattr(queue, "make_queue", lambda _app: made)
    wake = queue.waker(inside)
    wake("outbox.send")
    restart(own_server)
    wake("outbox.send")
    assert made.storage.queue_size() == 2
    made.storage.close()


def test_what_was_signed_while_the_database_was_away_comes_back_and_is_signed_once(
    inside, own_server, coordinator
):
    link, client = link_to_sign(1), inside.test_client()
    fields = fields_of_signing(client, link)
    stop(own_server)
    away = client.post(link, data=fields)
    assert (away.status_code, away.headers["Retry-After"]) == (503, str(outages.RETRY_AFTER))
    assert "database does not answer" in away.text
    again = given_back(away, link)
    assert again | {"csrf_token": ""} == fields | {"csrf_token": ""}
    assert "Zoë Lee" in away.text.split("<dl")[1].split("</dl>")[0]
    still_away = client.post(link, data=again)
    again = given_back(still_away, link)
    own_server.start()
    assert [client.post(link, data=again).status_code for _press in range(2)] == [303, 200]
    db.session.rollback()
    [signed] = db.session.scalars(sa.select(Commitment).filter_by(request_id=asked_to_sign()[1].id))
    assert (signed.signatory_name, signed.signature_strokes) == ("Zoë Lee", json.loads(STROKES))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_says_that_the_database_is_away_in_the_readers_language(
    inside, own_server, coordinator, language
):
    stranger = inside.test_client()
    with coordinator.session_transaction() as session:
        session["language"] = language
    stop(own_server)
    for client in (coordinator, stranger):
        answers = [client.get(address, headers={"Accept-Language": language}) for address in PAGES]
        assert {one.status_code for one in answers} <= {200, 303, 404, 503}
        told = [one for one in answers if one.status_code == 503]
        assert told
        assert {f'<html lang="{language}"' in one.text for one in told} == {True}
        assert {AWAY_IN[language] in one.text for one in told} == {True}


def test_a_form_of_a_coordinator_stays_while_the_database_is_away(inside, own_server, coordinator):
    address = "/teams/away/partners/1/notes/new"
    token = value_of(coordinator.get(address), "csrf_token")
    typed = {"csrf_token": token, "kind": "call", "on": "2026-11-24", "text": "A long talk <b>", "due_on": ""}
    stop(own_server)
    page = coordinator.post(address, data=typed)
    assert page.status_code == 503
    assert "A long talk &lt;b&gt;" in page.text
    own_server.start()
    assert coordinator.post(address, data=given_back(page, address)).status_code == 303
    assert "A long talk &lt;b&gt;" in coordinator.get("/teams/away/partners/1").text


def test_no_password_and_no_code_stands_on_the_page(inside, own_server):
    client = inside.test_client()
    token = value_of(client.get("/sign-in"), "csrf_token")
    stop(own_server)
    typed = {"csrf_token": token, "email": "robin@example.org", "password": "four plain words"}
    page = client.post("/sign-in", data=typed)
    assert (page.status_code, "four plain words" in page.text) == (503, False)
    assert given_back(page, "/sign-in").keys() == {"csrf_token", "email"}
    assert "Passwords and codes are not kept" in page.text


def test_what_another_site_sends_meanwhile_is_not_given_back(inside, own_server):
    client = inside.test_client()
    token = value_of(client.get("/sign-in"), "csrf_token")
    stop(own_server)
    typed = {"csrf_token": token, "email": "mallory@example.org", "password": "x"}
    page = client.post("/sign-in", data=typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status_code, "mallory" in page.text) == (503, False)


def test_a_connection_that_breaks_at_the_commit_leaves_open_whether_it_was_saved(
    inside, own_server, coordinator
):
    token = value_of(coordinator.get("/profile"), "csrf_token")
    engine, broken = db.engines[WRITING], []

    def break_it(connection: Any) -> None:
        if broken:
            return
        broken.append(True)
        pid = connection.connection.driver_connection.info.backend_pid
        server = sa.create_engine(own_server.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with server.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

    sa.event.listen(engine, "commit", break_it)
    page = coordinator.post("/profile", data={"csrf_token": token, "name": "Robin Rye", "language": "en"})
    sa.event.remove(engine, "commit", break_it)
    assert page.status_code == 503
    assert "Look first whether it was saved" in page.text
    assert "Nothing was half-done" not in page.text
    assert given_back(page, "/profile")["name"] == "Robin Rye"


# -- SQLite ------------------------------------------------------------------------------------------


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def form(app: Flask, client: Client, session: object) -> tuple[str, dict[str, str]]:
    """The address of a form, and what is sent there."""
    app.config["WTF_CSRF_ENABLED"] = True
    with unit_of_work():
        team = make_team(slug="east")
        make_partner(team)
        client.sign_in(make_coordinator(team))
    address = "/teams/east/partners/1/notes/new"
    token = value_of(client.get(address), "csrf_token")
    return address, {"csrf_token": token, "kind": "call", "on": "2026-11-24", "text": LONG, "due_on": ""}


#: More than has room in what SQLite has set aside.
LONG = "A long talk. " * 380


def _locked(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=0")


def _full(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA max_page_count=1")


def _read_only(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


@pytest.mark.parametrize("trouble", [_locked, _full, _read_only])
def test_what_was_typed_stays_while_sqlite_is_busy_full_or_read_only(app, client, form, settings, trouble):
    address, typed = form
    engine = db.engines[WRITING]
    engine.dispose()
    sa.event.listen(engine, "connect", trouble)
    other = sqlite3.connect(Path(settings.instance) / "registry.db", isolation_level=None)
    other.execute("VACUUM")  # nothing is set aside
    try:
        if trouble is _locked:
            other.execute("BEGIN IMMEDIATE")
        page = client.post(address, data=typed)
        assert page.status_code == 503
        typed = given_back(page, address)
    finally:
        other.close()
        sa.event.remove(engine, "connect", trouble)
        engine.dispose()
    assert client.post(address, data=typed).status_code == 303


def test_a_table_that_is_not_there_is_a_fault_of_ours(session):
    with pytest.raises(sa.exc.OperationalError) as raised:
        db.session.execute(sa.text("SELECT * FROM nowhere"))
    assert not outages.is_outage(raised.value)
