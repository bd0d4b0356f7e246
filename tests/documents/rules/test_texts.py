"""How the sections of a text are numbered, and its fingerprint."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules.documents import Source
from registry.documents.rules.provisions import DEFAULTS, ProvisionKind
from registry.documents.rules.texts import (
    SectionText,
    VersionText,
    canonical_json,
    fingerprint_of,
    numbers_of,
)
from tests.documents import builders

SECTION = SectionText("vision", "foundational", {"en": "Vision"}, {"en": "Care"})
TEXT = VersionText(
    title={"en": "Statement"},
    languages=["en"],
    fields={"purpose": {"en": "Why"}},
    requirements={"anchor": "signs"},
    sections=[SECTION],
)


def test_sections_are_numbered_within_the_parts_there_are() -> None:
    assert numbers_of(builders.TEXT.sections) == {
        "vision": "1.1",
        "anchors": "2.1",
        "all": "2.2",
        "observers": "3.1",
    }


def test_a_document_of_one_part_numbers_its_sections_plainly() -> None:
    assert numbers_of([builders.section("a", "text"), builders.section("b", "text")]) == {"a": "1", "b": "2"}


def test_a_fingerprint_is_sha_256_in_hexadecimal() -> None:
    assert len(bytes.fromhex(fingerprint_of(TEXT))) == 32


@pytest.mark.parametrize(
    "other",
    [
        replace(TEXT, title={"en": "Agreement"}),
        replace(TEXT, languages=["en", "fr"]),
        replace(TEXT, source=Source.UPLOADED),
        replace(TEXT, fields={"purpose": {"en": "Because"}}),
        replace(TEXT, requirements={"anchor": "acknowledges"}),
        replace(TEXT, files={"en": "ab"}),
        replace(TEXT, sections=[]),
        replace(TEXT, sections=[SECTION, replace(SECTION, key="other")]),
        replace(TEXT, sections=[replace(SECTION, heading={"en": "Seeing"})]),
        replace(TEXT, sections=[replace(SECTION, body={"en": "Care "})]),
        replace(TEXT, sections=[replace(SECTION, part="objectives")]),
        replace(TEXT, sections=[replace(SECTION, tiers=["anchor"])]),
    ],
)
def test_every_text_and_field_changes_the_fingerprint(other: VersionText) -> None:
    assert fingerprint_of(other) != fingerprint_of(TEXT)


def test_versions_published_before_provisions_keep_their_fingerprint() -> None:
    before = replace(builders.TEXT, scheme=1)
    assert fingerprint_of(before) == "ef3e4a7a388850ace5426baddbf63171221327d76891803ac46417f32478cca2"
    assert fingerprint_of(replace(before, provisions=DEFAULTS.as_json())) == fingerprint_of(before)


@pytest.mark.parametrize("kind", ProvisionKind)
def test_every_provision_changes_the_fingerprint(kind: ProvisionKind) -> None:
    texts = [
        replace(TEXT, provisions=provisions.as_json())
        for provisions in (DEFAULTS, DEFAULTS.with_values({kind: builders.OTHER_PROVISIONS[kind]}))
    ]
    assert fingerprint_of(texts[0]) != fingerprint_of(texts[1])


def test_the_order_of_sections_counts() -> None:
    two = replace(SECTION, key="two")
    texts = [replace(TEXT, sections=[SECTION, two]), replace(TEXT, sections=[two, SECTION])]
    assert fingerprint_of(texts[0]) != fingerprint_of(texts[1])


@given(st.text())
def test_two_spellings_of_one_letter_have_one_fingerprint(said: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, said) for form in ("NFC", "NFD"))
    assert fingerprint_of(replace(TEXT, title={"en": composed})) == fingerprint_of(
        replace(TEXT, title={"en": taken_apart})
    )


@given(st.dictionaries(st.text(), st.text()))
def test_the_order_in_which_values_were_typed_does_not_count(values: dict[str, str]) -> None:
    assert canonical_json(values) == canonical_json(dict(reversed(values.items())))
