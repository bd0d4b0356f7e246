"""What waits for whom in admissions."""

import pytest

from registry.accounts.models import User
from registry.admissions.queries import to_do
from registry.security.permissions import Role
from tests.admissions import builders
from tests.admissions.builders import TODAY
from tests.commitments.builders import publish_policy

pytestmark = pytest.mark.usefixtures("stopped_clock")


def waits(team):
    """What waits for the coordinator."""
    return [line.title for line in to_do.lines(User(), team, Role.COORDINATOR, TODAY)]


def test_each_that_waits_is_named(team, received):
    assert waits(team) == ["An application waits for its review"]
    builders.review(received)
    assert waits(team) == []
    builders.decide(builders.put_before(received))
    assert waits(team) == ["Decided: the organization waits for the outcome"]
    builders.invite(received)
    assert waits(team) == ["Everything is signed: welcome the new partner"]


def test_an_invited_organization_waits_for_nobody_until_it_has_signed(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    assert waits(team) == []
    builders.sign_all(deliberated)
    assert waits(team) == ["Everything is signed: welcome the new partner"]


def test_nothing_waits_for_who_does_not_coordinate(team, received):
    assert to_do.lines(User(), team, Role.READER, TODAY) == []
    assert to_do.lines(User(), team, Role.MEMBER, TODAY) == []
