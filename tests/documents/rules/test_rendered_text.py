"""A version's text as its readers get it."""

from dataclasses import replace

import pytest

from registry.documents.rules.rendered_text import render
from tests.documents.builders import TEXT


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
