"""The shipped Statement says all that the domain asks of it, in both languages, at a length that is read."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given

from registry.documents.rules import fields
from registry.documents.rules.markdown import blocks_of
from registry.documents.rules.provision_words import words_of
from registry.documents.rules.provisions import (
    CountedFrom,
    ExpensesBy,
    PassRule,
    Provisions,
    Quorum,
    Scale,
    TierVoice,
)
from registry.documents.rules.statement_template import load_fields, load_statement
from registry.teams.rules import DEFAULT_REQUIREMENTS, Tier
from tests.documents.builders import PROVISIONS

FACTS = tomllib.loads((Path(__file__).parent / "data" / "statement_facts.toml").read_text(encoding="utf-8"))
FACTS_OF_OTHER = FACTS.pop("other")
SECTIONS = {section.key: section for section in load_statement()}
LABELS = {tier.value: f"[tier_{tier}]" for tier in Tier}
SIGNING = {tier.value: asked.value for tier, asked in DEFAULT_REQUIREMENTS.items()}

#: A version in which everything is otherwise than by default.
OTHER = Provisions(
    conflict_days=30,
    counted_from=CountedFrom.ESCALATED,
    expenses=ExpensesBy.TEAM,
    notice_days=90,
    scale=Scale.AGREEMENT,
    threshold=5,
    quorum=Quorum.part(2, 3),
    pass_rule=PassRule.TWO_THIRDS_ROLL,
    vote_quorum=Quorum.at_least(5),
    voices=dict(zip(Tier, (TierVoice.CONSULTED, TierVoice.DECIDES, TierVoice.INFORMED), strict=True)),
)
ALL_SIGN = dict.fromkeys(LABELS, "signs")

#: About as long as a team's own words are.
OWN_WORDS = {
    "team": "Larkspur Valley Health Team",
    "region": "Larkspur and Tamarack",
    "submission": "our full application of June 2026",
    "performance_framework": "the valley’s own scorecard",
    "target_population": "older adults with several conditions in Larkspur and Tamarack",
    "care_changes": "one care plan; one number to call; a visit at home within two days of leaving hospital",
    "service_targets": "400 shared care plans; 1,200 visits at home",
}


def printed(key, language, provisions, requirements, values=()):
    """A section as printed; fields that the team fills in show their names in brackets."""
    words = words_of(
        provisions,
        requirements=requirements,
        labels=LABELS,
        committee="[steering_committee]",
        language=language,
    )
    return fields.fill(SECTIONS[key].body[language], words | LABELS | dict(values)).replace("\u00a0", " ")


def clauses(text):
    """The sentences and list items of a text, as they are compared."""
    return [
        sentence.casefold()
        for block in blocks_of(text)
        for sentence in re.split(r"(?<=[.?!])\s+", block.text.replace("**", ""))
    ]


def saying(text, words):
    """The clauses of a text that contain all of the words of a fact."""
    return [clause for clause in clauses(text) if all(word in clause for word in words.split("|"))]


def cases(facts):
    """Every fact in each language: the section, the language, and the words."""
    return [
        pytest.param(key, language, words, id=f"{key}-{name}-{language}")
        for key, rows in facts.items()
        for name, said in rows.items()
        for language, words in zip(("en", "fr"), said, strict=True)
    ]


# A fact that one clause says, and no other, is lost with this clause: so every test below bites.


@pytest.mark.parametrize(("key", "language", "words"), cases(FACTS))
def test_a_fact_stands_in_its_section_once(key, language, words):
    assert len(saying(printed(key, language, Provisions(), SIGNING), words)) == 1


@pytest.mark.parametrize(("key", "language", "words"), cases(FACTS_OF_OTHER))
def test_a_fact_of_other_provisions_stands_in_their_section_once(key, language, words):
    assert len(saying(printed(key, language, OTHER, ALL_SIGN), words)) == 1


def test_the_sections_without_a_fact_are_few_and_known():
    assert set(SECTIONS) - set(FACTS) == {
        "anchors-carry",
        "associates-bring",
        "observers-follow",
        "steering-committee",
        "later-versions",
    }


@pytest.mark.parametrize(
    ("language", "words"), [("en", "live as well as they can"), ("fr", "vivent le mieux possible")]
)
def test_a_sample_purpose_stands_ready(language, words):
    purpose = next(field for field in load_fields() if field.name == "purpose")
    assert words in purpose.default[language]
    assert purpose.default[language].endswith(".")


@given(PROVISIONS)
def test_english_prints_at_most_3500_words_for_any_provisions(provisions):
    defaults = {field.name: field.default.get("en", "") for field in load_fields()}
    values = {name: value for name, value in {**defaults, **OWN_WORDS}.items() if value}
    titles = [part.title["en"] for part in load_statement().parts]
    text = titles + [
        f"{section.heading['en']} {printed(section.key, 'en', provisions, SIGNING, values)}"
        for section in SECTIONS.values()
    ]
    assert len(" ".join(text).split()) <= 3_500


@pytest.mark.parametrize(
    ("language", "poor"),
    [
        ("en", "as follows: none"),
        ("en", "next door"),
        ("en", "number we need"),
        ("en", "bears this name"),
        ("fr", "porte suivante"),
        ("fr", "porte le nom suivant"),
        ("fr", "nombre voulu"),
        ("fr", "affaire à"),
        ("fr", "prise d’acte"),
        ("fr", "en a pris acte"),
        ("fr", "prennent acte"),
        ("fr", "organisation"),
    ],
)
def test_words_that_read_badly_are_gone(language, poor):
    assert not any(poor in printed(key, language, Provisions(), SIGNING) for key in SECTIONS)


TIERS = [
    (Provisions(), SIGNING, "anchor", ("decide", "They sign"), ("décident", "Ils signent")),
    (Provisions(), SIGNING, "associate", ("are consulted", "They sign"), ("sont consultés", "Ils signent")),
    (
        Provisions(),
        SIGNING,
        "observer",
        ("kept informed", "They acknowledge"),
        ("tenus informés", "Ils confirment avoir lu"),
    ),
    (OTHER, ALL_SIGN, "anchor", ("are consulted", "They sign"), ("sont consultés", "Ils signent")),
    (OTHER, ALL_SIGN, "associate", ("decide", "They sign"), ("décident", "Ils signent")),
]


@pytest.mark.parametrize(("provisions", "requirements", "tier", "english", "french"), TIERS)
def test_each_tier_is_said_to_do_what_this_version_provides(provisions, requirements, tier, english, french):
    for language, words in (("en", english), ("fr", french)):
        blocks = blocks_of(printed("tiers", language, provisions, requirements))
        own = next(block.text for block in blocks if block.text.startswith(f"[tier_{tier}]."))
        assert all(word in own for word in words)


@pytest.mark.parametrize("part", load_statement().parts, ids=lambda part: part.key)
def test_every_part_has_a_note_to_the_writer_which_is_not_printed(part):
    for language in ("en", "fr"):
        assert 30 <= len(part.note[language].split()) <= 80
        assert not any(part.note[language] in section.body[language] for section in SECTIONS.values())
