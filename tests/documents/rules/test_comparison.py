"""What changed between two versions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules.comparison import Fate, SectionFate, compare, compare_blocks, word_runs
from registry.documents.rules.documents import Source
from registry.documents.rules.markdown import blocks_of
from registry.documents.rules.texts import SectionText, VersionText


def section(key: str, body: str = "Some words.", **more: object) -> SectionText:
    said = {"part": "partners", "heading": {"en": key.title()}, "body": {"en": body}} | more
    return SectionText(key=key, **said)  # type: ignore[arg-type]


def version(*sections: SectionText, **more: object) -> VersionText:
    said = {"title": {"en": "Statement"}, "languages": ["en"], "sections": sections} | more
    return VersionText(**said)  # type: ignore[arg-type]


def fates(before: VersionText, after: VersionText) -> list[tuple[str, SectionFate]]:
    return [(change.key, change.fate) for change in compare(before, after, "en").sections]


A, B, C, D = (section(key) for key in "abcd")

WORDS = st.lists(st.sampled_from(["we", "meet", "monthly", "often", "in", "person"]), max_size=12).map(
    " ".join
)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ([A, B], [A, B], []),
        ([A, B], [A, B, C], [("c", SectionFate.ADDED)]),
        ([A, B, C], [A, C], [("b", SectionFate.REMOVED)]),
        ([A, B, C], [B, C, A], [("a", SectionFate.MOVED)]),
        ([A, B], [A, replace(B, part="conflict")], [("b", SectionFate.MOVED)]),
        ([A, B], [A, replace(B, body={"en": "Other words."})], [("b", SectionFate.CHANGED)]),
        ([A, B], [A, replace(B, heading={"en": "Bee"})], [("b", SectionFate.CHANGED)]),
        ([A, B], [A, replace(B, tiers=["anchor"])], [("b", SectionFate.CHANGED)]),
        ([A, B], [C, D], [("a", SectionFate.REMOVED), ("b", SectionFate.REMOVED)]),
    ],
)
def test_what_became_of_each_section(
    before: list[SectionText], after: list[SectionText], changed: list[tuple[str, SectionFate]]
) -> None:
    assert fates(version(*before), version(*after))[: len(changed) or None] == changed


def test_numbers_say_where_a_section_stood_and_stands() -> None:
    change = compare(version(A, B, C), version(B, C, A), "en").sections[0]
    assert (change.number_before, change.number_after) == ("1.1", "1.3")


def test_a_moved_section_that_reads_otherwise_says_both() -> None:
    changes = compare(version(A, B, C), version(B, C, replace(A, body={"en": "New."})), "en").sections
    assert [(change.key, change.fate, change.moved) for change in changes] == [
        ("a", SectionFate.CHANGED, True)
    ]


def test_another_language_has_changes_of_its_own() -> None:
    after = replace(A, body={"en": "Some words.", "fr": "Des mots."})
    assert compare(version(A), version(after), "en").is_empty


def test_a_field_that_changed_shows_in_the_text_and_by_its_name() -> None:
    text = section("a", "Care in {{ region }}.")
    before, after = (version(text, fields={"region": {"en": said}}) for said in ("East", "West"))
    found = compare(before, after, "en")
    assert [(change.name, change.before, change.after) for change in found.fields] == [
        ("region", "East", "West")
    ]
    assert [run.text for run in found.sections[0].blocks[0].runs] == ["Care in ", "East.", "West."]


def test_what_a_tier_does_is_named_when_it_changes() -> None:
    found = compare(
        version(requirements={"observer": "acknowledges"}), version(requirements={"observer": "signs"}), "en"
    )
    assert [(change.name, change.before, change.after) for change in found.requirements] == [
        ("observer", "acknowledges", "signs")
    ]


def test_other_files_are_said_to_differ() -> None:
    before = version(source=Source.UPLOADED, files={"en": "ab"})
    assert compare(before, replace(before, files={"en": "cd"}), "en").files_differ


def test_a_clause_for_another_tier_is_no_change_for_this_one() -> None:
    assert compare(version(A), version(A, section("z", tiers=["anchor"])), "en", tier="observer").is_empty


def test_a_reworded_sentence_reads_word_by_word() -> None:
    runs = word_runs("The partners meet every month in person.", "The partners meet each quarter in person.")
    assert [(run.fate, run.text) for run in runs] == [
        (Fate.KEPT, "The partners meet "),
        (Fate.REMOVED, "every month"),
        (Fate.ADDED, "each quarter"),
        (Fate.KEPT, " in person."),
    ]


def test_a_paragraph_unlike_any_other_was_replaced() -> None:
    found = compare_blocks(blocks_of("Wholly other words."), blocks_of("Nothing like it at all"))
    assert [[run.fate for run in block.runs] for block in found] == [[Fate.ADDED], [Fate.REMOVED]]


def test_paragraphs_around_a_new_one_are_kept() -> None:
    found = compare_blocks(blocks_of("One.\n\nTwo."), blocks_of("One.\n\nNew one here.\n\nTwo."))
    assert [block.is_kept for block in found] == [True, False, True]


@given(WORDS, WORDS)
def test_what_was_kept_and_removed_is_the_text_before(before: str, after: str) -> None:
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.fate is not Fate.ADDED) == before
    assert "".join(run.text for run in runs if run.fate is not Fate.REMOVED) == after


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_no_paragraph_is_lost_or_made_up(before: list[str], after: list[str]) -> None:
    old, new = (blocks_of("\n\n".join(said)) for said in (before, after))
    found = [run for block in compare_blocks(old, new) for run in block.runs]
    assert "".join(run.text for run in found if run.fate is not Fate.ADDED) == "".join(b.text for b in old)
    assert "".join(run.text for run in found if run.fate is not Fate.REMOVED) == "".join(b.text for b in new)
