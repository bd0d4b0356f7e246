"""How the sections of a text are numbered."""

from registry.documents.rules.texts import numbers_of
from tests.documents.builders import TEXT, section


def test_sections_are_numbered_within_the_parts_there_are() -> None:
    assert numbers_of(TEXT.sections) == {"vision": "1.1", "anchors": "2.1", "all": "2.2", "observers": "3.1"}


def test_a_document_of_one_part_numbers_its_sections_plainly() -> None:
    assert numbers_of([section("a", "text"), section("b", "text")]) == {"a": "1", "b": "2"}
