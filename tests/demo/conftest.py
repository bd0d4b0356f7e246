"""An installation with the demonstration in it, made once for all tests that look at it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from registry import clock
from registry.database.session import db
from registry.demo import installation as demo_installation
from registry.teams.models import Team
from tests import databases


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation with the demonstration in it, made once."""
    installation = databases.OnSqlite(tmp_path_factory.mktemp("demo"))
    with installation.app.app_context():
        assert demo_installation.fill(clock.now())
    yield installation.app
    installation.remove()


@pytest.fixture
def inside(demo: Flask) -> Iterator[Team]:
    """The team of the demonstration."""
    with demo.app_context():
        yield db.session.scalars(sa.select(Team)).one()
