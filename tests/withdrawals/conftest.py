"""What the tests of withdrawals begin with: a team, a partner, its notice."""

import pytest

from registry.security.link_tokens import LinkParts
from registry.withdrawals.rules import requests as leaving
from tests.factories import make_small_team
from tests.withdrawals.builders import add_partner, ask, sign


@pytest.fixture
def team(once):
    """A team with a coordinator."""
    return once(make_small_team)


@pytest.fixture
def partner(once, team):
    """An anchor with one person who may sign."""
    return once(add_partner, team)


@pytest.fixture
def asked(once, partner):
    """That person’s link."""
    return once(ask, partner)


@pytest.fixture
def withdrawal(once, asked):
    """A signed notice: it leaves in thirty days."""
    return once(sign, asked)


@pytest.fixture
def address(app):
    """The address behind a request's newest link."""

    def of(request, page=""):
        parts = LinkParts(request.id, request.generation)
        token = leaving.LINKS.token_for(parts, secret=str(app.secret_key))
        return f"/notice/{token}" + (f"/{page}" if page else "")

    return of
