"""One's own sessions and password, and proving once more who one is."""

import datetime as dt
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from registry import clock
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in.models import UserSession
from registry.teams.services import sign_in_policy, teams
from tests.acts import act_of
from tests.conftest import STOPPED_AT, make_session
from tests.factories import WHO_AND_WHEN, make_team
from tests.mailbox import links_in, text_of
from tests.reading import error_on
from tests.sign_in.builders import (
    PASSWORD,
    add_unused_app,
    challenge_on,
    code_at,
    make_person,
    put_token,
    token_of,
)

TEAM = "/teams/east/"

HALF_A_MINUTE = dt.timedelta(seconds=30)

ADDRESS = "bo@example.org"
NEW = {"password": PASSWORD, "again": PASSWORD}

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- sessions ----------------------------------------------------------------------------------------


def test_one_sees_ones_own_sessions_and_ends_one(client, ann, come):
    with unit_of_work():
        make_session(ann)
    come()
    page = client.get("/account/sessions").text
    assert page.count("Firefox, Linux</th>") == 1
    other = db.session.scalars(sa.select(UserSession.id).order_by(UserSession.id)).first()
    client.post(f"/account/sessions/{other}/end")
    assert db.session.get(UserSession, other).ended_at is not None
    assert client.get(TEAM).status_code == HTTPStatus.OK


@pytest.mark.parametrize("address", ["others", "1"])
def test_who_proved_who_they_are_long_ago_proves_it_before_they_end_a_session(
    client, ann, stopped_clock, address
):
    with unit_of_work():
        make_session(ann)
    client.sign_in(ann)
    stopped_clock.pass_by(minutes=15)
    prove = client.post(f"/account/sessions/{address}/end").location
    assert prove == "/account/prove?next=/account/sessions"
    assert client.post(prove, data={"password": PASSWORD}).location == "/account/sessions"
    client.post(f"/account/sessions/{address}/end")
    assert db.session.get(UserSession, 1).ended_at == clock.now()


def test_moments_are_told_in_the_zone_of_the_team_joined_first(client, ann, east):
    with unit_of_work():
        db.session.get_one(type(east), east.id).timezone = "America/Winnipeg"
        west = make_team(slug="west")
        teams.grant_role(
            team=west, user_id=ann.id, role=Role.READER, act=act_of(WHO_AND_WHEN["act"].by, clock.now())
        )
    client.sign_in(ann)
    assert "09:00 CST" in client.get("/account/sessions").text


def test_who_is_in_no_team_is_told_in_the_zone_of_the_installation(client, app, session):
    app.config["REGISTRY_TIMEZONE"] = "America/Halifax"
    with unit_of_work():
        user = make_person(email="bo@example.org")
    client.sign_in(user)
    assert "11:00 AST" in client.get("/account/sessions").text


def test_anothers_session_is_not_found(client, ann):
    with unit_of_work():
        make_session(make_person(email="bo@example.org"))
    client.sign_in(ann)
    theirs = db.session.scalars(sa.select(UserSession.id).order_by(UserSession.id)).first()
    assert client.post(f"/account/sessions/{theirs}/end").status_code == HTTPStatus.NOT_FOUND


# -- changing what one signs in with -----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "password",
        "authenticator",
        "authenticator/remove",
        "passkeys/new",
        "passkeys/1/remove",
        "recovery-codes",
    ],
)
def test_nobody_changes_factors_in_a_session_left_open(client, ann, stopped_clock, address):
    client.sign_in(ann)
    stopped_clock.pass_by(minutes=15)
    assert client.get(f"/account/{address}").location == f"/account/prove?next=/account/{address}"
    assert client.post(f"/account/{address}").location == f"/account/prove?next=/account/{address}"


def test_a_proof_gives_the_session_a_new_token_and_ends_the_old(client, ann):
    client.sign_in(ann)
    before = token_of(client)
    client.post("/account/prove", data={"password": PASSWORD})
    assert client.get(TEAM).status_code == HTTPStatus.OK
    put_token(client, before)
    assert client.get(TEAM).location.startswith("/sign-in")


@pytest.mark.parametrize(
    "said",
    [{"password": PASSWORD, "code": "000000"}, {"password": "wrong wrong wrong", "code": "000000"}, {}],
)
def test_half_a_proof_is_none(client, with_app, said):
    client.sign_in(with_app)
    before = token_of(client)
    assert client.post("/account/prove", data=said).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert token_of(client) == before


def test_who_has_a_passkey_proves_who_they_are_with_it_and_not_with_the_password_alone(
    client, ann, with_passkey
):
    client.sign_in(ann)
    before = token_of(client)
    page = client.post("/account/prove", data={"password": PASSWORD})
    assert (token_of(client), 'name="password"' in page.text) == (before, False)
    answer = {"answer": with_passkey.prove(challenge_on(page))}
    assert client.post("/account/prove/passkey?next=/teams/east/", data=answer).location == TEAM
    assert token_of(client) != before


def test_a_new_password_ends_all_other_sessions_and_is_told_by_mail(client, ann, work, mailbox):
    with unit_of_work():
        elsewhere = make_session(ann)
    client.sign_in(ann)
    new = {"current": PASSWORD, "password": "five words in a row", "again": "five words in a row"}
    assert client.post("/account/password", data=new).location == "/account"
    assert client.get(TEAM).status_code == HTTPStatus.OK
    put_token(client, elsewhere)
    assert client.get(TEAM).location.startswith("/sign-in")
    work()
    assert "The password of your account was changed." in text_of(mailbox.last("ann@example.org"))


def test_the_password_is_not_changed_by_who_does_not_know_it(client, ann, come):
    client.sign_in(ann)
    new = {"current": "wrong wrong wrong", "password": "five words in a row", "again": "five words in a row"}
    answer = client.post("/account/password", data=new)
    assert error_on(answer, "current") == "This is not your password."


def test_a_common_password_is_refused_on_its_field(client, ann):
    client.sign_in(ann)
    new = {"current": PASSWORD, "password": "Password2026!", "again": "Password2026!"}
    assert error_on(client.post("/account/password", data=new), "password").startswith("Many people use")


# -- links switched off ------------------------------------------------------------------------------


def test_who_came_by_a_link_and_has_an_app_chooses_a_password_once_the_team_takes_no_link(
    client, app, east, bo, work, mailbox
):
    add_unused_app(app, bo)
    with unit_of_work():
        sign_in_policy.set_rules(east, second_factor_roles=(), allows_link=True, **WHO_AND_WHEN)
    client.post("/sign-in/link", data={"email": ADDRESS})
    work()
    client.post(links_in(mailbox.last(ADDRESS))[0].removeprefix("http://localhost"))
    client.post("/sign-in/second-factor", data={"code": code_at(STOPPED_AT)})
    with unit_of_work():
        sign_in_policy.set_rules(east, second_factor_roles=(), allows_link=False, **WHO_AND_WHEN)
    assert client.get(client.get(TEAM).location).location == "/account/password"
    assert client.post("/account/password", data=NEW).location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK
