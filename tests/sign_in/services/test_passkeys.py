"""Passkeys, and what is tried against them, on both databases."""

import dataclasses
import json

import pytest
from webauthn.helpers import base64url_to_bytes

from registry.database.transactions import unit_of_work
from registry.errors import NotFound, RuleBroken
from registry.sign_in.queries import factors as sign_in_factors
from registry.sign_in.services import passkeys
from tests.acts import act_of
from tests.factories import NOW
from tests.sign_in.builders import SITE, Device, add_passkey, make_person

REFUSED = "This passkey was not accepted"


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
    said = {"name": "My phone", "handle": "x", "challenge": "", "site": SITE, "act": act_of(ann, NOW)}
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
    assert len(base64url_to_bytes(first.handle)) == passkeys.HANDLE_BYTES


def test_another_persons_passkey_is_not_removed(ann, device):
    with unit_of_work():
        bo = make_person(email="bo@example.org")
    with pytest.raises(NotFound), unit_of_work():
        passkeys.remove(bo, sign_in_factors.passkeys_of(ann.id)[0].id, act=act_of(bo, NOW))
