"""Apps, passkeys and recovery codes, and what is tried against them, on both databases."""

import dataclasses
import datetime as dt
import json

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.audit.rules.tags import Tag
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import NotFound, RuleBroken
from registry.security import actors, encryption
from registry.security.permissions import Role
from registry.sign_in.models import Authenticator, RecoveryCode
from registry.sign_in.queries import factors as sign_in_factors
from registry.sign_in.queries import sessions
from registry.sign_in.services import (
    attempts,
    authenticators,
    factors,
    passkeys,
    passwords,
    recovery_codes,
    throttle,
)
from registry.teams.services import sign_in_policy, teams
from tests.accounts.making import (
    SECRET,
    SHARED,
    SITE,
    Device,
    add_app,
    add_passkey,
    code_at,
    make_codes,
    make_person,
)
from tests.acts import act_of
from tests.conftest import make_session
from tests.factories import NOW, WHO_AND_WHEN, make_team

HALF_A_MINUTE = dt.timedelta(seconds=30)
REFUSED = "This passkey was not accepted"


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        return make_person(email="ann@example.org", name="Ann Ng")


@pytest.fixture
def device(ann):
    """The device on which Ann has a passkey."""
    made = Device()
    with unit_of_work():
        add_passkey(ann, made)
    return made


def last_of(user):
    """The latest event about a person."""
    return audit_queries.events_about(None, ("user", user.id))[0]


# -- apps --------------------------------------------------------------------------------------------


def accepted(user, code, now):
    with unit_of_work():
        return authenticators.accept(user, code, secret=SECRET, now=now)


def test_an_app_is_added_with_the_code_it_shows(ann):
    with unit_of_work():
        add_app(ann)
    assert sign_in_factors.held_by(ann.id).authenticator
    assert (last_of(ann).tag, last_of(ann).details) == (Tag.FACTOR_ADDED, {"change": "authenticator-added"})


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "12345678901234567890"])
def test_an_app_that_shows_another_code_is_not_added(ann, code):
    with pytest.raises(RuleBroken, match="not the code that the app shows"), unit_of_work():
        authenticators.add(ann, shared=SHARED, code=code, secret=SECRET, now=NOW)
    assert not sign_in_factors.held_by(ann.id).any


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (0, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_a_step(ann, steps, taken):
    with unit_of_work():
        add_app(ann, now=NOW - 10 * HALF_A_MINUTE)
    assert accepted(ann, code_at(NOW + steps * HALF_A_MINUTE), NOW) is taken


def test_a_code_is_taken_once(ann):
    with unit_of_work():
        add_app(ann, now=NOW - 10 * HALF_A_MINUTE)
    assert accepted(ann, code_at(NOW), NOW)
    assert not accepted(ann, code_at(NOW), NOW)
    assert not accepted(ann, code_at(NOW - HALF_A_MINUTE), NOW)
    assert accepted(ann, code_at(NOW + HALF_A_MINUTE), NOW)


def test_the_code_that_added_an_app_does_not_sign_in(ann):
    with unit_of_work():
        add_app(ann)
    assert not accepted(ann, code_at(NOW), NOW)


def test_a_code_may_be_typed_with_a_blank(ann):
    with unit_of_work():
        add_app(ann, now=NOW - 10 * HALF_A_MINUTE)
    assert accepted(ann, f"{code_at(NOW)[:3]} {code_at(NOW)[3:]}", NOW)


def test_the_database_does_not_hold_what_makes_codes(ann):
    with unit_of_work():
        add_app(ann)
    assert SHARED not in db.session.scalar(sa.select(Authenticator.secret))


@pytest.mark.parametrize(("owner", "secret"), [(2, SECRET), (1, "another secret")])
def test_what_is_locked_for_one_account_opens_for_no_other(owner, secret):
    closed = encryption.lock(SHARED, purpose="x", owner=1, secret=SECRET)
    with pytest.raises(RuleBroken):
        encryption.unlock(closed, purpose="x", owner=owner, secret=secret)


def test_guessing_codes_is_slowed_down(ann):
    with unit_of_work():
        add_app(ann)
    counted = throttle.counters(ann.email, place="192.0.2.1", device=None, secret=SECRET, what="code")
    guess = {"counted": counted, "secret": SECRET, "now": NOW + HALF_A_MINUTE}
    with unit_of_work():
        assert [attempts.by_code(ann, "000000", **guess) for _ in range(5)] == [False] * 5
    with pytest.raises(throttle.MustWait), unit_of_work():
        attempts.by_code(ann, code_at(NOW + HALF_A_MINUTE), **guess)


# -- passkeys ----------------------------------------------------------------------------------------


def prove(device, *, answer=None, challenge=None, asked=None, site=SITE, user_id=None, **said):
    """Answer a challenge with a device; `asked` is what it was asked, where that differs."""
    challenge = challenge or passkeys.new_challenge()
    answer = answer or device.prove(asked or challenge, **said)
    with unit_of_work():
        return passkeys.accept(answer, challenge=challenge, site=site, user_id=user_id, now=NOW)


def test_a_passkey_says_whose_it_is(ann, device):
    assert prove(device) == ann
    assert sign_in_factors.passkeys_of(ann.id)[0].used_at == NOW


def test_a_passkey_is_refused_with_another_challenge(device):
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device, asked=passkeys.new_challenge())


