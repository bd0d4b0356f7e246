"""One form that was refused, from its refusal until it is sent: what is kept, for whom, and for how long."""

import datetime as dt
import html
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Note
from registry.security.permissions import Role
from registry.sign_in.models import UserSession
from registry.sign_in.rules.sign_in import PROOF_LIFETIME, Factor
from registry.teams.services import sign_in_policy, teams
from registry.web import kept_forms, unsent_forms
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_partner, make_team
from tests.mailbox import links_in
from tests.reading import value_of
from tests.sign_in.builders import PASSWORD, add_app, code_at, make_person

NOTE = "/teams/east/partners/1/notes/new"
WORDS = "She said: not before May. – Confidential <b>"
SHOWN = "She said: not before May. – Confidential &lt;b&gt;"
AN_HOUR = dt.timedelta(hours=1)

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def east(app):
    """A team with a partner; sessions end after an hour, forms need their tokens."""
    app.config.update(WTF_CSRF_ENABLED=True, REGISTRY_SESSION_IDLE=AN_HOUR)
    with unit_of_work():
        team = make_team(slug="east")
        make_partner(team)
    return team


@pytest.fixture
def ann(east):
    """Its coordinator, with a password."""
    with unit_of_work():
        user = make_person(email="ann@example.org", name="Ann Ng")
        teams.grant_role(team=east, user_id=user.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    return user


@pytest.fixture
def bea(east):
    """Another coordinator."""
    with unit_of_work():
        user = make_person(email="bea@example.org", name="Bea Ng")
        teams.grant_role(team=east, user_id=user.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    return user


def come(client, email="ann@example.org", onward="/"):
    """Sign in by address and password; gives where that leads."""
    token = value_of(client.get("/sign-in"), "csrf_token")
    typed = {"csrf_token": token, "email": email, "password": PASSWORD}
    return client.post("/sign-in", query_string={"next": onward}, data=typed).location


def note_on(page, text=WORDS):
    """What the form of a note sends."""
    return {"csrf_token": value_of(page, "csrf_token"), "kind": "call", "on": "2026-11-24", "text": text}


def refused(client, stopped_clock) -> str:
    """Write a note for more than an hour and send it; gives where the sign-in leads on to."""
    typed = note_on(client.get(NOTE))
    stopped_clock.pass_by(minutes=61)
    return onward_of(client.post(NOTE, data=typed))


def onward_of(answer) -> str:
    """Where an answer that asks for a proof leads on to."""
    return parse_qs(urlsplit(answer.location).query)["next"][0]


def notes() -> list[str]:
    return list(db.session.scalars(sa.select(Note.text)))


def kept(settings) -> list[Path]:
    """The files of what is kept."""
    return [path for path in (Path(settings.instance) / kept_forms.FOLDER).rglob("*") if path.is_file()]


def test_a_note_written_for_more_than_an_hour_comes_back_and_is_sent_once(
    client, ann, stopped_clock, settings
):
    come(client)
    onward = refused(client, stopped_clock)
    assert unsent_forms.IS_KEPT in client.get("/sign-in").text
    page = client.get(come(client, onward=onward))
    assert SHOWN in page.text
    assert unsent_forms.ENDED in page.text
    assert (page.status_code, notes(), len(kept(settings))) == (200, [], 1)
    assert client.post(onward, data=note_on(page)).status_code == 303
    assert (notes(), kept(settings)) == ([WORDS], [])


def test_what_is_kept_cannot_be_read_on_the_disk(client, ann, stopped_clock, settings):
    come(client)
    onward = refused(client, stopped_clock)
    [path] = kept(settings)
    assert b"Confidential" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    token = parse_qs(urlsplit(onward).query)[unsent_forms.KEPT][0]
    assert token not in str(path)
    with db.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert ("Confidential" in dump, token in dump) == (False, False)


def test_who_signed_out_in_another_tab_finds_what_they_typed(client, ann):
    come(client)
    typed = note_on(client.get(NOTE))
    client.post("/sign-out", data={"csrf_token": typed["csrf_token"]})
    onward = onward_of(client.post(NOTE, data=typed))
    assert SHOWN in client.get(come(client, onward=onward)).text


def test_who_signed_in_anew_in_another_tab_finds_what_they_typed_at_once(client, ann):
    come(client)
    typed = note_on(client.get(NOTE))
    client.post("/sign-out", data={"csrf_token": typed["csrf_token"]})
    come(client)
    page = client.post(NOTE, data=typed)
    assert (page.status_code, notes()) == (400, [])
    assert SHOWN in page.text
    assert unsent_forms.EXPIRED in page.text
    assert client.post(NOTE, data=note_on(page)).status_code == 303


def test_somebody_else_who_signs_in_there_gets_nothing_of_it(client, ann, bea, stopped_clock, settings):
    come(client)
    onward = refused(client, stopped_clock)
    page = client.get(come(client, "bea@example.org", onward), follow_redirects=True)
    assert "Confidential" not in page.text
    assert unsent_forms.GONE in page.text
    client.post("/sign-out", data={"csrf_token": value_of(page, "csrf_token")})
    assert SHOWN in client.get(come(client, onward=onward)).text


def test_a_second_tab_of_somebody_else_is_not_taken(client, ann, bea):
    come(client)
    typed = note_on(client.get(NOTE))
    client.post("/sign-out", data={"csrf_token": typed["csrf_token"]})
    come(client, "bea@example.org")
    page = client.post(NOTE, data=typed)
    assert (page.status_code, "Confidential" in page.text, notes()) == (400, False, [])
    assert unsent_forms.ANOTHERS in page.text


def test_who_comes_in_by_a_link_in_a_mail_finds_what_they_typed(
    client, ann, east, stopped_clock, mailbox, work
):
    with unit_of_work():
        sign_in_policy.set_rules(east, second_factor_roles=(), allows_link=True, **WHO_AND_WHEN)
    come(client)
    refused(client, stopped_clock)
    page = client.get("/sign-in/link")
    client.post("/sign-in/link", data={"csrf_token": value_of(page, "csrf_token"), "email": ann.email})
    work()
    link = urlsplit(links_in(mailbox.last(ann.email))[0]).path
    answer = client.post(link, data={"csrf_token": value_of(client.get(link), "csrf_token")})
    assert SHOWN in client.get(answer.location).text


def test_who_shows_a_second_factor_on_the_way_finds_what_they_typed(client, ann, stopped_clock):
    with unit_of_work():
        add_app(ann, now=STOPPED_AT - dt.timedelta(minutes=5))
    client.sign_in(ann, (Factor.PASSWORD, Factor.CODE))
    step = come(client, onward=refused(client, stopped_clock))
    code = code_at(STOPPED_AT + dt.timedelta(minutes=61))
    typed = {"csrf_token": value_of(client.get(step), "csrf_token"), "code": code}
    assert SHOWN in client.get(client.post(step, data=typed).location).text


def test_what_was_typed_comes_back_after_proving_once_more(client, ann, stopped_clock):
    come(client)
    token = value_of(client.get("/profile/address"), "csrf_token")
    stopped_clock.pass_by(seconds=PROOF_LIFETIME.total_seconds())
    away = client.post("/profile/address", data={"csrf_token": token, "email": "new@example.org"})
    assert away.location.startswith("/account/prove")
    proof = client.post(away.location, data={"csrf_token": token, "password": PASSWORD})
    page = client.get(proof.location)
    assert 'value="new@example.org"' in page.text
    assert unsent_forms.TO_PROVE in page.text


def test_what_was_typed_comes_back_after_a_second_factor_that_is_asked_for_now(client, ann, east):
    come(client)
    typed = note_on(client.get(NOTE))
    with unit_of_work():
        sign_in_policy.set_rules(
            east, second_factor_roles=(Role.COORDINATOR,), allows_link=False, **WHO_AND_WHEN
        )
    away = client.post(NOTE, data=typed)
    assert away.location.startswith("/account/owed")
    onward = onward_of(away)
    with unit_of_work():
        add_app(db.session.get(User, ann.id), now=STOPPED_AT - dt.timedelta(minutes=5))
    assert onward_of(client.get(onward)) == onward  # it is owed still, and nothing is lost by asking
    with unit_of_work():
        db.session.execute(sa.update(UserSession).values(factors=["password", "code"]))
    page = client.get(onward)
    assert SHOWN in page.text
    assert unsent_forms.TO_PROVE in page.text


def test_after_an_hour_it_is_gone(client, ann, stopped_clock, settings, work):
    come(client)
    onward = refused(client, stopped_clock)
    stopped_clock.pass_by(minutes=61)
    page = client.get(come(client, onward=onward), follow_redirects=True)
    assert "Confidential" not in page.text
    assert unsent_forms.GONE in page.text
    work()
    assert kept(settings) == []


def test_of_one_person_so_many_forms_are_kept_and_the_oldest_gives_way(client, ann, stopped_clock, settings):
    client.sign_in(ann)
    page = client.get(NOTE)
    stopped_clock.pass_by(minutes=61)
    onwards = []
    for number in range(kept_forms.MOST + 2):
        stopped_clock.pass_by(seconds=1)
        onwards.append(onward_of(client.post(NOTE, data=note_on(page, f"Words of tab {number}."))))
    assert len(kept(settings)) == kept_forms.MOST
    client.sign_in(ann)
    assert [f"Words of tab {at}." in client.get(onwards[at]).text for at in (0, 1, 2, -1)][:3] == [
        False,
        False,
        True,
    ]


def test_no_password_is_kept(client, ann, stopped_clock, settings):
    client.sign_in(ann)
    typed = {"csrf_token": value_of(client.get("/account/password"), "csrf_token"), "current": PASSWORD}
    stopped_clock.pass_by(minutes=61)
    client.post("/account/password", data=typed | {"password": "quite new words", "again": "quite new words"})
    assert kept(settings) == []


def test_a_password_that_was_typed_on_an_expired_page_is_not_shown_again(client, ann):
    token = value_of(client.get("/sign-in"), "csrf_token")
    with client.session_transaction() as session:
        session.clear()
    page = client.post("/sign-in", data={"csrf_token": token, "email": ann.email, "password": PASSWORD})
    assert (ann.email in page.text, PASSWORD in page.text) == (True, False)
    assert "Passwords and codes are not kept" in page.text


def test_a_file_is_asked_for_again_in_words(client, ann, stopped_clock):
    client.sign_in(ann)
    address = "/teams/east/partner-list/import"
    token = value_of(client.get(address), "csrf_token")
    stopped_clock.pass_by(minutes=61)
    chosen = (io.BytesIO(b"Partner,Tier\nMaple Clinic,Anchor\n"), "partners.csv")
    answer = client.post(address, data={"csrf_token": token, "file": chosen})
    client.sign_in(ann)
    assert "Files that you chose are not kept: choose them again." in client.get(onward_of(answer)).text


def test_what_was_typed_is_there_in_the_other_language_too(client, ann, stopped_clock):
    come(client)
    onward = refused(client, stopped_clock)
    page = client.get(come(client, onward=onward))
    typed = {"csrf_token": value_of(page, "csrf_token"), "next": html.unescape(value_of(page, "next"))}
    french = client.get(client.post("/language/fr", data=typed).location)
    assert SHOWN in french.text
    assert '<html lang="fr"' in french.text


def test_a_page_with_a_slip_is_read_on_in_the_other_language(client, ann):
    client.sign_in(ann)
    page = client.post(NOTE, data=note_on(client.get(NOTE), ""))
    assert (page.status_code, value_of(page, "next")) == (422, NOTE)


def test_who_pressed_a_button_comes_back_to_its_page(client, ann, stopped_clock):
    client.sign_in(ann)
    token = value_of(client.get("/account/sessions"), "csrf_token")
    stopped_clock.pass_by(minutes=61)
    page = {"Referer": "http://localhost/account/sessions"}
    answer = client.post("/account/sessions/others/end", data={"csrf_token": token}, headers=page)
    assert onward_of(answer) == "/account/sessions"
    elsewhere = {"Referer": "https://evil.example/account/sessions"}
    answer = client.post("/account/sessions/others/end", data={"csrf_token": token}, headers=elsewhere)
    assert "next" not in answer.location


def test_a_button_of_an_expired_page_waits_to_be_pressed_once_more(client, ann):
    client.sign_in(ann)
    token = value_of(client.get("/account/sessions"), "csrf_token")
    client.sign_in(ann)
    before = db.session.scalar(sa.select(sa.func.count(Event.id)))
    page = client.post("/account/sessions/others/end", data={"csrf_token": token})
    assert (page.status_code, db.session.scalar(sa.select(sa.func.count(Event.id)))) == (400, before)
    [sent] = re.findall(r'action="/account/sessions/others/end">\s*(.*?)>', page.text)
    assert "csrf_token" in sent
    again = {"csrf_token": value_of(page, "csrf_token")}
    assert client.post("/account/sessions/others/end", data=again).status_code == 303


def test_a_disk_that_is_full_is_told(client, ann, stopped_clock, monkeypatch):
    def fail(*_args, **_said):
        raise OSError("No space left on device")

    client.sign_in(ann)
    typed = note_on(client.get(NOTE))
    stopped_clock.pass_by(minutes=61)
    monkeypatch.setattr(kept_forms, "keep", fail)
    assert "next" not in client.post(NOTE, data=typed).location
    assert unsent_forms.NOT_KEPT in client.get("/sign-in").text
