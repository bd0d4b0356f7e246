"""Notes and files of a case, on both databases."""

import pytest

from registry.conflicts.rules.cases import Visibility
from registry.errors import InvalidInput, NotFound, Refused
from tests.conflicts.builders import attach, note, raise_one
from tests.factories import make_pdf

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_party_writes_nothing_for_the_committee_alone(cast):
    with pytest.raises(NotFound):
        note(raise_one(cast), cast.for_maple, Visibility.COMMITTEE)


def test_a_party_writes_only_into_its_own_file(cast):
    with pytest.raises(Refused):
        note(raise_one(cast), cast.for_maple, Visibility.PARTY, party=0)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("letter.pdf", b"", "empty"),
        ("letter.pdf", PNG, "not what its name says"),
        ("picture.png", b"%PDF-1.7", "not what its name says"),
        ("picture.png", PNG + b"nothing more", "damaged"),
        ("letter.pdf", b"%PDF-1.7 and nothing more", "damaged"),
        ("macro.docm", b"PK", "has to end in one of these"),
        ("page.html", b"<html>", "has to end in one of these"),
        ("letter", b"%PDF-1.7", "has to end in one of these"),
        ("letter.pdf", b"%PDF-1.7" + bytes(30 * 1024 * 1024), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_too_large_or_not_what_its_name_says_is_refused(cast, name, data, words):
    with pytest.raises(InvalidInput, match=words) as error:
        attach(raise_one(cast), cast.for_maple, data, name)
    assert error.value.field == "file"


def test_a_file_keeps_its_name_without_folders(cast):
    assert (
        attach(raise_one(cast), cast.for_maple, make_pdf(), "C:\\mine\\the letter.pdf").name
        == "the letter.pdf"
    )