def test_a_passkey_is_refused_where_no_challenge_was_given(device):
    with pytest.raises(RuleBroken, match="open too long"), unit_of_work():
        passkeys.accept(device.prove(""), challenge="", site=SITE, now=NOW)


def test_a_passkey_is_not_made_where_no_challenge_was_given(ann):
    said = {"name": "My phone", "handle": "x", "challenge": "", "site": SITE, "now": NOW}
    with pytest.raises(RuleBroken, match="open too long"), unit_of_work():
        passkeys.add(ann, answer=Device().make(""), **said)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost:81", "http://localhost.evil.example"]
)
def test_a_passkey_used_on_another_site_is_refused(device, origin):
    device.origin = origin
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device)


def test_a_passkey_made_for_another_host_is_refused(device):
    device.host = "evil.example"
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device)


def test_a_passkey_that_did_not_ask_for_finger_or_pin_is_refused(device):
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device, verified=False)


def test_another_persons_passkey_is_no_second_factor(ann, device):
    with unit_of_work():
        bo = make_person(email="bo@example.org")
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device, user_id=bo.id)


def test_an_answer_sent_again_is_refused(device):
    challenge = passkeys.new_challenge()
    answer = device.prove(challenge)
    prove(device, answer=answer, challenge=challenge)
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device, answer=answer, challenge=challenge)


def test_a_copied_passkey_shows_by_its_count(device):
    device.uses = 7
    prove(device)
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device)
    device.uses = 8
    assert prove(device)


@pytest.mark.parametrize("uses", [6, 7, 0])
def test_a_passkey_that_is_synced_opens_from_the_device_that_was_used_less(ann, caplog, uses):
    phone = Device(uses=7, is_synced=True)
    with unit_of_work():
        kept = add_passkey(ann, phone)
    laptop = dataclasses.replace(phone, uses=uses)
    assert prove(laptop) == ann
    assert f"passkey {kept.id} counts {uses} after 7: synced, and taken" in caplog.text
    assert prove(dataclasses.replace(phone, uses=8)) == ann


def test_a_passkey_of_one_device_that_ceases_to_count_is_refused(device):
    device.uses = 7
    prove(device)
    device.uses = 0
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device)


def test_an_answer_signed_by_another_key_is_refused(device):
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(Device(identity=device.identity))


def test_an_unknown_passkey_is_refused(session):
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(Device())


@pytest.mark.parametrize(
    "answer",
    [
        "x",
        "[]",
        "null",
        "{}",
        '{"id": 1}',
        '{"id": "x", "response": 7}',
        "[" * 9_999,
        "{" + " " * 30_000 + "}",
    ],
)
def test_an_answer_without_sense_is_refused(device, answer):
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device, answer=answer)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
def test_an_answer_that_lacks_a_part_is_refused(device, part):
    challenge = passkeys.new_challenge()
    answer = json.loads(device.prove(challenge))
    answer["response"][part] = "!"
    with pytest.raises(RuleBroken, match=REFUSED):
        prove(device, answer=json.dumps(answer), challenge=challenge)


def test_a_passkey_is_known_once(ann, device):
    with pytest.raises(RuleBroken, match="known already"), unit_of_work():
        add_passkey(ann, device)


def test_a_passkey_made_elsewhere_is_not_added(ann):
    with pytest.raises(RuleBroken, match="was not made"), unit_of_work():
        add_passkey(ann, Device(origin="https://evil.example"))


def test_all_passkeys_of_a_person_bear_one_handle_that_tells_nothing(ann, device):
    with unit_of_work():
        second = add_passkey(ann, Device(), name="My laptop")
    first = sign_in_factors.passkeys_of(ann.id)[0]
    assert first.handle == second.handle
    assert "ann" not in first.handle.lower() or len(first.handle) == 43


def test_another_persons_passkey_is_not_removed(ann, device):
    with unit_of_work():
        bo = make_person(email="bo@example.org")
    with pytest.raises(NotFound), unit_of_work():
        passkeys.remove(bo, sign_in_factors.passkeys_of(ann.id)[0].id, now=NOW)


