"""What a team’s names, address, languages and time zone are held to."""

from itertools import product
from zoneinfo import ZoneInfo

import pytest

from registry.errors import InvalidInput, RuleBroken
from registry.teams.rules import (
    DEFAULT_LABELS,
    DEFAULT_REQUIREMENTS,
    LANGUAGES,
    NAME_LENGTH,
    NEAR_ZONES,
    Requirement,
    StepUp,
    Tier,
    check_languages,
    check_names,
    check_slug,
    check_zone,
    zones,
)
from tests.refusals import allowed, refusal_of


@pytest.mark.parametrize("slug", ["", "East", "-east", "east-", "east team", "éast", "a" * 61, "east\n"])
def test_a_slug_that_cannot_stand_in_an_address_is_refused(slug):
    with pytest.raises(RuleBroken, match="cannot stand in an address") as refused:
        check_slug(slug)
    assert refused.value.field == "slug"


@pytest.mark.parametrize("slug", ["e", "7", "east", "east-2", "a--b", "a" * 60])
def test_a_slug_of_small_letters_digits_and_inner_hyphens_stands_in_an_address(slug):
    assert refusal_of(check_slug, slug) is None


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("", ""), "Enter the team’s name"),
        (("x" * (NAME_LENGTH + 1), ""), "at most 200 characters"),
        (("", "x" * (NAME_LENGTH + 1)), "at most 200 characters"),
    ],
)
def test_a_team_has_a_name_in_one_language_at_least(names, words):
    with pytest.raises(InvalidInput, match=words) as refused:
        check_names(*names)
    assert refused.value.field == "name_en"


@pytest.mark.parametrize("names", [("East", ""), ("", "Est"), ("x" * NAME_LENGTH, "x" * NAME_LENGTH)])
def test_a_name_in_either_language_will_do(names):
    assert refusal_of(check_names, *names) is None


def test_a_team_speaks_english_french_or_both():
    choices = [["en"], ["fr"], ["fr", "en"], [], ["de"], ["en", "de"], ["EN"]]
    assert allowed(check_languages, choices) == choices[:3]
    with pytest.raises(RuleBroken, match="English, French or both") as refused:
        check_languages(["de"])
    assert refused.value.field == "languages"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "america/toronto", "../etc/passwd", "Toronto"])
def test_a_place_that_the_time_zones_do_not_know_is_refused(zone):
    with pytest.raises(RuleBroken, match="not a known time zone") as refused:
        check_zone(zone)
    assert refused.value.field == "timezone"


def test_every_zone_that_is_offered_is_known_once_and_the_near_ones_come_first():
    offered = zones()
    assert offered[: len(NEAR_ZONES)] == NEAR_ZONES
    assert len(set(offered)) == len(offered) > len(NEAR_ZONES)
    assert {ZoneInfo(zone).key for zone in offered} == set(offered)
    assert allowed(check_zone, offered) == list(offered)


def test_clocks_without_a_place_are_not_offered():
    assert not {"UTC", "EST", "Etc/GMT+5"}.intersection(zones())


def test_who_decides_and_who_is_consulted_sign_and_who_is_informed_acknowledges():
    assert DEFAULT_REQUIREMENTS == {
        Tier.ANCHOR: Requirement.SIGNS,
        Tier.ASSOCIATE: Requirement.SIGNS,
        Tier.OBSERVER: Requirement.ACKNOWLEDGES,
    }


def test_each_tier_has_a_usual_name_in_each_language():
    named = {
        (tier, language) for tier, names in DEFAULT_LABELS.items() for language, name in names.items() if name
    }
    assert named == set(product(Tier, LANGUAGES))


def test_what_anyone_may_know_of_a_second_proof_is_its_channel():
    assert {step_up: step_up.in_public for step_up in StepUp} == {
        StepUp.PHONE: "code read out by telephone",
        StepUp.TOTP: "authenticator app of the signatory’s account",
        StepUp.SIGN_ON: "directory of the signatory’s organization",
    }
