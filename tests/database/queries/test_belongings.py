"""What belongs to some things, loaded for all of them at once, as the model says."""

import pytest

from registry.database.queries.belongings import Belongings
from registry.database.session import db
from registry.partners.models.partners import Partner
from tests.cast import make_cast

STATUSES = Belongings(Partner.statuses)


@pytest.fixture
def partners(once):
    cast = once(make_cast)
    return [cast.birch, cast.maple]


def test_it_comes_in_the_order_of_its_owners_by_one_query(partners, count_queries):
    plain = [change.id for partner in partners for change in partner.statuses]
    db.session.expire_all()
    assert [partner.id for partner in partners]  # the owners are loaded
    with count_queries() as counted:
        assert [change.id for change in STATUSES.of(partners)] == plain
        assert [change.id for partner in partners for change in partner.statuses] == plain
    assert len(counted.selects) == 1


def test_what_is_loaded_is_not_asked_for_again(partners, count_queries):
    STATUSES.of(partners)
    with count_queries() as counted:
        assert STATUSES.of(partners)
    assert not counted.selects


def test_what_is_known_not_to_be_there_is_not_asked_for(partners, count_queries):
    db.session.expire_all()
    assert [partner.id for partner in partners]
    with count_queries() as counted:
        assert STATUSES.of(partners, are_there=False) == []
        assert partners[0].statuses == []
    assert not counted.selects
