"""Which committee steers: the one that the agreement in force on the day names, or else the marked one."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.committees.queries import steering_committees
from registry.committees.rules import CommitteeEvent
from registry.committees.services import committees
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from tests.agreements import agree_on
from tests.cast import make_cast
from tests.factories import BY_AND_WHEN, NOW

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")

TODAY = NOW.date()

SOON = dt.timedelta(days=5)


@pytest.fixture
def cast(once):
    """A steering committee as it is marked by hand, and a working group."""
    return once(make_cast)


def named(cast, on=TODAY):
    """The steering committee on a day, and where the agreement names it."""
    found = steering_committees.steering_on(cast.team.id, on)
    return found.committee, found.named and found.named.place.number


def test_while_no_agreement_names_one_the_mark_says_which(cast):
    assert named(cast) == (cast.steering, None)
    agree_on(cast.team)
    assert named(cast) == (cast.steering, None)


def test_the_agreement_in_force_on_the_day_names_it(cast):
    agree_on(cast.team, at=NOW + SOON, steering_committee=cast.group.id)
    assert named(cast) == (cast.steering, None)
    assert named(cast, TODAY + SOON) == (cast.group, "1.4")


def test_while_the_agreement_names_an_open_one_no_mark_is_set_by_hand(cast):
    agree_on(cast.team, steering_committee=cast.group.id)
    with unit_of_work(cast.team.id), pytest.raises(RuleBroken, match="names the steering committee"):
        committees.add_committee(cast.team, name_en="Board", is_steering=True, **BY_AND_WHEN)


def test_when_the_named_one_closes_an_old_mark_gives_the_role_to_nobody(cast):
    agree_on(cast.team, steering_committee=cast.group.id)
    with unit_of_work(cast.team.id):
        committees.close_committee(cast.group, on=TODAY, **BY_AND_WHEN)
    assert named(cast) == (None, None)
    with unit_of_work(cast.team.id):
        committees.add_committee(cast.team, name_en="Board", is_steering=True, **BY_AND_WHEN)
    assert named(cast)[0].name("en") == "Board"


def test_the_mark_follows_the_agreement_and_stays_when_a_later_version_names_none(cast, work):
    agree_on(cast.team, steering_committee=cast.group.id)
    work()
    assert (cast.group.is_steering, cast.steering.is_steering) == (True, False)
    event = audit_queries.events_about(cast.team.id, cast.group.subject)[0]
    assert (event.tag, event.actor) == (CommitteeEvent.CHANGED, "registry")
    agree_on(cast.team, at=NOW + SOON)
    assert named(cast, TODAY + SOON) == (cast.group, None)
