"""Statements that are composed once, and asked with other values each time."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.database.queries.statements import composed_once
from registry.partners.models.partners import Partner, StatusChange
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.cast import make_cast
from tests.factories import NOW


@pytest.fixture
def cast(once):
    return once(make_cast)


def test_a_statement_is_composed_once_and_asked_with_other_values(cast):
    composed = []

    @composed_once
    def named(team_id, names):
        composed.append(names)
        return sa.select(Partner.name).where(Partner.team_id == team_id, Partner.name.in_(names))

    both = {cast.maple.name, cast.birch.name}
    assert named(cast.team.id, [cast.maple.name]).scalars().all() == [cast.maple.name]
    assert set(named(cast.team.id, tuple(both)).scalars()) == both
    assert set(named(cast.team.id, names=both).scalars()) == both
    assert named(cast.team.id, []).scalars().all() == []
    assert named(cast.team.id + 1, both).scalars().all() == []
    assert len(composed) == 1


def test_what_is_no_value_makes_another_statement(cast):
    @composed_once
    def of_slug(slug, tier=None):
        return sa.select(Team.id).where(Team.slug == slug, sa.true() if tier is None else sa.false())

    @composed_once
    def called(most, *, backwards=False):
        return (
            sa.select(Partner.name).order_by(Partner.name.desc() if backwards else Partner.name).limit(most)
        )

    assert of_slug(cast.team.slug).scalar() == cast.team.id
    assert of_slug(None).scalar() is None
    assert of_slug(cast.team.slug, Tier.ANCHOR).scalar() is None
    names = called(2).scalars().all()
    assert called(2, backwards=True).scalars().all() != names == called(2, backwards=False).scalars().all()


def test_days_and_moments_are_bound_as_the_columns_have_them(cast):
    @composed_once
    def begun(on, at):
        is_begun = sa.and_(StatusChange.effective_on <= on, StatusChange.recorded_at <= at)
        return sa.select(sa.func.count()).where(is_begun)

    today, late = NOW.date(), dt.datetime(2999, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert begun(today, late).scalar()
    assert begun(dt.date(1900, 1, 1), late).scalar() == 0
    assert begun(today, late.replace(year=1900)).scalar() == 0
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        begun(today, late.replace(tzinfo=None))
