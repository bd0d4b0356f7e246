"""Files that people bring: taken by their content, named plainly, refused in words everywhere."""

import io
from pathlib import Path

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput
from registry.files import storage
from registry.files.intake import (
    AGREEMENT,
    DOCX,
    DOSSIER,
    JPEG,
    LONGEST_NAME,
    MOST_ENTRIES,
    PDF,
    PNG,
    SCANS,
    accept,
    kind_of,
    plain_name,
)
from tests.factories import make_coordinator, make_docx, make_pdf, make_picture
from tests.reading import error_on
from tests.removable import NEEDS_ALL
from tests.security.forms import every_form, harmless
from tests.whole_team import make_whole_team, pages_of

MEGABYTE = 1024 * 1024
FILES = Path(__file__).parent.parent / "data" / "files"
LOCKED = (FILES / "user_password.pdf").read_bytes()
RESTRICTED = (FILES / "owner_password_only.PDF").read_bytes()
MARKED = (FILES / "mark_before_header.pdf").read_bytes()
#: Pages that take files of other kinds, or any file; and one that this team has no use for any more.
OTHERS = ("/verify", "/import", "/earlier")

pytestmark = pytest.mark.usefixtures("stopped_clock")


def taken(data, name=None, kinds=DOSSIER):
    """A file, taken in."""
    return accept(data, name, kinds, field="document")


# -- what it is --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make_pdf(), PDF),
        (RESTRICTED, PDF),
        (MARKED, PDF),
        (b"\n\n" + make_pdf(), PDF),
        (make_picture("PNG"), PNG),
        (make_picture("JPEG"), JPEG),
        (make_docx(), DOCX),
    ],
)
def test_a_file_is_what_its_content_says(session, data, kind):
    stored = taken(data)
    assert stored.media_type == kind.media_type
    assert kind_of(storage.read_file(stored.fingerprint)) is kind


@pytest.mark.parametrize(
    "data",
    [
        make_docx("word/vbaProject.bin"),
        make_docx(*(f"word/{number}.xml" for number in range(MOST_ENTRIES))),
        b"%PDF-1.7 and nothing else",
        b"PK\x03\x04 and nothing else",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90",
        make_picture("GIF"),
        b" " * 2000 + make_pdf(),
    ],
)
def test_what_is_of_no_kind_or_damaged_is_refused(session, data):
    with pytest.raises(InvalidInput, match="damaged"):
        taken(data)


def test_a_scan_is_a_pdf_or_a_picture_and_nothing_else(session):
    with pytest.raises(InvalidInput, match="not a PDF, PNG or JPEG file"):
        taken(make_docx(), None, SCANS)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.pdf", "empty"),
        (make_pdf(), "letter.docx", "not what its name says"),
        (make_picture(), "letter.pdf", "not what its name says"),
        (make_pdf(), "letter", "has to end in one of these: .pdf"),
        (make_pdf(), "letter.pdf.exe", "has to end in one of these: .pdf"),
        (b"MZ\x90", "letter.pdf", "damaged"),
        (LOCKED, "letter.pdf", "opens with a password only"),
        (b"%PDF-" + b"0" * (30 * MEGABYTE), "large.pdf", "larger than 20 MB"),
    ],
)
def test_what_cannot_be_taken_is_told_on_its_field(session, data, name, words):
    with pytest.raises(InvalidInput, match=words) as refused:
        taken(data, name)
    assert refused.value.field == "document"


@pytest.mark.parametrize("data", [LOCKED, RESTRICTED])
def test_what_goes_into_records_is_free_of_any_protection(session, data):
    with pytest.raises(InvalidInput, match="protected"):
        taken(data, None, [AGREEMENT])


def test_a_mark_before_the_header_is_no_damage_to_an_agreement(session):
    assert taken(MARKED, "Agreement.PDF ", [AGREEMENT]).size == len(MARKED)


# -- what it is called -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/by-laws.pdf", "by-laws.pdf"),
        ("C:\\papers\\by laws.PDF", "by laws.PDF"),
        ("two\nlines.pdf", "two lines.pdf"),
        ("re\u0301gime.pdf", "régime.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("", "document"),
        ("\u200b", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_in_one_line_without_folders(given, kept):
    assert plain_name(given) == kept


@pytest.mark.parametrize("name", ["x" * 500 + ".pdf", "x." + "y" * 500, "." + "x" * 500, "é" * 400 + ".jpeg"])
def test_a_long_name_is_cut_before_its_ending_and_never_longer_than_its_column(name):
    assert len(plain_name(name)) <= LONGEST_NAME


# -- wherever a file is given ------------------------------------------------------------------------


@NEEDS_ALL
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("file", [LOCKED, b"%PDF-1.7 and nothing else"], ids=["locked", "damaged"])
def test_on_every_page_that_takes_a_file_one_that_cannot_be_opened_is_told_on_its_field(
    app, session, client, file
):
    team = make_whole_team("east")
    with unit_of_work():
        client.sign_in(make_coordinator(team))
    addresses = [page.address for page in pages_of(app) if page.method == "GET"]
    asked = {
        form.action: (client.post(form.action, data=form.filled(lambda one: _given(one, file))), form)
        for _page, form in every_form(client, addresses)
        if any(one.kind == "file" for one in form.fields.values()) and not form.action.endswith(OTHERS)
    }
    told = {action: (answer.status_code, _told(answer, form)) for action, (answer, form) in asked.items()}
    assert len(told) >= 5
    assert told == dict.fromkeys(told, (422, True))


def _given(one, file):
    return (io.BytesIO(file), "paper.pdf") if one.kind == "file" else harmless(one)


def _told(answer, form):
    fields = [name for name, one in form.fields.items() if one.kind == "file"]
    return [name for name in fields if "PDF" in (error_on(answer, name) or "")] != []
