"""What the tests of the trail begin with: a team in conflict, and readers of its trail."""

import io
import json
import zipfile

import pytest

from registry.audit.hooks import TrailReader
from registry.audit_log.queries import events
from registry.audit_log.queries.events import Wanted
from registry.security.permissions import Role
from tests.audit.conftest import (
    exported,  # noqa: F401  # fixtures
    run,  # noqa: F401  # fixtures
    tamper,  # noqa: F401  # fixtures
    unguarded,  # noqa: F401  # fixtures
)
from tests.cast import make_cast
from tests.factories import NOW


@pytest.fixture
def cast(once, stopped_clock):
    """The team and all who act in it."""
    return once(make_cast)


@pytest.fixture
def reads(cast):
    """Gives the page of the trail that somebody reads: its events, and those hidden among them."""

    def read(user, role=Role.COORDINATOR, **wanted):
        reader = TrailReader(user.id, cast.team.id, role, NOW.date())
        return events.page_of(reader, Wanted(**wanted), zone=cast.zone)

    return read


@pytest.fixture
def cora(cast, client):
    """The coordinator of the cast, signed in."""
    client.sign_in(cast.coordinator)
    return cast.coordinator


@pytest.fixture
def fetched(client):
    """Fetches the export: the names in it, and its events."""

    def fetch():
        content = client.get("/teams/east/trail/export").data
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            lines = packed.read("events.jsonl").decode().splitlines()
            return content, packed.namelist(), [json.loads(line) for line in lines]

    return fetch
