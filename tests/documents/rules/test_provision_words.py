"""The words of provisions: there for every value, in both languages, and set as each language is set."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules import provision_words
from registry.documents.rules.provision_words import FIGURES, NAMES, RULES, words_in, words_of
from registry.documents.rules.provisions import (
    CountedFrom,
    ExpensesBy,
    PassRule,
    ProvisionKind,
    Provisions,
    Quorum,
    QuorumKind,
    Scale,
    TierVoice,
)
from registry.teams.rules import DEFAULT_REQUIREMENTS, LANGUAGES, Requirement, Tier
from tests.documents.builders import PROVISIONS

LABELS = {"anchor": "Anchors", "associate": "Associates", "observer": "Observers"}
SIGNING = {tier.value: asked.value for tier, asked in DEFAULT_REQUIREMENTS.items()}
NOBODY = dict.fromkeys(LABELS, "nothing")

requirements = st.fixed_dictionaries(
    {tier.value: st.sampled_from([asked.value for asked in Requirement]) for tier in Tier}
)


def said(language="en", requirements=SIGNING, committee="Round Table", **values):
    """All words for some values, by default those of the domain."""
    return words_of(
        Provisions(**values),
        requirements=requirements,
        labels=LABELS,
        committee=committee,
        language=language,
    )


def shape(words):
    """The keys of nested words."""
    return {key: shape(value) if isinstance(value, dict) else None for key, value in words.items()}


def test_both_languages_have_words_for_the_same_values():
    assert shape(words_in("en")) == shape(words_in("fr"))


@given(PROVISIONS, requirements)
def test_every_field_has_words_for_any_values(provisions, requirements):
    for language in LANGUAGES:
        words = words_of(
            provisions, requirements=requirements, labels=LABELS, committee="Table", language=language
        )
        assert set(words) == NAMES
        assert all(words.values())
        assert not any(re.search(r"[{}]", text) for text in words.values())


@given(PROVISIONS)
def test_rules_end_as_sentences_and_french_has_its_own_marks_and_spaces(provisions):
    for language in LANGUAGES:
        words = words_of(
            provisions, requirements=SIGNING, labels=LABELS, committee="Table", language=language
        )
        assert all(words[name].endswith(".") for name in RULES)
        assert not any(re.search(r" {2}|'|\"|>|<|≥", text) for text in words.values())
        assert language == "en" or not any(re.search(r" [:;»]|« | \d jour", text) for text in words.values())


def test_every_provision_is_shown_by_a_rule():
    assert {kind for kinds in RULES.values() for kind in kinds} == set(ProvisionKind)


def test_a_name_is_either_a_figure_or_a_rule():
    assert not set(FIGURES) & set(RULES)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"conflict_days": 45}, "within 45 calendar days of the day on which it was formally raised."),
        ({"conflict_days": 1}, "within one calendar day of the day"),
        ({"counted_from": CountedFrom.ESCALATED}, "of the day on which it was brought before the steering"),
        ({"counted_from": CountedFrom.ESCALATED}, "we count from the day on which it was formally raised"),
    ],
)
def test_the_days_of_a_conflict(values, words):
    assert words in said(**values)["conflict_time_rule"]


@pytest.mark.parametrize(
    ("days", "figure", "rule"),
    [
        (None, "none", "No period of notice applies: the partner chooses its day of departure."),
        (1, "one day", "The day of departure is at least one calendar day after the notice."),
        (60, "60 days", "The day of departure is at least 60 calendar days after the notice."),
    ],
)
def test_notice(days, figure, rule):
    words = said(notice_days=days)
    assert (words["notice_period"], words["notice_rule"]) == (figure, rule)


def test_a_period_of_notice_in_french_keeps_its_number_with_its_unit():
    assert said("fr", notice_days=90)["notice_period"] == "90\u00a0jours"


@pytest.mark.parametrize(
    ("payer", "words"),
    [
        (ExpensesBy.PARTIES, "The parties to the conflict share"),
        (ExpensesBy.COMMITTEE, "The organizations on the steering committee share"),
        (ExpensesBy.TEAM, "Our team itself bears"),
        (ExpensesBy.DECIDING_TIERS, "All partners whose tier decides share"),
        (ExpensesBy.AS_AGREED, "those who agree, in the case at hand"),
    ],
)
def test_who_pays_for_help(payer, words):
    assert words in said(expenses=payer)["conflict_expenses_rule"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "every position taken is at level 4 or better: nobody needs to know more before"),
        ({"threshold": 1}, "every position taken is at level 1: all of them are wholeheartedly"),
        ({"scale": Scale.AGREEMENT, "threshold": 5}, "level 5 or better: nobody will act against adoption"),
        ({}, "The quorum is every voice that counts."),
        ({"quorum": Quorum.at_least(8)}, "The quorum is 8 of the voices that count."),
        ({"quorum": Quorum.at_least(1)}, "The quorum is one of the voices that count."),
        ({"quorum": Quorum.part(2, 3)}, "The quorum is two thirds of the voices that count, rounded up."),
        ({"quorum": Quorum.part(7, 12)}, "The quorum is 7 in every 12 of the voices that count, rounded up."),
        ({"quorum": Quorum.part(1, 1)}, "The quorum is every voice that counts."),
        ({"quorum": Quorum(QuorumKind.CHOSEN)}, "that we settle openly before the question opens."),
    ],
)
def test_consensus_is_said_by_scale_threshold_and_quorum(values, words):
    assert words in said(**values)["consensus_rule"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "is chosen openly as the vote opens."),
        ({"pass_rule": PassRule.MAJORITY_CAST}, "passes if more than half of the votes cast are in favour"),
        ({"pass_rule": PassRule.TWO_THIRDS_ROLL}, "at least two thirds of all the voices that count vote"),
        ({}, "only if ballots come from more than half of the voices that count, abstentions among them"),
        ({"vote_quorum": Quorum.at_least(5)}, "from at least 5 of the voices that count"),
        ({"vote_quorum": Quorum.part(3, 4)}, "from at least three quarters of the voices that count"),
    ],
)
def test_a_recorded_vote_is_said_by_its_pass_rule_and_quorum(values, words):
    assert words in said(**values)["recorded_vote_rule"]


@pytest.mark.parametrize("level", provision_words.LEVELS)
def test_the_scales_have_a_wording_of_each_level_of_their_own(level):
    assert said()[f"level_{level}"] != said(scale=Scale.AGREEMENT, threshold=5)[f"level_{level}"]


def test_those_at_level_5_carry_a_decision_out_on_the_round_scale_alone():
    assert "level 5" not in said()["carrying_out_rule"]
    assert "level 5" in said(scale=Scale.AGREEMENT)["carrying_out_rule"]


def test_what_a_tier_does_follows_its_voice_and_not_its_name():
    words = said(
        voices=dict(zip(Tier, (TierVoice.CONSULTED, TierVoice.DECIDES, TierVoice.INFORMED), strict=True))
    )
    assert "consulted" in words["voice_anchor"]
    assert "decide" in words["voice_associate"]
    assert "we share responsibility" in words["duties_associate"]


@pytest.mark.parametrize(
    ("asked", "signing", "acknowledging"),
    [
        (SIGNING, "in the tiers Anchors and Associates.", "Partners in the tier Observers acknowledge"),
        (NOBODY | {"anchor": "signs"}, "in the tier Anchors.", "No tier acknowledges"),
        (dict.fromkeys(LABELS, "signs"), "in the tiers Anchors, Associates and Observers.", "No tier"),
        (dict.fromkeys(LABELS, "acknowledges"), "No tier signs", "Anchors, Associates and Observers acknow"),
    ],
)
def test_who_signs_and_who_acknowledges(asked, signing, acknowledging):
    words = said(requirements=asked)
    assert signing in words["signing_rule"]
    assert acknowledging in words["acknowledging_rule"]


@pytest.mark.parametrize(
    ("language", "committee", "words"),
    [
        ("en", "Steering Committee", "Our steering committee leads the team."),
        (
            "en",
            "Round Table",
            "Our Round Table leads the team; this Statement calls it the steering committee.",
        ),
        ("fr", "Comité directeur", "Notre comité directeur dirige l’équipe."),
        (
            "fr",
            "Table ronde",
            "Notre Table ronde dirige l’équipe; le présent énoncé l’appelle le comité directeur.",
        ),
    ],
)
def test_a_steering_committee_of_another_name_is_introduced_by_its_own(language, committee, words):
    assert said(language, committee=committee)["steering_committee_rule"] == words


def test_a_team_without_a_steering_committee_has_a_blank_to_fill():
    words = said(committee="")
    assert words["steering_committee"] == words["steering_committee_rule"] == ""


def test_no_two_payers_are_said_alike():
    assert len({said(expenses=payer)["conflict_expenses_rule"] for payer in ExpensesBy}) == len(ExpensesBy)
