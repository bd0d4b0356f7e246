"""A register with many partners, and how many SELECTs a page takes."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from tests.crowds import fill, take_stock
from tests.factories import make_coordinator, make_team

FEW, MANY = range(1, 11), range(1, 10_001)


@pytest.fixture
def crowded(installation, client, session):
    """A team of ten thousand, which the database knows to be many."""

    def make():
        with unit_of_work():
            team = make_team(slug="east")
            make_coordinator(team)
        fill(team, MANY)
        take_stock()

    installation.bring("ten thousand partners", make)
    client.sign_in(session.scalars(sa.select(User)).one())
    return session.scalars(sa.select(Team)).one()
