"""The glossary names classes that are there, and French words that the pages say."""

import re
import unicodedata
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.removable import case

TOP = Path(__file__).resolve().parent.parent
GLOSSARY = TOP / "docs" / "glossary.md"
FRENCH = TOP / "registry" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
#: Of a term for which the pages have no word.
UNSAID = "–"

#: English, French, meaning, class.
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| English |", "| ---", "|---"))
]


@pytest.fixture(scope="module")
def french_texts() -> str:
    """All that the catalogue says in French, in small letters."""
    with FRENCH.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    texts = (message.string for message in catalogue if message.id)
    return "\n".join(text if isinstance(text, str) else "\n".join(text) for text in texts).casefold()


def test_every_line_says_all_four_things():
    assert len(ROWS) > 70
    assert not [row for row in ROWS if len(row) != 4 or not all(row)]


def test_terms_stand_once_and_in_order():
    terms = [unicodedata.normalize("NFKD", row[0]).casefold() for row in ROWS]
    assert not [pair for pair in pairwise(terms) if pair[0] >= pair[1]]


@pytest.mark.parametrize("named", [case(named, about=named) for named in sorted({row[3] for row in ROWS})])
def test_every_class_that_is_named_is_there(named):
    module, _, name = named.strip("`").rpartition(".")
    carrier = getattr(import_module(module), name, None)
    assert isinstance(carrier, type)
    assert carrier.__module__ == module, "name the module that defines it"


def test_every_french_term_is_said_by_a_page(french_texts):
    terms = [row[1] for row in ROWS if row[1] != UNSAID]
    assert not [term for term in terms if not re.search(rf"\b{re.escape(term.casefold())}", french_texts)]
