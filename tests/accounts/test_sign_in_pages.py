"""Coming in by page, in one step and in two, and what is tried against it."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface

from registry import clock
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in.models import UserSession
from registry.sign_in.rules.sign_in import FREE_FAILURES, Factor
from registry.sign_in.services import sessions
from registry.teams.services import sign_in_policy, teams
from tests.accounts.making import PASSWORD, Device, add_app, add_passkey, code_at, make_codes, make_person
from tests.acts import act_of
from tests.conftest import STOPPED_AT, make_session
from tests.factories import WHO_AND_WHEN, make_team
from tests.mailbox import links_in, text_of
from tests.reading import error_on

TEAM = "/teams/east/"
STEP = "/sign-in/second-factor"
HALF_A_MINUTE = dt.timedelta(seconds=30)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def east(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def ann(east):
    """Its coordinator, with a password."""
    with unit_of_work():
        user = make_person(email="ann@example.org", name="Ann Ng")
        teams.grant_role(team=east, user_id=user.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    return user


@pytest.fixture
def with_app(ann):
    """Ann, who has an app, too."""
    with unit_of_work():
        add_app(ann, now=STOPPED_AT - 10 * HALF_A_MINUTE)
    return ann


@pytest.fixture
def with_passkey(ann):
    """The device of Ann's passkey."""
    device = Device()
    with unit_of_work():
        add_passkey(ann, device)
    return device


@pytest.fixture
def rules(east):
    """Sets how people of the team sign in."""

    def set_rules(*roles, allows_link=False):
        with unit_of_work():
            sign_in_policy.set_rules(east, second_factor_roles=roles, allows_link=allows_link, **WHO_AND_WHEN)

    return set_rules


@pytest.fixture
def come(client):
    """Sends address and password."""

    def send(password=PASSWORD, email="ann@example.org", onward=""):
        return client.post(f"/sign-in{onward}", data={"email": email, "password": password})

    return send


def token_of(client):
    with client.session_transaction() as kept:
        return kept.get("_user_id")


def put(client, token):
    with client.session_transaction() as kept:
        kept["_user_id"] = token


def challenge_on(answer):
    return re.search(r"&#34;challenge&#34;: &#34;([\w-]+)", answer.text)[1]


def only_session():
    return db.session.scalars(sa.select(UserSession)).one()


# -- sessions ----------------------------------------------------------------------------------------


def test_each_sign_in_has_a_token_of_its_own_that_the_database_does_not_hold(client, ann, come):
    come()
    first = token_of(client)
    client.post("/sign-out")
    come()
    assert token_of(client) != first
    assert first not in str([row.token_digest for row in db.session.scalars(sa.select(UserSession))])


def test_what_the_browser_held_before_the_sign_in_is_worth_nothing_after(client, ann, come):
    put(client, "a token that somebody planted")
    come()
    assert token_of(client) != "a token that somebody planted"


def test_the_cookie_of_a_session_that_was_signed_out_opens_nothing(client, ann, come):
    come()
    kept = token_of(client)
    client.post("/sign-out")
    put(client, kept)
    assert client.get(TEAM).location.startswith("/sign-in")


def test_a_session_ended_elsewhere_is_sent_to_the_sign_in_with_words(client, ann):
    client.sign_in(ann)
    with unit_of_work():
        sessions.end_all(ann.id, now=clock.now())
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


# -- onwards -----------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "%20//evil.example",
    "%5C%5Cevil.example",
    "javascript:alert(1)",
    "evil.example",
    "http:evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_way_in_leads_to_another_site(client, with_app, come, elsewhere):
    step = come(onward=f"?next={elsewhere}")
    assert step.location == f"{STEP}?next=/"
    answer = client.post(f"{STEP}?next={elsewhere}", data={"code": code_at(STOPPED_AT)})
    assert answer.location == "/"


# -- the second step ---------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing_where_there_is_an_app(client, with_app, come):
    assert come(onward="?next=/teams/east/partners").location == f"{STEP}?next=/teams/east/partners"
    assert client.get(TEAM).location.startswith("/sign-in")


def test_password_and_code_open(client, with_app, come):
    come()
    assert client.post(STEP, data={"code": code_at(STOPPED_AT)}).location == "/"
    assert client.get(TEAM).status_code == HTTPStatus.OK
    assert only_session().factors == [Factor.CODE, Factor.PASSWORD]


