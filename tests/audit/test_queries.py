"""Figures that are kept in memory until something is recorded."""

from contextlib import suppress

import pytest

from registry.accounts import services as accounts
from registry.accounts.rules import AccountEvent
from registry.audit import queries
from registry.audit.queries import FIGURES, kept_until_event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from tests.factories import WHO_AND_WHEN, make_partner, make_team, make_user

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def counted():
    return []


@pytest.fixture
def figure(counted):
    """How often it was counted, for a team and a word."""

    @kept_until_event(AccountEvent.CREATED)
    def count(team_id, word="", *, loudly=False):
        counted.append((team_id, word, loudly))
        return len(counted)

    def ask(*args, **kwargs):
        db.session.rollback()  # as the next request does
        return count(*args, **kwargs)

    ask.at_once = count
    return ask


def test_a_figure_is_counted_once_for_what_it_is_asked_with(figure, counted, team):
    assert figure(team.id) == figure(team.id) == 1
    assert figure(team.id, "here") == figure(team.id, "here") == 2
    assert figure(team.id, "here", loudly=True) == 3
    assert figure(team.id + 1) == 4
    assert counted == [
        (team.id, "", False),
        (team.id, "here", False),
        (team.id, "here", True),
        (team.id + 1, "", False),
    ]


def test_what_is_recorded_of_a_team_ends_the_figures_of_that_team(figure, team):
    with unit_of_work():
        other = make_team(slug="west")
    assert (figure(team.id), figure(other.id)) == (1, 2)
    with unit_of_work(team.id):
        make_partner(team)
    assert (figure(team.id), figure(other.id)) == (3, 2)


def test_one_kind_of_event_of_the_installation_ends_those_of_all_teams(figure, team):
    figure(team.id)
    with unit_of_work():
        ann = make_user()
    assert figure(team.id) == 2
    with unit_of_work():
        accounts.name_administrator(ann, **WHO_AND_WHEN)
    assert figure(team.id) == 2


def test_within_a_unit_of_work_a_figure_is_counted_each_time(figure, team):
    figure(team.id)
    with unit_of_work(team.id):
        assert (figure.at_once(team.id), figure.at_once(team.id)) == (2, 3)
    assert figure(team.id) == 1


def test_what_was_undone_ends_no_figure(figure, team):
    figure(team.id)
    with suppress(LookupError), unit_of_work(team.id):
        make_partner(team)
        raise LookupError
    assert figure(team.id) == 1


def test_the_oldest_figures_go(figure, monkeypatch, team):
    monkeypatch.setattr(queries, "MOST_FIGURES", 2)
    for word in ("one", "two", "three"):
        figure(team.id, word)
    [kept] = FIGURES.values()
    assert [key[2] for key in kept] == [("two",), ("three",)]
