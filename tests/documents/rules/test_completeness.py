"""What is open before a version can be published."""

from dataclasses import replace

import pytest

from registry.documents.rules.completeness import (
    Opening,
    StillOpen,
    check_complete,
    clauses_twice,
    open_items,
    unused_fields,
)
from registry.documents.rules.documents import Source
from registry.documents.rules.texts import SectionText, VersionText

BOTH = {"en": "Words", "fr": "Mots"}
SECTION = SectionText("vision", "foundational", BOTH, BOTH)
TEXT = VersionText(title=BOTH, languages=["en", "fr"], sections=[SECTION])
CLAUSE = "Partners speak openly and learn the interests of one another."


def openings(text: VersionText) -> list[tuple[Opening, str]]:
    return [(item.opening, item.language) for item in open_items(text)]


def test_a_complete_text_has_nothing_open() -> None:
    assert open_items(TEXT) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (replace(TEXT, sections=[]), [(Opening.NO_TEXT, "")]),
        (replace(TEXT, title={"en": "Words"}), [(Opening.TITLE, "fr")]),
        (replace(TEXT, sections=[replace(SECTION, heading={"fr": "Mots"})]), [(Opening.HEADING, "en")]),
        (replace(TEXT, sections=[replace(SECTION, body={"en": "Words", "fr": " "})]), [(Opening.BODY, "fr")]),
        (
            replace(TEXT, sections=[replace(SECTION, body={"en": "{{ Why? }}", "fr": "Mots"})]),
            [(Opening.UNREADABLE_FIELD, "en")],
        ),
        (
            replace(TEXT, sections=[replace(SECTION, heading={"en": "{{ why }}", "fr": "Mots"})]),
            [(Opening.FIELD, "en"), (Opening.FIELD, "fr")],
        ),
        (replace(TEXT, source=Source.UPLOADED, files={"en": "ab"}), [(Opening.FILE, "fr")]),
    ],
)
def test_each_open_thing_is_named_with_its_language(
    text: VersionText, found: list[tuple[Opening, str]]
) -> None:
    assert openings(text) == found


def test_a_language_the_team_does_not_use_is_not_asked_for() -> None:
    english = SectionText("vision", "foundational", {"en": "Words"}, {"en": "Words"})
    assert open_items(VersionText(title={"en": "Title"}, languages=["en"], sections=[english])) == []


def test_a_refusal_to_publish_names_every_blank() -> None:
    text = replace(TEXT, sections=[replace(SECTION, body={"en": "In {{ region }}", "fr": ""})])
    with pytest.raises(StillOpen, match=r"Section 1\.1 has no text in French.*“region” is blank in English"):
        check_complete(text)


def test_a_field_that_stands_nowhere_is_told() -> None:
    assert unused_fields(replace(TEXT, fields={"purpose": BOTH, "team": BOTH})) == ["purpose"]


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        (CLAUSE, CLAUSE, True),
        (CLAUSE, f"- **{CLAUSE.upper().rstrip('.')}**", True),
        (CLAUSE, CLAUSE.replace("openly", "rarely"), False),
        ("Short and common.", "Short and common.", False),
    ],
)
def test_a_clause_that_stands_twice_is_told_however_it_is_set(first: str, second: str, twice: bool) -> None:
    sections = [
        replace(SECTION, key=key, body={"en": body, "fr": "Mots"})
        for key, body in (("one", first), ("two", second))
    ]
    found = clauses_twice(replace(TEXT, sections=sections))
    assert [repeated.sections for repeated in found] == ([("1.1", "1.2")] if twice else [])
