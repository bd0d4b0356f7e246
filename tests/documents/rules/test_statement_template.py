"""The shipped statement: complete, equal in both languages, and read with clear errors."""

import pytest

from registry.documents.rules import fields
from registry.documents.rules.completeness import clauses_twice, open_items
from registry.documents.rules.documents import PART_TITLES, STATEMENT_PARTS
from registry.documents.rules.markdown import blocks_of
from registry.documents.rules.provision_words import FIGURES, NAMES
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


def test_fields_are_declared_in_the_order_of_the_text_and_figures_for_a_text_of_ones_own_come_last():
    declared, used = [field.name for field in load_fields()], fields.names_in(whole_text("en"))
    assert declared[: len(used)] == used
    assert set(declared[len(used) :]) == set(FIGURES) - {"steering_committee"}


def test_every_word_of_a_provision_is_declared():
    assert {field.name for field in load_fields()} >= NAMES


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


@pytest.mark.parametrize("wrong", [" :", " »", "« ", "'", '"', " ;"])
def test_french_is_set_with_its_own_marks_and_spaces(wrong):
    assert wrong not in whole_text("fr")


def test_a_purpose_and_the_ministry_are_offered_and_what_only_the_team_knows_is_blank():
    own = [field for field in load_fields() if not field.filled_by_registry]
    assert {field.name for field in own if field.default} == {"purpose", "ministry"}
    assert {field.name for field in own if not field.default} == {
        "submission",
        "performance_framework",
        "target_population",
        "care_changes",
        "service_targets",
    }


@pytest.mark.parametrize("field", load_fields(), ids=lambda field: field.name)
def test_every_field_has_a_label_and_a_hint_in_both_languages(field):
    assert all(said[language].strip() for said in (field.label, field.hint) for language in LANGUAGES)


def test_the_registry_fills_in_the_team_its_region_and_tier_labels_and_all_words_of_provisions():
    filled = {field.name for field in load_fields() if field.filled_by_registry}
    assert filled == {"team", "region", "tier_anchor", "tier_associate", "tier_observer"} | NAMES


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


def test_a_quotation_below_the_heading_of_a_part_is_its_note_and_no_text():
    noted = OUTLINE.replace(
        "# part: signatures | Title\n", "# part: signatures | Title\n\n> What it\n> is for.\n\n"
    )
    read = join_languages({"en": f"{noted}## section: a | A\n> Quoted.\n"})
    assert [part.note["en"] for part in read.parts][-2:] == ["", "What it is for."]
    assert [section.body["en"] for section in read] == ["> Quoted."]


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
