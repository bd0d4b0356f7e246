"""Links by mail with which one signs in, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import Gone
from registry.outbox.models import Message
from registry.security import actors
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.rules.sign_in import LINK_LIFETIME
from registry.sign_in.services import sign_in_links
from registry.teams.services import sign_in_policy
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_member, make_team, make_user

SECRET = "a secret that only the tests know"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def team(session):
    """A team that takes links."""
    with unit_of_work():
        made = make_team()
        sign_in_policy.set_rules(made, second_factor_roles=[], allows_link=True, **WHO_AND_WHEN)
    return made


@pytest.fixture
def ann(team):
    """A member of it."""
    with unit_of_work():
        return make_member(team)


def ask(user):
    with unit_of_work():
        return sign_in_links.ask(user, act=act_of(actors.REGISTRY, NOW))


def use(token, now=NOW):
    with unit_of_work():
        return sign_in_links.use(token, secret=SECRET, now=now)


def test_a_link_signs_in_once(ann):
    token = sign_in_messages.sign_in_token_of(ask(ann), secret=SECRET)
    assert use(token) == ann
    with pytest.raises(Gone, match="used or has expired"):
        use(token)


def test_a_link_lives_ten_minutes(ann):
    token = sign_in_messages.sign_in_token_of(ask(ann), secret=SECRET)
    assert dt.timedelta(minutes=10) == LINK_LIFETIME
    assert sign_in_links.user_of(token, secret=SECRET, now=NOW + LINK_LIFETIME - SECOND) == ann
    with pytest.raises(Gone):
        use(token, now=NOW + LINK_LIFETIME)


def test_using_a_link_ends_the_others(ann):
    tokens = [sign_in_messages.sign_in_token_of(ask(ann), secret=SECRET) for _ in range(2)]
    use(tokens[1])
    with pytest.raises(Gone):
        use(tokens[0])


def test_a_link_ends_when_the_team_takes_none_any_more(ann, team):
    token = sign_in_messages.sign_in_token_of(ask(ann), secret=SECRET)
    with unit_of_work():
        sign_in_policy.set_rules(team, second_factor_roles=[], allows_link=False, **WHO_AND_WHEN)
    with pytest.raises(Gone):
        use(token)


@pytest.mark.parametrize("change", [lambda token: token[:-1] + "!", lambda token: "9" + token, lambda _: ""])
def test_a_forged_link_opens_nothing(ann, change):
    with pytest.raises(Gone, match="no longer works"):
        use(change(sign_in_messages.sign_in_token_of(ask(ann), secret=SECRET)))


def test_a_link_of_another_installation_opens_nothing(ann):
    with pytest.raises(Gone):
        use(sign_in_messages.sign_in_token_of(ask(ann), secret="another secret"))


def test_nobody_outside_of_the_team_gets_a_link(ann):
    with unit_of_work():
        stranger = make_user()
    assert (ask(stranger), ask(None)) == (None, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0
