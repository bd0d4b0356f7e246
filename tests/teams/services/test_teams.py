"""Making teams, granting roles, knowing who reads, on both databases."""

import datetime as dt

import pytest

from registry import clock
from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.security.permissions import Role
from registry.teams.queries import teams as team_queries
from registry.teams.rules import TeamEvent, Tier
from registry.teams.services import teams
from tests.conftest import make_session
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator, make_reader, make_team, make_user

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


def last_event(team, subject):
    return audit_queries.events_about(team.id, subject)[0]


# -- making ------------------------------------------------------------------------------------------


def test_a_team_is_found_by_its_slug(team):
    assert team_queries.find_team("east") == team
    assert team_queries.find_team("west") is None
    assert team_queries.any_team()


def test_an_installation_without_a_team_knows_it(session):
    assert not team_queries.any_team()


def test_a_team_named_in_one_language_is_called_so_in_both(session):
    with unit_of_work():
        made = teams.create_team(slug="east", name_en="East Team", **WHO_AND_WHEN)
    assert (made.name("en"), made.name("fr")) == ("East Team", "East Team")
    assert (made.timezone, made.languages) == ("America/Toronto", ["en", "fr"])


def test_making_a_team_is_the_first_event_of_its_chain(team):
    event = last_event(team, ("team", team.id))
    assert (event.seq, event.tag) == (1, TeamEvent.CREATED)


def test_a_team_is_not_made_at_an_address_that_cannot_be(session):
    with pytest.raises(RuleBroken, match="cannot stand in an address"), unit_of_work():
        teams.create_team(slug="East", name_en="East", **WHO_AND_WHEN)
    assert not team_queries.any_team()


def test_a_slug_is_taken_once(team):
    with pytest.raises(RuleBroken, match="already a team “east”"), unit_of_work():
        make_team(slug="east")


def test_a_time_zone_must_be_known(session):
    with pytest.raises(RuleBroken, match="not a known time zone"), unit_of_work():
        make_team(timezone="Mars/Olympus")


def reader_of(user, slug):
    """Who reads with a new session of a person."""
    return team_queries.reader(make_session(user), slug, idle=HOUR, now=clock.now())


# -- roles and readers -------------------------------------------------------------------------------


def test_a_reader_is_known_with_team_and_role(team):
    with unit_of_work():
        ann = make_coordinator(team)
    reader = reader_of(ann, "east")
    assert (reader.user, reader.team, reader.role) == (ann, team, Role.COORDINATOR)


def test_a_new_role_takes_the_place_of_the_old(team):
    with unit_of_work():
        ann = make_reader(team)
        teams.grant_role(team=team, user_id=ann.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
    assert reader_of(ann, "east").role is Role.COORDINATOR
    assert len(team_queries.teams_of(ann.id)) == 1
    assert last_event(team, ("user", ann.id)).details == {"role": "coordinator"}


@pytest.mark.parametrize("slug", ["west", "nowhere", None])
def test_in_another_team_a_reader_has_no_role(team, slug):
    with unit_of_work():
        make_team(slug="west")
        ann = make_coordinator(team)
    reader = reader_of(ann, slug)
    assert (reader.user, reader.team, reader.role) == (ann, None, None)


def test_a_session_that_is_not_there_is_nobodys(team):
    assert team_queries.reader("a token nobody was given", "east", idle=HOUR, now=NOW) is None


def test_a_session_that_has_ended_is_nobodys_and_says_why(team):
    with unit_of_work():
        token = make_session(make_coordinator(team))
    found = team_queries.reader(token, "east", idle=HOUR, now=clock.now() + HOUR)
    assert (found.user, found.team, found.role) == (None, None, None)
    assert "away for a while" in found.farewell


def test_a_persons_teams_are_listed_by_name(session):
    with unit_of_work():
        ann = make_user()
        made = [make_team(name_en=name) for name in ("West", "East")]
        for_ann = [
            teams.grant_role(team=one, user_id=ann.id, role=Role.READER, **WHO_AND_WHEN) for one in made
        ]
    assert [one.name_en for one in team_queries.teams_of(ann.id)] == ["East", "West"]
    assert len(for_ann) == len(made)


def test_only_coordinators_are_told_of_a_teams_affairs(team):
    with unit_of_work():
        ann = make_coordinator(team)
        make_reader(team)
        make_coordinator(make_team())
    assert team_queries.coordinator_ids(team.id) == [ann.id]


# -- settings ----------------------------------------------------------------------------------------


def change(team, **said):
    kept = {"name_en": "East Team", "name_fr": "", "region_en": "", "region_fr": ""}
    kept |= {"timezone": "America/Toronto", "languages": ["en", "fr"], "tier_labels": {}}
    with unit_of_work(team.id):
        teams.change_settings(team, **(kept | said), **WHO_AND_WHEN)


def test_settings_are_changed_and_recorded(team):
    change(team, region_fr="l’Ouest", timezone="America/Moncton", languages=["fr"])
    assert (team.region("fr"), team.timezone, team.languages) == ("l’Ouest", "America/Moncton", ["fr"])
    assert last_event(team, ("team", team.id)).tag == TeamEvent.CHANGED


def test_a_name_missing_in_one_language_is_that_of_the_other(team):
    change(team, name_en="", name_fr="Équipe")
    assert (team.name_en, team.name_fr) == ("Équipe", "Équipe")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"languages": []}, "languages"),
        ({"languages": ["de"]}, "languages"),
        ({"timezone": "Toronto"}, "timezone"),
    ],
)
def test_settings_that_cannot_be_are_refused_on_their_field(team, said, field):
    with pytest.raises((InvalidInput, RuleBroken)) as refused:
        change(team, **said)
    assert refused.value.field == field


def test_a_tier_is_called_as_the_team_calls_it_and_else_by_the_usual_name(team):
    change(team, tier_labels={"anchor": {"en": "Signatory"}})
    assert team.tier_label(Tier.ANCHOR, "en") == "Signatory"
    assert team.tier_label(Tier.ANCHOR, "fr") == "Pilier"
    assert team.tier_label(Tier.OBSERVER, "en") == "Observer"
