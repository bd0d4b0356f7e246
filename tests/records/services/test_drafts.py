"""From a draft to a file: templates filled in the record’s language, with its code and its serials."""

import io
import re

import pikepdf
import pytest

from registry.pdf.values import Attached, Level, Signer
from registry.records.queries.authority import own_authority
from registry.records.rules import Draft, Part, RecordKind
from registry.records.services import drafts
from tests.certificates.builders import serials_in
from tests.conftest import STOPPED_AT
from tests.reading import words_of_pdf
from tests.records.builders import CODE, ORGANIZATION

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BODY = "<h1>The Statement</h1><p>{{ words }}</p>"
OWN = """<h2>Seal</h2><p>{{ record.code }} {{ record.serials | join(" ") }} {{ record.has_signature }}</p>
<p><input type="checkbox" name="seal" title="Seal">{{ record.qr }}</p>
{% if record.has_signature %}<p><input type="checkbox" name="signature" title="Signature"></p>{% endif %}"""


@pytest.fixture
def draft(app, here):
    """Makes the draft of a small record."""

    def part(source, **context):
        return Part(app.jinja_env.from_string(source), context)

    def make(language="en", *, signer=None, body=True, attachments=()):
        return Draft(
            code=CODE,
            kind=RecordKind.DECISION,
            language=language,
            title="The Statement, version 1",
            header="East Team",
            body_footer="Version 1",
            body=part(BODY, words="We care together.") if body else None,
            own=part(OWN),
            signer=signer,
            attachments=attachments,
        )

    return make


SIGNER = Signer("Zoé Tremblay", ORGANIZATION)


def test_the_own_pages_bear_the_code_the_address_and_the_serials_of_seal_and_signature(draft):
    sheets = drafts.sheets_of(draft(signer=SIGNER), now=STOPPED_AT)
    seal = own_authority(now=STOPPED_AT).seal.serial
    assert f"{CODE} {seal} {sheets.signer_serial:x} True" in sheets.own.html
    assert sheets.own.margins.footer == f"{CODE} · http://localhost/verify/{CODE}"
    assert (sheets.seal_serial, sheets.code, sheets.signer) == (seal, CODE, SIGNER)


def test_a_record_without_a_signatory_names_the_seal_alone(draft):
    sheets = drafts.sheets_of(draft(), now=STOPPED_AT)
    assert f"{CODE} {sheets.seal_serial} False" in sheets.own.html


def test_each_record_gets_a_serial_of_its_own(draft):
    made = [drafts.sheets_of(draft(signer=SIGNER), now=STOPPED_AT).signer_serial for _ in range(3)]
    assert len(set(made)) == 3


def test_the_shared_pages_hold_nothing_of_one_record(draft):
    body = drafts.sheets_of(draft(), now=STOPPED_AT).body
    assert "We care together." in body.html
    assert CODE not in body.html
    assert (body.margins.header, body.margins.footer) == ("East Team", "Version 1")
    assert drafts.sheets_of(draft(body=False), now=STOPPED_AT).body is None


@pytest.mark.parametrize(
    ("language", "words"), [("en", "QR code that leads to"), ("fr", "Code QR qui mène à")]
)
def test_a_record_is_in_its_own_language_whoever_makes_it(draft, language, words):
    html = drafts.sheets_of(draft(language), now=STOPPED_AT).own.html
    assert f'<html lang="{language}-CA">' in html
    assert re.search(f'alt="{words} http://localhost/verify/{CODE}"', html)


def test_the_file_is_sealed_and_signed_with_the_certificates_that_it_names(draft, tmp_path):
    attached = Attached("note.txt", b"A note.", "A note", STOPPED_AT)
    paper = drafts.make_paper(draft(signer=SIGNER, attachments=[attached]), now=STOPPED_AT)
    assert serials_in(paper.content) == paper.serials
    assert (paper.level_aimed, paper.level_reached, paper.level_problem) == (Level.B_B, Level.B_B, "")
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) == paper.pages == 2
        assert pdf.attachments["note.txt"].get_file().read_bytes() == b"A note."
    words = words_of_pdf(paper.content, tmp_path)
    assert "We care together." in words
    assert " ".join([CODE, *paper.serials]) in words


def test_a_reading_copy_has_the_text_and_nothing_that_proves(draft, tmp_path):
    content = drafts.reading_copy(
        language="en", title="The Statement", header="East", footer="Not to be signed.", part=draft().body
    )
    words = words_of_pdf(content, tmp_path)
    assert "We care together." in words
    assert "Not to be signed." in words
    assert CODE not in words
    assert serials_in(content) == []
