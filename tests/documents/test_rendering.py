"""A version's text as its readers get it."""

from dataclasses import replace

import pytest

from registry.documents.rules.rendered_text import render
from registry.documents.rules.texts import SectionText, VersionText, numbers_of


def section(key: str, part: str, **more: object) -> SectionText:
    said = {"heading": {"en": key, "fr": key}, "body": {"en": "Words", "fr": "Mots"}} | more
    return SectionText(key=key, part=part, **said)  # type: ignore[arg-type]


TEXT = VersionText(
    title={"en": "Statement"},
    languages=["en", "fr"],
    fields={"region": {"en": "the <East>", "fr": "l’Est"}},
    sections=[
        section("vision", "foundational", body={"en": "Care in {{ region }}.", "fr": "À {{ region }}."}),
        section("anchors", "partners", tiers=["anchor"]),
        section("all", "partners"),
        section("observers", "conflict", tiers=["observer"]),
    ],
)


def test_sections_are_numbered_within_the_parts_there_are() -> None:
    assert numbers_of(TEXT.sections) == {"vision": "1.1", "anchors": "2.1", "all": "2.2", "observers": "3.1"}


def test_a_document_of_one_part_numbers_its_sections_plainly() -> None:
    assert numbers_of([section("a", "text"), section("b", "text")]) == {"a": "1", "b": "2"}


def test_parts_come_in_the_order_of_the_statement() -> None:
    shuffled = replace(TEXT, sections=list(reversed(TEXT.sections)))
    assert [part.title for part in render(shuffled, language="fr")] == [
        "Énoncés fondateurs",
        "Partenaires",
        "Résolution des conflits",
    ]


def test_fields_are_filled_in_the_readers_language_and_harmless() -> None:
    assert render(TEXT, language="en")[0].sections[0].html == "<p>Care in the &lt;East&gt;.</p>\n"


@pytest.mark.parametrize(
    ("tier", "numbers"),
    [
        (None, ["1.1", "2.1", "2.2", "3.1"]),
        ("anchor", ["1.1", "2.1", "2.2"]),
        ("associate", ["1.1", "2.2"]),
        ("observer", ["1.1", "2.2", "3.1"]),
    ],
)
def test_a_tier_reads_its_own_clauses_under_the_same_numbers(tier: str | None, numbers: list[str]) -> None:
    parts = render(TEXT, language="en", tier=tier)
    assert [section.number for part in parts for section in part.sections] == numbers


def test_a_part_without_clauses_for_a_tier_is_left_out() -> None:
    assert [part.number for part in render(TEXT, language="en", tier="associate")] == ["1", "2"]
