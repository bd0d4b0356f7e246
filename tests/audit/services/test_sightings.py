"""Readings of confidential things: noted before the thing is shown, and once within an hour."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit.models import About, Event
from registry.audit.services import sightings
from registry.audit.services.sightings import QUIET
from registry.database.session import db
from registry.partners.rules.events import PartnerEvent
from registry.security import actors
from registry.security.actors import Capacity
from tests.acts import act_of
from tests.factories import NOW

MAX = actors.user(3, capacity=Capacity.MEMBER)
MOMENT = dt.timedelta(seconds=1)


@pytest.fixture
def note(team):
    """Notes that somebody is shown a thing; gives whether that is new."""

    def read(by=MAX, at=NOW, partner=7, of=team.id, **details):
        about = About(("partner", partner), of)
        return sightings.note_reading(PartnerEvent.NOTED, about, act_of(by, at), **details)

    return read


def readings():
    """What was noted, in its order."""
    db.session.rollback()
    return list(
        db.session.scalars(sa.select(Event).where(Event.tag == PartnerEvent.NOTED.value).order_by(Event.id))
    )


def test_a_reading_is_noted_and_committed_before_anything_is_shown(note, team):
    assert note(attachment=4) is True
    (read,) = readings()
    assert (read.chain, read.subject, read.actor, read.at) == (f"team:{team.id}", "partner:7", "user:3", NOW)
    assert read.details == {"capacity": "member", "attachment": 4}


def test_the_same_within_the_hour_is_not_noted_again(note):
    assert [note(), note(at=NOW + QUIET - MOMENT)] == [True, False]
    assert len(readings()) == 1


def test_an_hour_later_it_is_noted_again(note):
    assert [note(), note(at=NOW + QUIET)] == [True, True]
    assert len(readings()) == 2


def test_another_person_thing_or_part_of_it_is_another_reading(note):
    note()
    assert [note(by=actors.user(4)), note(partner=8), note(attachment=4), note(attachment=5)] == [True] * 4
    assert note(attachment=4) is False
    assert len(readings()) == 5


def test_a_reading_in_another_capacity_is_the_same_reading(note):
    assert [note(), note(by=actors.user(3, capacity=Capacity.CHAIR))] == [True, False]
    assert [read.details for read in readings()] == [{"capacity": "member"}]


def test_a_thing_of_one_number_in_another_chain_is_another_thing(note):
    assert [note(), note(of=None), note(of=None)] == [True, True, False]