def test_a_code_used_before_is_refused_with_words(client, with_app, come):
    come()
    client.post(STEP, data={"code": code_at(STOPPED_AT)})
    client.post("/sign-out")
    come()
    answer = client.post(STEP, data={"code": code_at(STOPPED_AT)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "was used already" in error_on(answer, "code")


def test_who_guesses_codes_must_wait(client, with_app, come):
    come()
    tries = [client.post(STEP, data={"code": "000000"}).status_code for _ in range(FREE_FAILURES + 1)]
    assert tries == [HTTPStatus.UNPROCESSABLE_ENTITY] * FREE_FAILURES + [HTTPStatus.TOO_MANY_REQUESTS]


@pytest.mark.parametrize("address", [STEP, "/sign-in/recovery-code"])
def test_there_is_no_second_step_without_the_first(client, ann, address):
    assert "Sign in first" in client.get(address).text
    assert client.post(address, data={"code": "000000"}).status_code == HTTPStatus.CONFLICT


def test_the_second_step_waits_ten_minutes(client, with_app, come, stopped_clock):
    come()
    stopped_clock.pass_by(minutes=10)
    assert client.post(STEP, data={"code": code_at(clock.now())}).status_code == HTTPStatus.CONFLICT


def test_a_recovery_code_opens_once_and_the_person_is_told(client, ann, with_passkey, come, work, mailbox):
    with unit_of_work():
        codes = make_codes(ann)
    come()
    assert client.post("/sign-in/recovery-code", data={"code": codes[0]}).location == "/"
    client.post("/sign-out")
    come()
    answer = client.post("/sign-in/recovery-code", data={"code": codes[0]})
    assert "was used already" in error_on(answer, "code")
    work()
    assert "A recovery code was used" in text_of(mailbox.last("ann@example.org"))


# -- passkeys ----------------------------------------------------------------------------------------


def test_a_passkey_alone_opens(client, ann, with_passkey):
    asked = challenge_on(client.get("/sign-in"))
    answer = client.post("/sign-in/passkey?next=/teams/east/", data={"answer": with_passkey.prove(asked)})
    assert answer.location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_a_passkeys_answer_is_taken_once_even_with_the_cookie_of_then(client, ann, with_passkey):
    asked = challenge_on(client.get("/sign-in"))
    cookie = client.get_cookie("registry").value
    answer = with_passkey.prove(asked)
    client.post("/sign-in/passkey", data={"answer": answer})
    client.set_cookie("registry", cookie)
    replayed = client.post("/sign-in/passkey", data={"answer": answer})
    assert replayed.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This passkey was not accepted" in replayed.text


def test_a_passkey_answers_what_this_browser_was_asked(client, ann, with_passkey):
    client.get("/sign-in")
    answer = client.post("/sign-in/passkey", data={"answer": with_passkey.prove("another-question")})
    assert "This passkey was not accepted" in answer.text


def test_a_passkey_is_not_asked_for_ever(client, ann, with_passkey, stopped_clock):
    asked = challenge_on(client.get("/sign-in"))
    stopped_clock.pass_by(minutes=10)
    answer = client.post("/sign-in/passkey", data={"answer": with_passkey.prove(asked)})
    assert "This page was open too long" in answer.text


def test_anothers_passkey_is_no_second_step(client, ann, with_passkey, come):
    stranger = Device()
    with unit_of_work():
        add_passkey(make_person(email="bo@example.org"), stranger)
    asked = challenge_on(client.get(come().location))
    answer = client.post("/sign-in/passkey", data={"answer": stranger.prove(asked)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get(TEAM).location.startswith("/sign-in")


def test_a_passkey_is_a_second_step(client, ann, with_passkey, come):
    asked = challenge_on(client.get(come().location))
    client.post("/sign-in/passkey", data={"answer": with_passkey.prove(asked)})
    assert only_session().factors == [Factor.PASSKEY, Factor.PASSWORD]


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


def test_asking_for_a_link_tells_nothing_of_accounts(client, ann, rules):
    rules(allows_link=True)

    def answer(email):
        return client.post("/sign-in/link", data={"email": email}, follow_redirects=True).text

    unlike = re.compile(r'name="csrf_token" value="[^"]*"|data-options="[^"]*"')
    assert unlike.sub("", answer("ann@example.org")) == unlike.sub("", answer("nobody@example.org"))


# -- links by mail -----------------------------------------------------------------------------------


@pytest.fixture
def link(client, ann, rules, work, mailbox):
    """The link that Ann asked for."""
    rules(allows_link=True)
    client.post("/sign-in/link", data={"email": "ann@example.org"})
    work()
    (found,) = links_in(mailbox.last("ann@example.org"))
    return found.removeprefix("http://localhost")


def test_a_link_that_is_only_fetched_signs_nobody_in_and_stays_good(client, link):
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert client.get(TEAM).location.startswith("/sign-in")
    assert client.post(link).location == "/"
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_a_link_is_used_once(client, link):
    client.post(link)
    client.post("/sign-out")
    answer = client.post(link)
    assert answer.status_code == HTTPStatus.GONE
    assert "has been used or has expired" in answer.text


def test_a_link_still_asks_for_the_second_factor(client, link, with_app):
    assert client.post(link).location.startswith(STEP)


def test_a_link_does_not_open_another_team_that_takes_none(client, link, ann):
    with unit_of_work():
        west = make_team(slug="west")
        teams.grant_role(team=west, user_id=ann.id, role=Role.READER, **WHO_AND_WHEN)
    client.post(link)
    assert client.get(TEAM).status_code == HTTPStatus.OK
    assert client.get("/teams/west/").location == "/account/owed?next=/teams/west/"
    assert client.get("/account/owed?next=/teams/west/").location == "/account/prove?next=/teams/west/"
    assert client.post("/account/prove?next=/teams/west/", data={"password": PASSWORD}).status_code == 303
    assert client.get("/teams/west/").status_code == HTTPStatus.OK


# -- what a team asks --------------------------------------------------------------------------------


def test_who_lacks_a_factor_that_the_team_asks_for_is_led_to_one(client, ann, rules):
    rules(Role.COORDINATOR)
    client.sign_in(ann)
    assert client.get("/teams/east/partners").location == "/account/owed?next=/teams/east/partners"
    assert client.post("/teams/east/settings").location == "/account/owed"
    assert "asked for a second factor" in client.get("/account/owed").text


def test_roles_that_are_not_asked_enter_as_before(client, ann, rules):
    rules(Role.READER, Role.MEMBER)
    client.sign_in(ann)
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_who_has_a_factor_shows_it(client, with_app, rules):
    rules(Role.COORDINATOR)
    client.sign_in(with_app)
    assert client.get("/account/owed?next=/teams/east/").location == "/account/prove?next=/teams/east/"
    proof = {"password": PASSWORD, "code": code_at(STOPPED_AT)}
    assert client.post("/account/prove?next=/teams/east/", data=proof).location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK


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
    put(client, before)
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
    put(client, elsewhere)
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


def test_the_key_of_an_app_is_the_one_that_was_shown(client, ann):
    client.sign_in(ann)
    page = client.get("/account/authenticator")
    key = re.search(r'class="code">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    closed = re.search(r'name="closed" type="hidden" value="([^"]+)"', page.text)[1]
    assert key not in closed
    answer = client.post("/account/authenticator", data={"closed": closed, "code": code_at(STOPPED_AT, key)})
    assert answer.location == "/account/recovery-codes"


def test_a_key_locked_for_another_account_is_not_taken(client, ann):
    client.sign_in(ann)
    said = {"closed": "AAAA" * 20, "code": "000000"}
    answer = client.post("/account/authenticator", data=said)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_passkey_is_added_by_name_and_removed(client, ann):
    device = Device()
    client.sign_in(ann)
    asked = challenge_on(client.get("/account/passkeys/new"))
    client.post("/account/passkeys/new", data={"name": "My phone", "answer": device.make(asked)})
    assert "My phone" in client.get("/account").text
    client.post("/account/passkeys/1/remove")
    assert "My phone" not in client.get("/account").text


def test_recovery_codes_are_shown_once(client, ann, with_passkey):
    client.sign_in(ann)
    shown = client.post("/account/recovery-codes").text
    assert len(re.findall(r"<li>[a-z2-9]{4}(?:-[a-z2-9]{4}){3}</li>", shown)) == 10
    assert not re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}<", client.get("/account/recovery-codes").text)
