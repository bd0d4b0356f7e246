"""Signatories over time, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput
from registry.partners.rules.events import PartnerEvent
from registry.partners.services import signatories
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team
from tests.partners.builders import tags

JANUARY, MARCH, JUNE = dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def partner(session):
    """An anchor and partner since January."""
    with unit_of_work():
        return make_partner(make_team(), "Carefor")


@pytest.fixture
def people(partner):
    with unit_of_work():
        return [make_signatory(partner, name=name) for name in ("Ann", "Bo", "Cy")]


def change(person, **said):
    kept = {key: getattr(person, key) for key in ("name", "title", "email", "language", "authority")}
    signatories.change_signatory(person, **(kept | said), **WHO_AND_WHEN)


def names(partner, on=MARCH):
    return [person.name for person in partner.active_signatories(on)]


def test_signatories_are_asked_in_the_order_listed(partner, people):
    assert names(partner) == ["Ann", "Bo", "Cy"]


def test_a_signatory_can_be_asked_first(partner, people, session):
    with unit_of_work():
        change(people[2], position=1)
    session.expire_all()
    assert names(partner) == ["Cy", "Ann", "Bo"]


def test_a_signatory_is_changed(partner, people):
    with unit_of_work():
        change(people[0], name="Anna", authority="By-law 4")
    assert (people[0].name, people[0].authority) == ("Anna", "By-law 4")
    assert tags(partner)[0] == PartnerEvent.SIGNATORY_CHANGED


def test_a_signatory_signs_until_the_day_they_end(partner, people):
    with unit_of_work():
        signatories.end_signatory(people[0], on=MARCH, **WHO_AND_WHEN)
    assert names(partner, MARCH - DAY) == ["Ann", "Bo", "Cy"]
    assert names(partner, MARCH) == ["Bo", "Cy"]


def test_a_signatory_is_somebody(partner):
    with pytest.raises(InvalidInput), unit_of_work():
        make_signatory(partner, name="", title="", email="")
