"""The table of ASVS items: whole, and naming only what is there."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.removable import NEEDS_ALL

TOP = Path(__file__).resolve().parent.parent
TEXT = (TOP / "docs" / "security.md").read_text(encoding="utf-8")
STATES = {"met", "operator", "NOT MET", "n/a"}
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in TEXT.splitlines()
    if re.match(r"\| V\d", line)
]
#: Sections that do not apply, as the list before the table says.
ABSENT = set(re.findall(r"V\d+\.\d+\b(?!\.)", "".join(re.findall(r"^- V.*$", TEXT, re.MULTILINE))))
#: The last number of each section: those of levels 1 and 2 come first in it.
SECTIONS = {name: int(last) for name, last in re.findall(r"\b(V\d+\.\d+):(\d+)", TEXT)}
#: Files and tests, as the document names them.
NAMED = set(
    re.findall(r"`((?:registry|tests|templates|docs)/[\w./-]+(?:::\w+)?|[\w-]+\.(?:py|toml|lock))`", TEXT)
)


@cache
def named_in(path: Path) -> set[str]:
    """The tests of a file."""
    return set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def is_there(name: str) -> bool:
    """Whether a file, or a test of one, is there."""
    path, _, test = name.partition("::")
    return (TOP / path).exists() and (not test or test in named_in(TOP / path))


def test_every_item_stands_in_the_table_once_unless_its_section_does_not_apply():
    expected = [
        f"{section}.{number}"
        for section, last in SECTIONS.items()
        if section not in ABSENT
        for number in range(1, last + 1)
    ]
    assert Counter(row[0] for row in ROWS) == Counter(expected)


def test_the_list_is_that_of_the_standard():
    assert sum(SECTIONS.values()) == 253  # levels 1 and 2 of ASVS 5.0.0
    assert set(SECTIONS) >= ABSENT


def test_every_item_says_how_it_stands_and_why():
    assert not [row for row in ROWS if len(row) != 4 or row[2] not in STATES or not row[3]]


@NEEDS_ALL
@pytest.mark.needs("demo")
def test_every_file_and_test_that_is_named_is_there():
    assert len(NAMED) > 100
    assert not [name for name in sorted(NAMED) if not is_there(name)]


def test_whatever_is_met_names_what_shows_it():
    said = re.compile(r"`|above|Python|[Ff]lask")
    assert not [row for row in ROWS if row[2] == "met" and not said.search(row[3])]
