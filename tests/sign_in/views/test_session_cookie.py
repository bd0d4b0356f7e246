"""What the browser holds of a session and of a known device, and what is tried against it."""

import datetime as dt
from http import HTTPStatus

import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface

from registry import clock
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.models import UserSession
from registry.sign_in.rules.sign_in import FREE_FAILURES
from registry.sign_in.services import sessions
from tests.acts import act_of
from tests.conftest import STOPPED_AT, make_session
from tests.reading import error_on
from tests.sign_in.builders import only_session, put_token, token_of

TEAM = "/teams/east/"

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- sessions ----------------------------------------------------------------------------------------


def test_each_sign_in_has_a_token_of_its_own_that_the_database_does_not_hold(client, ann, come):
    come()
    first = token_of(client)
    client.post("/sign-out")
    come()
    assert token_of(client) != first
    assert first not in str([row.token_digest for row in db.session.scalars(sa.select(UserSession))])


def test_the_late_answer_of_a_picture_undoes_nothing_that_a_page_has_stored(client, ann, come):
    come()
    with client.get("/static/favicon.svg") as answer:
        assert "Set-Cookie" not in answer.headers


def test_what_the_browser_held_before_the_sign_in_is_worth_nothing_after(client, ann, come):
    put_token(client, "a token that somebody planted")
    come()
    assert token_of(client) != "a token that somebody planted"


def test_the_cookie_of_a_session_that_was_signed_out_opens_nothing(client, ann, come):
    come()
    kept = token_of(client)
    client.post("/sign-out")
    put_token(client, kept)
    assert client.get(TEAM).location.startswith("/sign-in")


def test_a_session_ended_elsewhere_is_sent_to_the_sign_in_with_words(client, ann):
    client.sign_in(ann)
    with unit_of_work():
        sessions.end_all(ann.id, act=act_of(ann, clock.now()))
    assert "This session was ended" in client.get(TEAM, follow_redirects=True).text


def test_a_cookie_signed_with_another_secret_is_nobodys(client, app, ann):
    with unit_of_work():
        token = make_session(ann)
    app.secret_key, ours = "another secret of some length, not ours", app.secret_key
    forged = SecureCookieSessionInterface().get_signing_serializer(app).dumps({"_user_id": token})
    app.secret_key = ours
    client.set_cookie("registry", forged)
    assert client.get(TEAM).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("minutes", "words"), [(61, "You were away for a while"), (12 * 60, "The session has come to its end")]
)
def test_a_session_ends_unused_and_at_its_time(client, app, ann, come, stopped_clock, minutes, words):
    app.config["REGISTRY_SESSION_IDLE"] = dt.timedelta(minutes=60 if minutes == 61 else 9999)
    app.config["REGISTRY_SESSION_WHOLE"] = dt.timedelta(hours=12)
    come()
    stopped_clock.pass_by(minutes=minutes - 2)
    assert client.get(TEAM).status_code == HTTPStatus.OK
    stopped_clock.pass_by(minutes=minutes)
    assert words in client.get(TEAM, follow_redirects=True).text


def test_a_session_in_use_does_not_end_as_unused(client, app, ann, come, stopped_clock):
    app.config["REGISTRY_SESSION_IDLE"] = dt.timedelta(minutes=60)
    come()
    stopped_clock.pass_by(minutes=50)
    client.get(TEAM)
    stopped_clock.pass_by(minutes=50)
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_that_a_session_is_used_is_written_once_a_minute(client, ann, come, stopped_clock):
    come()
    stopped_clock.pass_by(seconds=59)
    client.get(TEAM)
    assert only_session().last_seen_at == STOPPED_AT
    stopped_clock.pass_by(seconds=1)
    client.get(TEAM)
    assert only_session().last_seen_at == clock.now()


# -- strangers ---------------------------------------------------------------------------------------


def test_strangers_cannot_lock_a_person_out_of_their_own_device(client, app, ann, come):
    come()
    client.post("/sign-out")
    stranger = app.test_client()
    guess = {"email": "ann@example.org", "password": "wrong wrong wrong"}
    tries = [stranger.post("/sign-in", data=guess).status_code for _ in range(FREE_FAILURES + 1)]
    assert tries[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert come().status_code == HTTPStatus.SEE_OTHER


def test_a_forged_mark_of_a_device_is_a_strangers(client, ann, come):
    client.set_cookie("registry_device", "WzFd.forged")
    tries = [come("wrong wrong wrong").status_code for _ in range(FREE_FAILURES + 1)]
    assert tries[-1] == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize("tries", [1, FREE_FAILURES + 1])
def test_an_address_without_an_account_is_answered_like_one_with(client, ann, come, tries):
    def answers(email):
        found = [come("wrong wrong wrong", email) for _ in range(tries)][-1]
        return found.status_code, error_on(found, "password")

    assert answers("ann@example.org") == answers("nobody@example.org")
