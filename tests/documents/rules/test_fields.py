"""Named fields in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules import fields
from registry.documents.rules.markdown import blocks_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("no field", []),
        ("{{ region }}", ["region"]),
        ("{{region}} and {{  team }}", ["region", "team"]),
        ("{{ region }} twice {{ region }}", ["region"]),
        ("{{ Region }}", []),
        ("{{ two words }}", []),
        ("{ region }", []),
    ],
)
def test_fields_are_found_in_their_order(text: str, names: list[str]) -> None:
    assert fields.names_in(text) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ region }}", []),
        ("{{ Region! }} is", ["{{ Region! }}"]),
        ("{{ left open\nnext line", ["{{ left open"]),
        ("{{}}", ["{{}}"]),
    ],
)
def test_what_looks_like_a_field_and_is_none_is_named(text: str, found: list[str]) -> None:
    assert fields.unreadable_in(text) == found


def test_a_field_without_a_value_is_a_blank() -> None:
    assert fields.blanks_in(["{{ a }} {{ b }}", "{{ c }}"], {"a": "x", "b": "  "}) == ["b", "c"]


def test_a_blank_field_shows_its_name() -> None:
    assert fields.fill("In {{ region }}.", {}) == "In [region]."


def test_a_value_over_several_lines_stands_in_one() -> None:
    assert fields.fill("{{ purpose }}", {"purpose": "one\n\ntwo"}) == "one two"


def test_a_field_in_a_value_is_not_filled_again() -> None:
    assert fields.fill("{{ a }}", {"a": "{{ b }}", "b": "x"}) == "{{ b }}"


@given(value=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1))
def test_a_value_is_text_and_never_markdown(value: str) -> None:
    filled = fields.fill_markdown("Care in {{ region }} today.", {"region": f"x{value}"})
    assert [block.text for block in blocks_of(filled)] == [f"Care in x{value} today."]


@pytest.mark.parametrize(
    ("name", "filled"), [("team", True), ("region", True), ("tier_anchor", True), ("purpose", False)]
)
@pytest.mark.parametrize("with_provisions", [True, False])
def test_the_registry_fills_what_it_knows(name: str, filled: bool, with_provisions: bool) -> None:
    assert fields.is_filled_by_registry(name, with_provisions=with_provisions) is filled


@pytest.mark.parametrize("name", ["conflict_days", "level_6", "notice_rule"])
@pytest.mark.parametrize("with_provisions", [True, False])
def test_words_of_provisions_are_filled_in_where_a_text_has_them(name: str, with_provisions: bool) -> None:
    assert fields.is_filled_by_registry(name, with_provisions=with_provisions) is with_provisions
