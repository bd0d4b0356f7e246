"""What an announcement must say, and how long its links live."""

import datetime as dt

import pytest

from registry.announcements.rules import announcements as rules
from registry.errors import InvalidInput, RuleBroken
from registry.teams.rules import Tier

BOTH = ("en", "fr")


def test_a_text_stands_in_each_language_of_the_team():
    said = {"en": " Come. ", "fr": "Venez.", "de": "Kommt."}
    assert rules.check_texts(said, BOTH, field="text", most=10) == {"en": "Come.", "fr": "Venez."}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"en": "", "fr": "Venez."}, "text_en"),
        ({"en": "Come."}, "text_fr"),
        ({"en": "Come.", "fr": "  "}, "text_fr"),
        ({"en": "Come, all.", "fr": "Venez tous."}, "text_fr"),
    ],
)
def test_a_missing_or_long_text_is_refused_on_its_field(said, field):
    with pytest.raises(InvalidInput) as refused:
        rules.check_texts(said, BOTH, field="text", most=10)
    assert refused.value.field == field


def test_tiers_are_known_and_in_their_order():
    assert rules.check_tiers(["observer", "anchor", "sponsor"]) == [Tier.ANCHOR, Tier.OBSERVER]
    with pytest.raises(InvalidInput) as refused:
        rules.check_tiers(["sponsor"])
    assert refused.value.field == "tiers"


def test_what_was_sent_stays_as_it_is():
    rules.check_draft(None)
    with pytest.raises(RuleBroken, match="stays as it is"):
        rules.check_draft(dt.datetime(2026, 11, 24, tzinfo=dt.UTC))


@pytest.mark.parametrize("text", ["", "   ", "x" * (rules.ANSWER_LENGTH + 1)])
def test_an_answer_says_something_in_bounded_length(text):
    with pytest.raises(InvalidInput) as refused:
        rules.check_answer(text)
    assert refused.value.field == "text"


@pytest.mark.parametrize("name", ["", " ", "x" * (rules.NAME_LENGTH + 1)])
def test_who_answers_gives_a_name(name):
    with pytest.raises(InvalidInput) as refused:
        rules.check_name(name)
    assert refused.value.field == "name"


def test_papers_are_bounded():
    rules.check_more_papers(rules.MOST_PAPERS - 1)
    with pytest.raises(RuleBroken) as refused:
        rules.check_more_papers(rules.MOST_PAPERS)
    assert refused.value.field == "paper"


def test_a_link_lives_until_the_end_of_its_last_day_in_the_teams_zone():
    end = rules.link_expiry(dt.date(2026, 1, 1), "America/Toronto")
    assert end == dt.datetime(2026, 4, 2, 4, 0, tzinfo=dt.UTC)  # after 90 days; it is summer time by then
