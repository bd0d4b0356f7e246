"""Which marks a change ends: those of its team, of all teams, or none."""

import pytest
import sqlalchemy as sa

from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.database.transactions import rehearsal, unit_of_work
from registry.partners.models.partners import Partner
from registry.sign_in.models import UserSession
from registry.teams.models import Team
from registry.teams.rules import TeamEvent
from registry.unchanged import models
from tests.conftest import make_session
from tests.factories import WHO_AND_WHEN, make_coordinator, make_partner, make_team

EAST, WEST, ALL = "east", "west", "all"


@pytest.fixture
def two_teams(session):
    with unit_of_work():
        return {EAST: make_team(slug=EAST), WEST: make_team(slug=WEST)}


def marks(two_teams):
    """The three marks, read as a page reads them."""
    scopes = {name: team.id for name, team in two_teams.items()} | {ALL: models.OF_ALL}
    found = {name: db.session.scalar(sa.select(models.of_team(scope))) for name, scope in scopes.items()}
    db.session.rollback()
    return found


@pytest.fixture
def ended(two_teams):
    """Whose marks a change ended."""

    def those_of(change, team=None):
        before = marks(two_teams)
        team_id = two_teams[team].id if team else None
        with unit_of_work(team_id):
            change()
        after = marks(two_teams)
        return {name for name in before if before[name] != after[name]}

    return those_of


def test_what_a_team_wrote_ends_the_mark_of_that_team(two_teams, ended):
    with unit_of_work(two_teams[EAST].id):
        partner = make_partner(two_teams[EAST])
    in_bulk = sa.update(Partner).where(Partner.id == partner.id)
    assert ended(lambda: db.session.execute(in_bulk.values(city="Hull")), EAST) == {EAST}
    assert ended(lambda: setattr(partner, "city", "Ottawa"), EAST) == {EAST}


def test_what_teams_share_ends_the_marks_of_all(two_teams, ended):
    assert ended(lambda: make_coordinator(two_teams[EAST]), EAST) == {EAST, ALL}  # an account
    assert ended(lambda: make_partner(two_teams[WEST]), WEST) == {WEST, ALL}  # an organization


def test_what_no_team_wrote_ends_the_mark_of_all(two_teams, ended):
    renamed = sa.update(Team).where(Team.slug == EAST).values(name_en="Eastern Team")
    assert ended(lambda: db.session.execute(renamed)) == {ALL}


def test_what_is_recorded_about_a_team_ends_its_mark_whoever_wrote(two_teams, ended):
    about = About(("user", 1), two_teams[WEST].id)
    assert ended(lambda: events.record(TeamEvent.ROLE_ENDED, about, WHO_AND_WHEN["act"])) == {WEST}


@pytest.mark.parametrize(
    "statement",
    [
        sa.text("UPDATE team SET region_en = 'the far East' WHERE slug = 'east'"),
        sa.text("/* of whom? */ DELETE FROM team WHERE slug = 'nowhere'"),
    ],
)
def test_a_statement_whose_table_is_not_known_ends_all_that_it_might(ended, statement):
    assert ended(lambda: db.session.execute(statement), EAST) == {EAST, ALL}


def test_what_changed_nothing_ends_nothing(two_teams, ended):
    nobody = sa.update(Partner).where(Partner.city == "nowhere").values(city="Hull")
    assert ended(lambda: db.session.execute(nobody), EAST) == set()
    assert ended(lambda: db.session.scalars(sa.select(Team)).all(), EAST) == set()


def test_what_no_page_of_a_team_shows_ends_nothing(two_teams, ended):
    with unit_of_work():
        user = make_coordinator(two_teams[EAST])
    make_session(user)
    seen = sa.update(UserSession).values(browser="Firefox")
    assert ended(lambda: db.session.execute(seen)) == set()


def make_partner_and_fail(team):
    """A change that does not come to its end."""
    with unit_of_work(team.id):
        make_partner(team)
        raise ZeroDivisionError


def test_what_was_taken_back_ends_nothing(two_teams):
    before = marks(two_teams)
    with rehearsal(two_teams[EAST].id):
        make_partner(two_teams[EAST])
    with pytest.raises(ZeroDivisionError):
        make_partner_and_fail(two_teams[EAST])
    assert marks(two_teams) == before


def test_a_mark_never_comes_back(two_teams, ended):
    seen = set()
    for name in ("one", "two", "three"):
        assert ended(lambda: setattr(two_teams[EAST], "region_en", name), EAST) == {EAST}  # noqa: B023
        seen.add(marks(two_teams)[EAST])
    assert len(seen) == 3
