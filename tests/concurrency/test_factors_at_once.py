"""What is good once is good once, even for two at the same moment, on both databases."""

import datetime as dt

import pytest

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.services import authenticators, passkeys, recovery_codes, sign_in_links
from registry.teams.services import sign_in_policy
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_member, make_team
from tests.sign_in.builders import (
    SECRET,
    SITE,
    Device,
    add_app,
    add_passkey,
    code_at,
    make_codes,
    make_person,
)


@pytest.fixture
def ann(session):
    """An account with a password and an app."""
    with unit_of_work():
        user = make_person(email="ann@example.org")
        add_app(user, now=NOW - dt.timedelta(minutes=5))
    return user.id


@pytest.fixture
def twice(at_once):
    """Does the same twice at the same moment; gives what each got, and what was told who got nothing."""

    def run(act):
        got = []
        told = at_once(None, *[lambda: got.append(act())] * 2)
        return sorted(got), told

    return run


def test_a_code_opens_for_one(ann, twice):
    code = code_at(NOW)
    got, _ = twice(lambda: authenticators.accept(db.session.get(User, ann), code, secret=SECRET, now=NOW))
    assert got == [False, True]


def test_a_recovery_code_opens_for_one(ann, twice):
    with unit_of_work():
        code = make_codes(db.session.get(User, ann))[0]
    got, _ = twice(
        lambda: recovery_codes.accept(
            db.session.get(User, ann), code, secret=SECRET, act=act_of(actors.user(ann), NOW)
        )
    )
    assert got == [False, True]


def test_a_passkeys_answer_opens_for_one(ann, twice):
    device, challenge = Device(), passkeys.new_challenge()
    with unit_of_work():
        add_passkey(db.session.get(User, ann), device)
    answer = device.prove(challenge)
    got, told = twice(lambda: passkeys.accept(answer, challenge=challenge, site=SITE, now=NOW).id)
    assert (got, len(told)) == ([ann], 1)


def test_a_link_opens_for_one(session, twice):
    with unit_of_work():
        team = make_team()
        sign_in_policy.set_rules(team, second_factor_roles=[], allows_link=True, **WHO_AND_WHEN)
        token = sign_in_messages.sign_in_token_of(
            sign_in_links.ask(make_member(team), act=act_of(actors.REGISTRY, NOW)), secret=SECRET
        )
    got, told = twice(lambda: sign_in_links.use(token, secret=SECRET, now=NOW).id)
    assert (len(got), len(told)) == (1, 1)
