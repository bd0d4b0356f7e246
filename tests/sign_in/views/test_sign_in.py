"""Signing in and out, beginning with a welcome link, and choosing a language, by page."""

import re
import unicodedata
from http import HTTPStatus

import pytest

from registry.database.transactions import unit_of_work
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.queries import factors
from registry.sign_in.rules.sign_in import FREE_FAILURES
from registry.sign_in.services import passwords
from registry.teams.queries import memberships
from tests.factories import WHO_AND_WHEN, make_coordinator, make_team, make_user
from tests.reading import error_on
from tests.sign_in.builders import Device, add_unused_app

PASSWORD = "four words in a row"
NOT_RIGHT = "The address or the password is not right."

TEAM = "/teams/east/"
ADDRESS = "bo@example.org"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def ann(session):
    """The coordinator of a team, with a password."""
    with unit_of_work():
        user = make_coordinator(make_team(slug="east"), email="ann@example.org")
        passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
    return user


@pytest.fixture
def sign_in(client):
    """Sends the sign-in form."""

    def send(password=PASSWORD, email="ann@example.org", address="/sign-in"):
        return client.post(address, data={"email": email, "password": password})

    return send


@pytest.fixture
def welcome(app, session):
    """The address of the welcome link of a new account."""
    with unit_of_work():
        user = make_user(email="bo@example.org", name="Bo Roy")
    return f"/welcome/{sign_in_messages.welcome_token(user, secret=app.secret_key)}"


@pytest.fixture
def welcome_of_bo(app, bo):
    """The address of Bo's welcome link."""
    return f"/welcome/{sign_in_messages.welcome_token(bo, secret=app.secret_key)}"


def challenge_on(answer):
    return re.search(r"&#34;challenge&#34;: &#34;([\w-]+)", answer.text)[1]


def begin(client, welcome_of_bo, device):
    """Begin with a passkey."""
    said = {"name": "My phone", "answer": device.make(challenge_on(client.get(welcome_of_bo)))}
    return client.post(f"{welcome_of_bo}/passkey", data=said)


# -- signing in and out ------------------------------------------------------------------------------


def test_one_signs_in_and_goes_on_to_the_team(client, ann, sign_in):
    answer = sign_in()
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").location == "/teams/east/"
    assert client.get("/teams/east/").status_code == 200


def test_a_page_asked_for_before_is_shown_after(client, ann, sign_in):
    asked = client.get("/teams/east/partners?q=care")
    assert asked.location == "/sign-in?next=/teams/east/partners?q%3Dcare"
    assert sign_in(address=asked.location).location == "/teams/east/partners?q=care"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
    ],
)
def test_no_link_leads_to_another_site(ann, sign_in, elsewhere):
    assert sign_in(address=f"/sign-in?next={elsewhere}").location == "/"


def test_who_is_signed_in_is_not_asked_again(client, ann):
    client.sign_in(ann)
    assert client.get("/sign-in?next=/teams/east/").location == "/teams/east/"


@pytest.mark.parametrize("said", [{"password": "wrong wrong wrong"}, {"email": "bo@example.org"}])
def test_what_was_wrong_is_not_told_apart(ann, sign_in, said):
    answer = sign_in(**said)
    assert answer.status_code == 422
    assert error_on(answer, "password") == NOT_RIGHT


def test_the_address_stays_and_the_password_does_not(ann, sign_in):
    page = sign_in("wrong wrong wrong").text
    assert 'value="ann@example.org"' in page
    assert "wrong wrong wrong" not in page


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"email": ""}, "email", "Enter your email address."),
        ({"password": ""}, "password", "Enter your password."),
    ],
)
def test_what_is_missing_is_said_on_its_field(ann, sign_in, said, field, words):
    assert error_on(sign_in(**said), field) == words


def test_too_many_tries_are_answered_with_429_until_the_wait_is_over(ann, sign_in, stopped_clock):
    tries = [sign_in("wrong wrong wrong").status_code for _ in range(FREE_FAILURES)]
    answer = sign_in()
    assert (set(tries), answer.status_code) == ({422}, 429)
    assert error_on(answer, "password") == "Too many tries. Try again in 4 seconds."
    stopped_clock.pass_by(seconds=5)
    assert sign_in().status_code == 303


def test_one_signs_out(client, ann):
    client.sign_in(ann)
    answer = client.post("/sign-out")
    assert answer.location == "/sign-in"
    assert "You have signed out." in client.get(answer.location).text
    assert client.get("/teams/east/").status_code == 303


def test_signing_out_is_not_done_by_a_link(client, ann):
    client.sign_in(ann)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/teams/east/").status_code == 200


def test_a_new_password_signs_other_browsers_out(client, ann):
    client.sign_in(ann)
    with unit_of_work():
        passwords.set_password(ann, "five words in a row", **WHO_AND_WHEN)
    assert client.get("/teams/east/").location.startswith("/sign-in")


@pytest.mark.parametrize("kept", ["", "x", "1", "1.0", "1.1"])
def test_a_session_that_names_nobody_is_nobodys(client, ann, kept):
    with client.session_transaction() as session:
        session["_user_id"] = kept
    assert client.get("/teams/east/").location.startswith("/sign-in")