# -- recovery codes ----------------------------------------------------------------------------------


@pytest.fixture
def codes(ann, device):
    """Ann's recovery codes."""
    with unit_of_work():
        return make_codes(ann)


def recovered(user, code):
    with unit_of_work():
        return recovery_codes.accept(user, code, secret=SECRET, now=NOW)


def test_there_are_ten_codes_and_each_opens_once(ann, codes):
    assert len(set(codes)) == 10
    assert recovered(ann, codes[0])
    assert not recovered(ann, codes[0])
    assert sign_in_factors.held_by(ann.id).codes == 9


def test_a_code_may_be_typed_in_any_case_and_without_hyphens(ann, codes):
    assert recovered(ann, codes[0].upper().replace("-", " "))


def test_a_code_of_another_person_opens_nothing(ann, codes):
    with unit_of_work():
        bo = make_person(email="bo@example.org")
    assert not recovered(bo, codes[0])


def test_codes_made_anew_end_the_earlier_ones(ann, codes):
    with unit_of_work():
        make_codes(ann)
    assert not recovered(ann, codes[0])
    assert sign_in_factors.held_by(ann.id).codes == 10


def test_the_database_does_not_hold_the_codes(ann, codes):
    kept = set(db.session.scalars(sa.select(RecoveryCode.digest)))
    assert not kept & {*codes, *(code.replace("-", "") for code in codes)}


def test_what_is_kept_of_a_code_is_a_password_hash_of_its_secret_signs(ann, codes):
    kept = db.session.scalars(sa.select(RecoveryCode).where(RecoveryCode.selector == codes[0][:4])).one()
    assert kept.digest.startswith("$argon2id$")
    assert passwords.HASHER.verify(kept.digest, codes[0].replace("-", "")[4:])


def test_a_code_that_begins_like_one_of_the_ten_opens_nothing(ann, codes):
    assert not recovered(ann, f"{codes[0][:5]}aaaa-aaaa-aaaa")


def test_a_code_made_before_there_were_selectors_opens_once(ann, device):
    digest = encryption.digest("recovery code", f"{ann.id}:abcdefghjkmn", secret=SECRET)
    with unit_of_work():
        db.session.add(RecoveryCode(user_id=ann.id, digest=digest, made_at=NOW))
    assert recovered(ann, "ABCD-efgh-jkmn")
    assert not recovered(ann, "abcd-efgh-jkmn")


def test_codes_stand_in_for_a_factor_and_are_not_made_without_one(ann):
    with pytest.raises(RuleBroken, match="add one of these first"), unit_of_work():
        make_codes(ann)


# -- the last one ------------------------------------------------------------------------------------


def belong_to_a_strict_team(user):
    """Be a member of a team that asks its members for a second factor."""
    team = make_team()
    sign_in_policy.set_rules(team, second_factor_roles=[Role.MEMBER], allows_link=True, **WHO_AND_WHEN)
    teams.grant_role(team=team, user_id=user.id, role=Role.MEMBER, **WHO_AND_WHEN)


def test_the_last_factor_stays_where_a_team_asks_for_one(ann, device):
    with unit_of_work():
        belong_to_a_strict_team(ann)
    with pytest.raises(RuleBroken, match="add another before"), unit_of_work():
        passkeys.remove(ann, sign_in_factors.passkeys_of(ann.id)[0].id, now=NOW)


def test_with_another_one_a_factor_may_go(ann, device):
    with unit_of_work():
        belong_to_a_strict_team(ann)
        add_app(ann)
        authenticators.remove(ann, now=NOW)
    assert sign_in_factors.held_by(ann.id).any


def test_recovery_codes_go_with_the_last_factor(ann, codes):
    with unit_of_work():
        passkeys.remove(ann, sign_in_factors.passkeys_of(ann.id)[0].id, now=NOW)
    assert sign_in_factors.held_by(ann.id).codes == 0


def test_the_only_way_in_stays(ann, device):
    with unit_of_work():
        ann.password_hash = ""
    with pytest.raises(RuleBroken, match="could not sign in any more"), unit_of_work():
        passkeys.remove(ann, sign_in_factors.passkeys_of(ann.id)[0].id, now=NOW)


def test_a_reset_takes_every_factor_and_ends_every_session(ann, codes):
    with unit_of_work():
        make_session(ann)
        add_app(ann)
        factors.reset(ann, act=act_of(actors.COMMAND, NOW))
    assert sign_in_factors.held_by(ann.id) == sign_in_factors.Held(authenticator=False, passkeys=0, codes=0)
    assert sessions.open_sessions(ann.id, idle=dt.timedelta(hours=1), now=NOW) == []
