"""Figures that are kept in memory until something changes."""

from contextlib import suppress

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.unchanged import figures
from registry.unchanged.figures import FIGURES, kept_while_unchanged
from tests.factories import make_committee, make_team, make_user

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def counted():
    return []


@pytest.fixture
def figure(counted):
    """How often it was counted, for a team and a word."""

    @kept_while_unchanged
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


def test_a_change_in_a_team_ends_the_figures_of_that_team(figure, team):
    with unit_of_work():
        other = make_team(slug="west")
    assert (figure(team.id), figure(other.id)) == (1, 2)
    with unit_of_work(team.id):
        make_committee(team)
    assert (figure(team.id), figure(other.id)) == (3, 2)


def test_a_change_of_an_account_ends_the_figures_of_all_teams(figure, team):
    figure(team.id)
    with unit_of_work():
        make_user()
    assert figure(team.id) == 2


def test_within_a_unit_of_work_a_figure_is_counted_each_time(figure, team):
    figure(team.id)
    with unit_of_work(team.id):
        assert (figure.at_once(team.id), figure.at_once(team.id)) == (2, 3)
    assert figure(team.id) == 1


def test_what_was_undone_ends_no_figure(figure, team):
    figure(team.id)
    with suppress(LookupError), unit_of_work(team.id):
        make_committee(team)
        raise LookupError
    assert figure(team.id) == 1


def test_the_oldest_figures_go(figure, monkeypatch, team):
    monkeypatch.setattr(figures, "MOST_FIGURES", 2)
    for word in ("one", "two", "three"):
        figure(team.id, word)
    [kept] = FIGURES.values()
    assert [key[2] for key in kept] == [("two",), ("three",)]