# -- welcome -----------------------------------------------------------------------------------------


def test_a_new_person_chooses_a_password_and_signs_in(client, welcome, sign_in):
    page = client.get(welcome).text
    assert "Welcome, Bo Roy" in page
    answer = client.post(welcome, data={"password": PASSWORD, "again": PASSWORD})
    assert answer.location == "/sign-in"
    assert sign_in(email="bo@example.org").status_code == 303


def test_a_password_counts_as_it_was_typed_with_blanks_and_capitals(client, welcome, sign_in):
    typed = "  Four  words in A row "
    client.post(welcome, data={"password": typed, "again": typed})
    assert sign_in(typed.strip(), "bo@example.org").status_code == 422
    assert sign_in(typed.lower(), "bo@example.org").status_code == 422
    assert sign_in(typed, "bo@example.org").status_code == 303


def test_one_password_from_two_keyboards_is_the_same_on_every_page(client, welcome, sign_in):
    mac, windows = (unicodedata.normalize(form, "quatre écureuils à Noël") for form in ("NFD", "NFC"))
    client.post(welcome, data={"password": mac, "again": windows})
    assert sign_in(windows, email="bo@example.org").status_code == 303
    data = {"current": mac, "password": f"{windows} encore", "again": f"{mac} encore"}
    assert client.post("/account/password", data=data).status_code == 303
    client.post("/sign-out")
    assert sign_in(f"{mac} encore", email="bo@example.org").status_code == 303


def test_a_welcome_link_used_before_is_answered_with_words(client, welcome):
    client.post(welcome, data={"password": PASSWORD, "again": PASSWORD})
    answer = client.get(welcome)
    assert answer.status_code == 410
    assert "This link has been used. Sign in with what you chose." in answer.text


def test_a_forged_welcome_link_is_answered_with_words(client, welcome):
    answer = client.get(f"{welcome}x")
    assert answer.status_code == 410
    assert "This link no longer works. Ask your administrator for a new one." in answer.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (("", ""), "password", "Choose a password."),
        ((PASSWORD, "other"), "again", "The two passwords differ."),
        (
            ("short", "short"),
            "password",
            "Use at least 12 characters; a few words in a row are easy to keep.",
        ),
        (("a" * 257, "a" * 257), "password", "Use at most 256 characters."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_on_its_field(client, welcome, typed, field, words):
    answer = client.post(welcome, data={"password": typed[0], "again": typed[1]})
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert client.get(welcome).status_code == 200


# -- language ----------------------------------------------------------------------------------------


def test_the_language_is_the_browsers_until_one_is_chosen(client, app, session):
    assert "Sign in" in client.get("/sign-in").text
    assert "Se connecter" in client.get("/sign-in", headers={"Accept-Language": "fr-CA"}).text
    assert client.post("/language/fr", data={"next": "/sign-in"}).location == "/sign-in"
    assert '<html lang="fr"' in client.get("/sign-in").text


def test_a_person_reads_in_the_language_of_their_account(client, session, ann, sign_in):
    with unit_of_work():
        ann.language = "fr"
    sign_in()
    assert '<html lang="fr"' in client.get("/teams/east/").text


def test_a_language_that_is_not_ours_is_not_found(client, session):
    assert client.post("/language/de").status_code == 404


def test_a_choice_of_language_leads_to_no_other_site(client, session):
    assert client.post("/language/fr", data={"next": "https://evil.example/"}).location == "/"


# -- beginning with a passkey ------------------------------------------------------------------------


def test_a_new_person_begins_with_a_passkey_alone(client, bo, welcome_of_bo):
    device = Device()
    assert begin(client, welcome_of_bo, device).location == "/sign-in"
    answer = {"answer": device.prove(challenge_on(client.get("/sign-in")))}
    assert client.post("/sign-in/passkey?next=/teams/east/", data=answer).location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK
    assert bo.password_hash == ""


def test_a_welcome_link_is_spent_by_a_passkey(client, welcome_of_bo):
    begin(client, welcome_of_bo, Device())
    assert client.get(welcome_of_bo).status_code == HTTPStatus.GONE


def test_a_passkey_that_answers_no_question_of_ours_leaves_the_link(client, welcome_of_bo):
    client.get(welcome_of_bo)
    said = {"name": "My phone", "answer": Device().make("another-question")}
    assert client.post(f"{welcome_of_bo}/passkey", data=said).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get(welcome_of_bo).status_code == HTTPStatus.OK


def test_a_welcome_link_does_not_get_around_a_second_factor(client, app, bo, welcome_of_bo):
    add_unused_app(app, bo)
    assert "Or begin with a passkey" not in client.get(welcome_of_bo).text
    answer = client.post(f"{welcome_of_bo}/passkey", data={"name": "My phone", "answer": "{}"})
    assert "You have a second factor already" in answer.text
    assert factors.passkeys_of(bo.id) == []


def test_who_began_with_a_passkey_has_come(client, east, bo, welcome_of_bo):
    begin(client, welcome_of_bo, Device())
    assert memberships.person_of(east.id, bo.id).has_come
