"""What the tests of documents begin with: a draft, and a version that is published."""

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.teams.models import Team
from tests.factories import make_draft, make_version


@pytest.fixture
def draft(team: Team) -> Version:
    """A complete draft of a policy's first version."""
    with unit_of_work(team.id):
        return make_draft(team)


@pytest.fixture
def published(team: Team) -> Version:
    """A policy's first version."""
    with unit_of_work(team.id):
        return make_version(team)
