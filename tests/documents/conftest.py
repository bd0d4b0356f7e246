"""What the tests of documents begin with: a draft, and a version that is published."""

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.teams.models import Team
from tests.factories import make_draft, make_version
from tests.once import Once


@pytest.fixture
def draft(once: Once, team: Team) -> Version:
    """A complete draft of a policy's first version."""
    return once(begin_policy, team)


def begin_policy(team: Team) -> Version:
    with unit_of_work(team.id):
        return make_draft(team)


@pytest.fixture
def published(once: Once, team: Team) -> Version:
    """A policy's first version."""
    return once(publish_policy, team)


def publish_policy(team: Team) -> Version:
    with unit_of_work(team.id):
        return make_version(team)
