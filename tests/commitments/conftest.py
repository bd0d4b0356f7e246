"""What the tests of commitments begin with: a team, a policy to sign, a partner, a request."""

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.commitments.rules import requests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.link_tokens import LinkParts
from tests.commitments.builders import add_partner, ask_one, publish_policy, sign
from tests.factories import make_coordinator, make_team


@pytest.fixture
def team(once):
    """A team with a coordinator."""
    return once(make_small_team)


def make_small_team():
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org")
    return team


@pytest.fixture
def version(once, team):
    """A policy that anchors and associates sign and observers acknowledge."""
    return once(publish_policy, team)


@pytest.fixture
def partner(once, team):
    """An anchor with one person who may sign."""
    return once(add_partner, team)


@pytest.fixture
def asked(once, version, partner):
    """That person’s request."""
    return once(ask_one, version, partner)


@pytest.fixture
def address(app):
    """The address of a request's page, by its newest link."""

    def of(request, page=""):
        parts = LinkParts(request.id, request.generation)
        token = requests.LINKS.token_for(parts, secret=str(app.secret_key))
        return f"/sign/{token}" + (f"/{page}" if page else "")

    return of


class Watch:
    """The tags of the events that a block adds to the trail: `with events() as written: ...`."""

    def __enter__(self):
        self._first = db.session.scalar(sa.select(sa.func.max(Event.id))) or 0
        return self

    def __exit__(self, *error):
        query = sa.select(Event.tag).where(Event.id > self._first).order_by(Event.id)
        self.tags = list(db.session.scalars(query))


@pytest.fixture
def events(session):
    """Gathers the events of a block."""
    return Watch


@pytest.fixture
def signed(once, asked):
    """The partner has signed."""
    return once(sign, asked)
