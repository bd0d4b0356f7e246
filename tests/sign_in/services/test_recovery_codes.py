"""Recovery codes, each good once, on both databases."""

import pytest
import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security import encryption
from registry.sign_in.models import RecoveryCode
from registry.sign_in.queries import factors as sign_in_factors
from registry.sign_in.services import passwords, recovery_codes
from tests.acts import act_of
from tests.factories import NOW
from tests.sign_in.builders import SECRET, make_codes, make_person


def recovered(user, code):
    with unit_of_work():
        return recovery_codes.accept(user, code, secret=SECRET, act=act_of(user, NOW))


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
    digest = encryption.keyed_digest("accounts:recovery code", f"{ann.id}:abcdefghjkmn", secret=SECRET).hex()
    with unit_of_work():
        db.session.add(RecoveryCode(user_id=ann.id, digest=digest, made_at=NOW))
    assert recovered(ann, "ABCD-efgh-jkmn")
    assert not recovered(ann, "abcd-efgh-jkmn")


def test_codes_stand_in_for_a_factor_and_are_not_made_without_one(ann):
    with pytest.raises(RuleBroken, match="add one of these first"), unit_of_work():
        make_codes(ann)
