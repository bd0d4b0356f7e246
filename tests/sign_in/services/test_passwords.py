"""Passwords, signing in with them, and welcome links, on both databases."""

import datetime as dt
import unicodedata

import pytest
from argon2 import PasswordHasher

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import Gone, RuleBroken
from registry.security import actors
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.queries import sessions
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import WELCOME_LIFETIME
from registry.sign_in.services import passwords
from tests.acts import act_of
from tests.conftest import make_session
from tests.factories import NOW, WHO_AND_WHEN, make_user
from tests.sign_in.builders import look, sign_in

SECRET = "a secret that only the tests know"
PASSWORD = "four words in a row"


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        user = make_user(email="Ann@Example.org ")
        passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
    return user


def tags_about(user):
    return [event.tag for event in audit_queries.events_about(None, ("user", user.id))]


# -- signing in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@example.org", " ann@example.org "])
def test_one_signs_in_with_the_address_in_whatever_case(ann, email):
    assert sign_in(email=email) == ann


def test_a_wrong_password_lets_nobody_in_and_is_recorded(ann):
    assert sign_in("wrong wrong wrong") is None
    assert tags_about(ann)[0] == SignInEvent.ACCOUNT_SIGN_IN_REFUSED


def test_an_address_without_an_account_lets_nobody_in(ann):
    assert sign_in(email="bo@example.org") is None


@pytest.mark.parametrize("password", ["", "nobody has this password"])
def test_an_account_without_a_password_lets_nobody_in(session, password):
    with unit_of_work():
        make_user(email="bo@example.org")
    assert sign_in(password, email="bo@example.org") is None


def test_a_password_changed_meanwhile_opens_no_more(ann):
    seen = look()
    with unit_of_work():
        passwords.set_password(ann, "five words in a row", **WHO_AND_WHEN)
    with unit_of_work():
        assert passwords.sign_in(seen, email=ann.email, act=act_of(actors.REGISTRY, NOW)) is None


def test_a_hash_of_yesterdays_strength_is_renewed_at_the_next_sign_in(ann, monkeypatch):
    before = ann.password_hash
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", stronger)
    sign_in()
    assert ann.password_hash != before
    assert not stronger.check_needs_rehash(ann.password_hash)
    assert sign_in() == ann


def test_a_hash_of_todays_strength_stays(ann):
    before = ann.password_hash
    sign_in()
    assert ann.password_hash == before


def test_passwords_are_kept_as_argon2_and_nowhere_else(ann):
    assert ann.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(audit_queries.events_about(None, ("user", ann.id))[0].details)


# -- one password on many keyboards ------------------------------------------------------------------


ACCENTED = "quatre écureuils à Noël"
FORMS = ["NFC", "NFD", "NFKC", "NFKD"]


@pytest.fixture
def choose(ann):
    """Gives Ann a password."""

    def chosen(password):
        with unit_of_work():
            passwords.set_password(ann, password, **WHO_AND_WHEN)
        return ann

    return chosen


def keep_hash(user, password):
    """Keep a password as it was typed, as was done once."""
    with unit_of_work():
        user.password_hash = passwords.HASHER.hash(password)
    return user.password_hash


@pytest.mark.parametrize("chosen", FORMS)
@pytest.mark.parametrize("typed", FORMS)
def test_a_password_with_accents_opens_from_whichever_keyboard(choose, chosen, typed):
    ann = choose(unicodedata.normalize(chosen, ACCENTED))
    assert sign_in(unicodedata.normalize(typed, ACCENTED)) == ann
    assert passwords.password_is_right(ann, unicodedata.normalize(typed, ACCENTED))


def test_a_blank_that_does_not_break_is_a_blank(choose):
    ann = choose("quatre\N{NO-BREAK SPACE}écureuils à Noël")
    assert sign_in(ACCENTED) == ann


