"""Links to announcements: sent again, asked for when lost, ended by a newer one."""

import datetime as dt

import pytest

from registry.announcements.services import copies
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from tests.acts import act_of
from tests.announcements.builders import copies_of
from tests.factories import BY, NOW
from tests.outbox.builders import count

pytestmark = pytest.mark.usefixtures("stopped_clock")
TO = "ann@example.org"


@pytest.fixture
def copy(sent):
    """The one copy that went out."""
    [copy] = copies_of(sent)
    return copy


def later(minutes):
    return act_of(BY, NOW + dt.timedelta(minutes=minutes))


def test_a_new_link_ends_the_earlier_one(copy):
    with unit_of_work(copy.announcement.team_id):
        copies.resend(copy, act=later(1))
    assert (copy.generation, count(TO)) == (2, 2)


def test_who_asks_for_a_new_link_gets_one_after_a_pause(copy):
    with unit_of_work(copy.announcement.team_id), pytest.raises(RuleBroken, match="few minutes ago"):
        copies.renew(copy, act=later(1))
    with unit_of_work(copy.announcement.team_id):
        copies.renew(copy, act=later(20))
    assert count(TO) == 2


def test_without_an_address_nothing_is_sent(copy):
    with unit_of_work(copy.announcement.team_id):
        copy.address = ""
    with unit_of_work(copy.announcement.team_id), pytest.raises(RuleBroken, match="was removed"):
        copies.resend(copy, act=later(20))


def test_a_lost_link_is_found_by_its_address_and_sent_again(copy):
    team_id = copy.announcement.team_id
    assert copies.open_for(TO.upper(), most=5) == [(team_id, copy.id)]
    with unit_of_work(team_id):
        copies.send_lost(copy.id, now=NOW + dt.timedelta(minutes=20))
        copies.send_lost(copy.id, now=NOW + dt.timedelta(minutes=21))  # too soon after the last
        copies.send_lost(copy.id + 1, now=NOW + dt.timedelta(minutes=20))  # no such copy
    assert count(TO) == 2


def test_the_first_opening_is_noted_once(copy):
    for minutes in (5, 9):
        with unit_of_work(copy.announcement.team_id):
            copies.note_fetched(copy, act=later(minutes))
    assert copy.fetched_at == NOW + dt.timedelta(minutes=5)
