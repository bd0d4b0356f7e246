"""The shipped statement: complete, equal in both languages, and read with clear errors."""

import pytest

from registry.documents.rules import fields
from registry.documents.rules.completeness import clauses_twice, open_items
from registry.documents.rules.documents import PART_TITLES, STATEMENT_PARTS
from registry.documents.rules.markdown import blocks_of
from registry.documents.rules.statement_template import (
    TemplateBroken,
    fields_in,
    join_languages,
    load_fields,
    load_statement,
)
from registry.documents.rules.texts import SectionText, VersionText

LANGUAGES = ("en", "fr")
SECTIONS = load_statement().sections
OUTLINE = "".join(f"# part: {part} | Title\n" for part in STATEMENT_PARTS)


def fields_of(section: SectionText, language: str) -> set[str]:
    """The named fields of a section in a language."""
    return set(fields.names_in(section.heading[language] + section.body[language]))


def whole_text(language: str) -> str:
    """The whole statement in a language."""
    return "\n\n".join(f"{section.heading[language]}\n\n{section.body[language]}" for section in SECTIONS)


def as_version() -> VersionText:
    """A version that says what is shipped, with every field filled."""
    said = {field.name: {"en": field.name, "fr": field.name} for field in load_fields()}
    title = {"en": "Statement", "fr": "Énoncé"}
    return VersionText(title=title, languages=LANGUAGES, fields=said, sections=SECTIONS)


def statement(section: str) -> str:
    """A statement file whose last part holds one section."""
    return f"{OUTLINE}{section}\n"


# -- what is shipped ---------------------------------------------------------------------------------


def test_the_statement_has_its_seven_parts_titled_as_published_texts_title_them():
    titles = {part.key: part.title for part in load_statement().parts}
    assert titles == {part.value: PART_TITLES[part] for part in STATEMENT_PARTS}


@pytest.mark.parametrize("part", STATEMENT_PARTS)
def test_every_part_has_three_to_nine_sections(part):
    assert 3 <= sum(section.part == part for section in SECTIONS) <= 9


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_a_section_has_the_same_fields_in_both_languages(section):
    assert fields_of(section, "en") == fields_of(section, "fr")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_a_section_has_as_many_paragraphs_and_list_items_in_both_languages(section):
    english, french = (
        [block.in_list for block in blocks_of(section.body[language])] for language in LANGUAGES
    )
    assert english == french


def test_every_field_is_declared_and_every_declared_field_is_used():
    used = fields.names_in(whole_text("en"))
    assert [field.name for field in load_fields()] == used


def test_each_tier_has_clauses_of_its_own():
    alone = {section.tiers for section in SECTIONS if len(section.tiers) == 1}
    assert alone == {("anchor",), ("associate",), ("observer",)}


def test_no_clause_stands_twice():
    assert not clauses_twice(as_version())


def test_it_can_be_published_once_its_fields_are_filled():
    assert not open_items(as_version())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", [">=", "≥", "<", "___", "| "])
def test_levels_stand_in_words_and_nothing_is_left_to_fill_in_by_hand(language, sign):
    assert sign not in whole_text(language)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "level 4 or better"), ("fr", "niveau\u00a04 ou mieux")]
)
def test_consensus_is_level_4_or_better(language, words):
    assert words in whole_text(language)


def test_english_can_be_read_in_ten_minutes():
    assert 1_800 <= len(whole_text("en").split()) <= 2_600


@pytest.mark.parametrize("wrong", [" :", " »", "« ", "'", '"', " ;"])
def test_french_is_set_with_its_own_marks_and_spaces(wrong):
    assert wrong not in whole_text("fr")


def test_a_conflict_has_45_days_and_a_withdrawal_no_notice_unless_the_team_says_otherwise():
    defaults = {field.name: field.default["en"] for field in load_fields() if field.default}
    assert defaults == {"conflict_days": "45", "notice_period": "none"}


def test_the_team_its_region_and_tier_labels_are_filled_by_the_registry():
    filled = {field.name for field in load_fields() if field.filled_by_registry}
    of_team = {"team", "region", "tier_anchor", "tier_associate", "tier_observer"}
    assert filled == of_team | {"steering_committee", "conflict_days", "notice_period"}


# -- how it is read ----------------------------------------------------------------------------------


def test_a_section_is_read_with_its_part_heading_tiers_and_text():
    text = statement("## section: signing | Signing | tiers: anchor, associate\n\nWe sign.\n\nAll of us.")
    assert list(join_languages({"en": text})) == [
        SectionText(
            key="signing",
            part="signatures",
            heading={"en": "Signing"},
            body={"en": "We sign.\n\nAll of us."},
            tiers=("anchor", "associate"),
        )
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            statement("## section: Signing | Signing\nWe sign."),
            "neither a part nor a section: ## section: Signing",
        ),
        (statement("### Signing\nWe sign."), "neither a part nor a section: ### Signing"),
        (statement("## section: a | A\nOne.\n## section: a | A\nTwo."), "two sections have the key a"),
        (statement("## section: a | A | tiers: lead\nOne."), "a is for an unknown tier"),
        (statement("## section: a | A"), "a has no text"),
        (statement("Adrift."), "before the first heading: Adrift."),
        ("# part: partners | Partners\n## section: a | A\nOne.", "not those of a statement"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(text, message):
    with pytest.raises(TemplateBroken, match=r"statement\.en\.md") as refused:
        join_languages({"en": text})
    assert message in str(refused.value)


@pytest.mark.parametrize("french", ["## section: b | B\nUn.", "## section: a | A | tiers: anchor\nUn."])
def test_languages_that_differ_in_their_sections_are_refused(french):
    with pytest.raises(TemplateBroken, match="differ"):
        join_languages({"en": statement("## section: a | A\nOne."), "fr": statement(french)})


@pytest.mark.parametrize("text", ["", "[[field]]\nname = 'region'", "not toml"])
def test_a_field_that_is_not_wholly_declared_is_refused(text):
    with pytest.raises(TemplateBroken, match=r"fields\.toml"):
        fields_in(text, name="fields.toml")