@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_password_kept_as_it_was_typed_once_opens_and_is_kept_anew(ann, kept, typed):
    old = keep_hash(ann, unicodedata.normalize(kept, ACCENTED))
    assert sign_in(unicodedata.normalize(typed, ACCENTED)) == ann
    assert (ann.password_hash != old) is (kept == "NFD")
    assert passwords.HASHER.verify(ann.password_hash, unicodedata.normalize("NFKC", ACCENTED))


def test_a_password_kept_with_a_sign_that_is_written_otherwise_now_still_opens(ann):
    keep_hash(ann, "quatre écureuils ﬁns")
    assert sign_in("quatre écureuils ﬁns") == ann
    assert sign_in("quatre écureuils fins") == ann


@pytest.mark.parametrize(
    "typed", ["quatre ecureuils a Noel", ACCENTED.upper(), f" {ACCENTED}", f"{ACCENTED} "]
)
def test_another_password_is_another_whatever_its_accents_case_and_blanks(choose, typed):
    choose(ACCENTED)
    assert sign_in(typed) is None


def test_blanks_in_front_and_behind_belong_to_a_password_everywhere(choose):
    ann = choose(f"  {ACCENTED} ")
    assert sign_in(f"  {ACCENTED} ") == ann
    assert sign_in(ACCENTED) is None


def test_a_letter_typed_as_two_signs_makes_a_password_no_longer(ann):
    with pytest.raises(RuleBroken, match="at least 12"), unit_of_work():
        passwords.set_password(ann, unicodedata.normalize("NFD", "éàçùôë"), **WHO_AND_WHEN)


# -- passwords and welcome links ---------------------------------------------------------------------


def welcomed(token):
    return passwords.account_of_welcome(token, secret=SECRET)


def test_a_welcome_link_leads_to_its_account(ann):
    assert welcomed(sign_in_messages.welcome_token(ann, secret=SECRET)) == ann


def test_a_welcome_link_works_until_a_password_is_set(ann):
    token = sign_in_messages.welcome_token(ann, secret=SECRET)
    with unit_of_work():
        passwords.set_password(ann, "five words in a row", **WHO_AND_WHEN)
    with pytest.raises(Gone, match="has been used"):
        welcomed(token)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda _: ""])
def test_a_changed_welcome_link_works_no_more(ann, change):
    with pytest.raises(Gone, match="no longer works"):
        welcomed(change(sign_in_messages.welcome_token(ann, secret=SECRET)))


def test_a_welcome_link_of_another_installation_does_not_work(ann):
    with pytest.raises(Gone):
        welcomed(sign_in_messages.welcome_token(ann, secret="another secret"))


def test_a_welcome_link_lives_a_week(ann, monkeypatch):
    token = sign_in_messages.welcome_token(ann, secret=SECRET)
    serializer = sign_in_messages.WELCOMES._serializer(SECRET)
    issued = serializer.loads(token, return_timestamp=True)[1].timestamp()
    monkeypatch.setattr("time.time", lambda: issued + WELCOME_LIFETIME.total_seconds())
    assert welcomed(token) == ann
    monkeypatch.setattr("time.time", lambda: issued + WELCOME_LIFETIME.total_seconds() + 1)
    with pytest.raises(Gone, match="no longer works"):
        welcomed(token)


def test_a_new_password_ends_the_sessions_before_it(ann):
    with unit_of_work():
        make_session(ann)
        passwords.set_password(ann, "five words in a row", **WHO_AND_WHEN)
    assert sessions.open_sessions(ann.id, idle=dt.timedelta(hours=1), now=NOW) == []
    assert tags_about(ann)[:2] == [SignInEvent.SESSION_ENDED, SignInEvent.PASSWORD_SET]


def test_a_short_password_leaves_the_old_one(ann):
    with pytest.raises(RuleBroken), unit_of_work():
        passwords.set_password(ann, "short", **WHO_AND_WHEN)
    assert sign_in() == ann
