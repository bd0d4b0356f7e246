"""Headings and tier labels of a list."""

import pytest

from registry.errors import InvalidInput
from registry.partner_lists.rules.columns import (
    KNOWN_LABELS,
    Column,
    column_of,
    layout_of,
    meaning_called,
    meaning_of,
)
from registry.teams.rules import Tier

#: Labels in use, from the domain's table.
IN_USE = [
    *[(label, Tier.ANCHOR) for label in ("anchor", "lead", "core", "signatory", "member", "partner")],
    *[
        (label, Tier.ASSOCIATE)
        for label in (
            *("associate", "affiliate", "engaged", "supportive"),
            *("collaborating", "collaborative", "collaborating partner"),
        )
    ],
    *[(label, Tier.OBSERVER) for label in ("observer", "supporter", "supporting", "community")],
]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("organization", Column.NAME),
        ("Organisme", Column.NAME),
        ("SECTOR", Column.SECTOR),
        ("Catégorie", Column.TIER),
        ("palier", Column.TIER),
        ("Ville", Column.CITY),
        ("signatory_name", Column.SIGNATORY_NAME),
        ("Titre du signataire", Column.SIGNATORY_TITLE),
        ("E-mail", Column.EMAIL),
        ("courriel :", Column.EMAIL),
        ("Langue", Column.LANGUAGE),
        ("Fax", None),
    ],
)
def test_a_heading_is_known_in_english_and_french(heading, column):
    assert column_of(heading) is column


@pytest.mark.parametrize(("label", "tier"), IN_USE)
def test_a_label_in_use_is_known_without_asking(label, tier):
    assert meaning_of(label, {}) is tier


@pytest.mark.parametrize("label", ["Founding", "Anchors", "Core Partner", "A"])
def test_any_other_label_is_asked_about(label):
    assert meaning_of(label, {}) is None


def test_the_words_of_the_team_come_before_the_common_ones():
    assert meaning_of("PARTNER", {"partner": Tier.OBSERVER}) is Tier.OBSERVER


def test_no_common_label_means_two_tiers():
    labels = [label.casefold() for pairs in KNOWN_LABELS.values() for pair in pairs for label in set(pair)]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (["organization"], "one column only"),
        (["who", "where"], "No heading names the organizations"),
        (["organization", "organisme"], "Two columns say the same"),
        (["organization", "email", "courriel"], "Two columns say the same: “courriel”"),
    ],
)
def test_headings_that_cannot_be_a_list_are_refused_in_words(headings, words):
    with pytest.raises(InvalidInput, match=words):
        layout_of(headings)


def test_two_kept_columns_with_one_heading_stay_apart():
    assert layout_of(["organization", "note", "note", ""]).keys == ["organization", "note", "note (2)", ""]


@pytest.mark.parametrize("word", ["", "boss", "city:2", "email:9", "keep:2", "email:x"])
def test_a_meaning_that_there_is_not_is_refused(word):
    with pytest.raises(InvalidInput, match="cannot mean"):
        meaning_called(word)
