"""Documents of a dossier: taken by their content, whatever their name says."""

import pytest

from registry.admissions.files import (
    DOCX,
    JPEG,
    MOST_ENTRIES,
    PDF,
    PNG,
    keep_document,
    media_type_of,
    plain_name,
)
from registry.admissions.rules import Step
from registry.errors import InvalidInput, RuleBroken
from registry.records import storage
from tests.admissions import making
from tests.factories import make_pdf

MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (make_pdf(), PDF),
        (making.make_picture("PNG"), PNG),
        (making.make_picture("JPEG"), JPEG),
        (making.make_docx(), DOCX),
        (making.make_docx("word/vbaProject.bin"), None),
        (making.make_docx(*(f"word/{number}.xml" for number in range(MOST_ENTRIES))), None),
        (b"%PDF-1.7 and nothing else", None),
        (b"PK\x03\x04 and nothing else", None),
        (b"<html><script>alert(1)</script></html>", None),
        (b"MZ\x90", None),
        (making.make_picture("GIF"), None),
    ],
)
def test_a_file_is_what_its_content_says(data, found):
    assert media_type_of(data) == found


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.pdf", "empty"),
        (make_pdf(), "letter.docx", "not what its name says"),
        (making.make_picture(), "letter.pdf", "not what its name says"),
        (make_pdf(), "letter", "not what its name says"),
        (b"MZ\x90", "letter.pdf", "damaged"),
        (b"%PDF-" + b"0" * (30 * MEGABYTE), "large.pdf", "larger than 20 MB"),
    ],
)
def test_what_cannot_be_taken_is_told_on_its_field(session, data, name, words):
    with pytest.raises(InvalidInput, match=words) as refused:
        keep_document(data, name)
    assert refused.value.field == "document"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/by-laws.pdf", "by-laws.pdf"),
        ("C:\\papers\\by laws.PDF", "by laws.PDF"),
        ("two\nlines.pdf", "two lines.pdf"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_in_one_line_without_folders(given, kept):
    assert plain_name(given) == kept


def test_a_document_is_kept_with_who_added_it(received):
    document = making.add_document(received, make_pdf(), "by-laws.pdf")
    assert storage.read_file(document.fingerprint) == make_pdf()
    assert (document.by_name, document.by_for) == ("Jo Roe", "Riverside Hospital")


def test_a_refused_file_leaves_nothing_behind(received):
    with pytest.raises(InvalidInput):
        making.add_document(received, b"MZ", "by-laws.pdf")
    assert received.documents == []
    assert received.is_at is Step.RECEIVED


def test_no_document_comes_after_the_outcome(deliberated):
    making.refuse(deliberated)
    with pytest.raises(RuleBroken, match="refused"):
        making.add_document(deliberated, make_pdf(), "late.pdf")
