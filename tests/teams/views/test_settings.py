"""The page of a team's settings, and where it leads."""

import re

import pytest

from registry.database.transactions import unit_of_work
from registry.teams.rules import Tier
from registry.teams.services import teams
from tests.factories import WHO_AND_WHEN, make_reader
from tests.reading import error_on, saved_now, value_of
from tests.removable import case

PAGE = "/teams/east/settings"

#: Where the settings lead, and of which feature that can be removed that is.
PAGES = {
    "decisions/settings": "decisions",
    "intake": "admissions",
    "conflicts/settings": "conflicts",
    "withdrawals/notice-period": "withdrawals",
    "people": "",
}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def save(client, team):
    """Sends the form, as it was read just now unless a revision is given."""

    def send(**said):
        known = {"name_en": "East Team", "name_fr": "Équipe de l’Est", "languages": "en fr"}
        known |= {"timezone": "America/Toronto", "revision": team.revision}
        return client.post(PAGE, data=known | said)

    return send


def test_the_page_shows_what_is_set(client, team):
    page = client.get(PAGE).text
    assert 'value="Équipe de l’Est"' in page
    assert re.search(r'name="languages" type="radio" value="en fr" checked', page)
    assert '<option value="America/Toronto" selected>' in page


def test_the_near_time_zones_come_first(client, team):
    zones = re.findall(r'<option value="([^"]*/[^"]*)"', client.get(PAGE).text)
    assert zones[0] == "America/St_Johns"
    assert len(zones) == len(set(zones))


def test_settings_are_saved(client, team, save):
    answer = save(
        name_en="  East Ottawa ", region_fr="l’Est d’Ottawa", languages="fr en", label_anchor_fr="Membre"
    )
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert (team.name_en, team.region_fr, team.languages) == ("East Ottawa", "l’Est d’Ottawa", ["fr", "en"])
    assert team.tier_label(Tier.ANCHOR, "fr") == "Membre"
    assert "The settings are saved." in client.get(PAGE).text


def test_an_emptied_label_gives_the_usual_name_back(team, save):
    save(label_anchor_en="Signatory")
    save(label_anchor_en="")
    assert team.tier_label(Tier.ANCHOR, "en") == "Anchor"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name_en": "", "name_fr": ""}, "name_en", "Enter the team’s name."),
        ({"name_en": "x" * 201}, "name_en", "Use at most 200 characters."),
        ({"languages": "de"}, "languages", "Choose English, French or both."),
        ({"languages": ""}, "languages", "Choose English, French or both."),
        ({"timezone": "Mars/Olympus"}, "timezone", "“Mars/Olympus” is not a known time zone."),
        ({"label_anchor_en": "x" * 41}, "label_anchor_en", "Use at most 40 characters."),
    ],
)
def test_what_is_wrong_is_said_on_its_field_and_nothing_is_saved(team, save, said, field, words):
    answer = save(region_en="the South", **said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert 'value="the South"' in answer.text
    assert team.region_en == "the East"


@pytest.fixture
def changed_meanwhile(team):
    """Somebody else names the team and a tier."""
    with unit_of_work(team.id):
        teams.change_settings(
            team,
            name_en="Their East",
            name_fr="Leur Est",
            region_en="",
            region_fr="",
            timezone="America/Halifax",
            languages=["fr"],
            tier_labels={"anchor": {"en": "Core"}},
            **WHO_AND_WHEN,
        )


def test_the_second_of_two_is_told_and_keeps_what_was_typed(team, save, changed_meanwhile):
    answer = save(revision=1, name_en="My East", label_anchor_en="")
    assert answer.status_code == 422
    assert "Someone else changed this meanwhile; yours is not saved." in answer.text
    assert 'value="My East"' in answer.text
    assert all(one in saved_now(answer) for one in ("Their East", "Leur Est", "America/Halifax", "Core"))
    assert team.name_en == "Their East"


def test_the_second_saves_again_with_both_before_them(team, save, changed_meanwhile):
    told = save(revision=1, name_en="My East")
    assert save(revision=value_of(told, "revision"), name_en="My East").status_code == 303
    assert team.name_en == "My East"


def test_a_form_without_its_revision_is_not_saved(team, save):
    assert save(revision="", name_en="My East").status_code == 422
    assert team.name_en == "East Team"


def test_a_script_in_a_name_is_text(client, save):
    save(name_en="<script>alert(1)</script>")
    page = client.get(PAGE).text
    assert "<script>alert" not in page
    assert '<p class="teambar__name">&lt;script&gt;alert(1)&lt;/script&gt;</p>' in page


def test_a_reader_may_not_enter_and_is_not_led_there(client, team):
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/teams/east/").text


# -- where it leads ----------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("page", [case(page, about=feature) for page, feature in PAGES.items()])
def test_the_settings_lead_to_what_a_feature_lets_the_team_settle(client, team, page):
    assert f'href="/teams/east/{page}"' in client.get("/teams/east/settings").text
    assert client.get(f"/teams/east/{page}").status_code == 200
