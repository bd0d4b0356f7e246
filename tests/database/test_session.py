"""The session: what it keeps while it only reads."""

import pytest
import sqlalchemy as sa

from registry.database.session import db, kept_while_reading
from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from tests.factories import make_team

pytestmark = pytest.mark.usefixtures("session")


@kept_while_reading
def teams_called(slug: str, *, at_most: int = 10) -> tuple[str, ...]:
    """The teams of a name in addresses."""
    return tuple(db.session.scalars(sa.select(Team.slug).where(Team.slug == slug).limit(at_most)))


def test_the_database_is_asked_once_for_the_same_words(count_queries):
    with count_queries() as counted:
        assert teams_called("east") == teams_called("east") == ()
        assert teams_called("west") == teams_called("west", at_most=1) == ()
    assert len(counted.selects) == 3


def test_what_was_written_is_seen_within_its_unit_of_work_and_after_it():
    assert teams_called("east") == ()
    with unit_of_work():
        assert teams_called("east") == ()
        make_team(slug="east")
        assert teams_called("east") == ("east",)
    assert teams_called("east") == ("east",)


def test_the_next_transaction_asks_anew(count_queries):
    with count_queries() as counted:
        teams_called("east")
        db.session.rollback()
        teams_called("east")
    assert len(counted.selects) == 2


def test_an_error_is_no_answer():
    asked: list[int] = []

    @kept_while_reading
    def fail() -> None:
        asked.append(1)
        raise ValueError("no answer")

    for _ in range(2):
        with pytest.raises(ValueError, match="no answer"):
            fail()
    assert len(asked) == 2
