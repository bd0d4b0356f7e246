"""Every text a person sees is in the catalogue, and in French."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.removable import NEEDS_ALL

TOP = Path(__file__).resolve().parent.parent
FRENCH = TOP / "registry" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def read(path: Path) -> Catalog:
    """A catalogue file."""
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def texts_of(catalogue: Catalog) -> set[str]:
    """The English texts of a catalogue; of a plural, the singular."""
    return {forms_of(message.id)[0] for message in catalogue if message.id}


def forms_of(text: str | Iterable[str]) -> tuple[str, ...]:
    """A text's one form, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def names_in(text: str) -> set[str]:
    """The placeholders of a text."""
    return set(PLACEHOLDER.findall(text))


def keeps_placeholders(message: Message) -> bool:
    """Whether the last form says all that the English says, and no form more."""
    wanted = names_in(forms_of(message.id)[-1])
    forms = [names_in(form) for form in forms_of(message.string)]
    return forms[-1] == wanted and all(form <= wanted for form in forms)


@pytest.fixture(scope="module")
def french() -> Catalog:
    """The French catalogue as it is kept."""
    return read(FRENCH)


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The texts that code and templates use now."""
    path = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--output-file", path]
    options = [
        "--mapping-file",
        "pyproject.toml",
        "--ignore-dirs=.*",
        "--keywords",
        "_l N_ lazy_gettext lazy_ngettext:1,2",
    ]
    subprocess.run([*command, *options, "."], cwd=TOP, check=True)
    return read(path)


def test_every_text_in_use_is_in_the_catalogue(french, in_use):
    assert not texts_of(in_use) - texts_of(french), "run scripts/catalogue and translate these"


@NEEDS_ALL
@pytest.mark.needs("demo")
def test_the_catalogue_has_no_text_out_of_use(french, in_use):
    assert not texts_of(french) - texts_of(in_use), "run scripts/catalogue, which drops these"
    assert not french.obsolete


def test_every_text_is_translated(french):
    assert not [message.id for message in french if message.id and not all(forms_of(message.string))]


def test_no_translation_is_a_guess(french):
    assert not [message.id for message in french if message.id and message.fuzzy]


def test_translations_keep_their_placeholders(french):
    wrong = [message for message in french if message.id and not keeps_placeholders(message)]
    assert not [(message.id, message.string) for message in wrong]


def test_translations_do_not_add_or_lose_the_last_stop(french):
    endings = [(forms_of(message.id)[0], forms_of(message.string)[0]) for message in french if message.id]
    assert not [pair for pair in endings if pair[0].endswith(".") != pair[1].endswith(".")]
