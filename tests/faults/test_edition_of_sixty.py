"""A consolidated edition of sixty partners, before the tools that anyone can check it with."""

import datetime as dt
import io
import json
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import pem, x509
from defusedxml import ElementTree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from registry import clock
from registry.certificates.names import for_all_names
from registry.pdf.fonts import fonts_for, in_shipped_letters
from tests import databases
from tests.faults.gathering import PARTNERS, Gathered, gather
from tests.verification.bringing import bring


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gathered]:
    """The edition, made once."""
    folder = tmp_path_factory.mktemp("sixty")
    installation = databases.OnSqlite(folder)
    yield gather(installation.app, folder, clock.now())
    installation.remove()


@pytest.fixture(scope="module")
def attached(gathered: Gathered) -> dict[str, bytes]:
    """The records inside the edition, by name."""
    with pikepdf.open(io.BytesIO(gathered.edition)) as pdf:
        return {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}


@pytest.fixture(scope="module")
def trusting(gathered: Gathered, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], str]:
    """Asks pdfsig, which trusts the registry's root."""
    store = tmp_path_factory.mktemp("nss")
    certutil = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    root = gathered.keys / "root.pem"
    subprocess.run([*certutil, "-A", "-n", "root", "-t", "CT,C,C", "-a", "-i", root], check=True)

    def ask(content: bytes) -> str:
        path = store / "file.pdf"
        path.write_bytes(content)
        done = subprocess.run(
            ["pdfsig", "-nssdir", f"sql:{store}", path], capture_output=True, text=True, check=True
        )
        return done.stdout

    return ask


@pytest.fixture(scope="module")
def file(gathered: Gathered, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition as a file."""
    path = tmp_path_factory.mktemp("edition") / "edition.pdf"
    path.write_bytes(gathered.edition)
    return path


def told(*command: object) -> str:
    """What a tool says."""
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def context(keys: Path) -> ValidationContext:
    """Trust in the registry's root, and in nothing else; of names that pyHanko alone cannot compare, too."""
    _, _, der = pem.unarmor((keys / "root.pem").read_bytes())
    return for_all_names(ValidationContext(trust_roots=[x509.Certificate.load(der)], allow_fetching=False))


def bottom_lines(content: bytes, keys: Path) -> list[bool]:
    """What pyHanko's validator says of every signature of a file."""
    found = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return [validate_pdf_signature(one, signer_validation_context=context(keys)).bottom_line for one in found]


def test_the_edition_holds_the_record_of_every_partner(attached):
    assert len(attached) == PARTNERS


def test_pyhanko_finds_the_seal_of_the_edition_valid(gathered):
    assert bottom_lines(gathered.edition, gathered.keys) == [True]


def test_pyhanko_finds_seal_and_signature_of_every_record_inside_valid(gathered, attached):
    verdicts = {name: bottom_lines(content, gathered.keys) for name, content in attached.items()}
    assert verdicts == {name: [True, True] for name in attached}


def test_pdfsig_finds_every_signature_valid_and_trusted(gathered, attached, trusting):
    answers = [trusting(content) for content in (gathered.edition, *attached.values())]
    said = "".join(answers)
    count = 1 + 2 * PARTNERS
    assert said.count("Signature Validation: Signature is Valid.") == count
    assert said.count("Certificate Validation: Certificate is Trusted.") == count


def test_every_font_is_embedded(file, attached, tmp_path):
    some = tmp_path / "record.pdf"
    some.write_bytes(next(iter(attached.values())))
    fonts = [line for path in (file, some) for line in told("pdffonts", path).splitlines()[2:]]
    embedded = [re.search(r"(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", line)[1] for line in fonts]
    assert len(fonts) > 1
    assert set(embedded) == {"yes"}


def test_the_edition_is_tagged_and_names_its_title_and_language(gathered, file):
    said = told("pdfinfo", file)
    assert re.search(r"^Tagged: +yes$", said, re.M)
    assert re.search(r"^Title: +Privacy policy", said, re.M)
    with pikepdf.open(io.BytesIO(gathered.edition)) as pdf:
        assert str(pdf.Root.Lang).startswith("en")


def test_every_row_of_the_table_stands_whole_on_one_page(gathered, file):
    document = ElementTree.fromstring(told("pdftotext", "-bbox", file, "-"))
    pages = [words_of(page) for page in document.iter(PAGE)]
    found = {name: [page for page in pages if holds(column(page, FIRST), name)] for name in gathered.names}
    assert {name: len(places) for name, places in found.items()} == dict.fromkeys(gathered.names, 1)
    unsigned = [
        person
        for name, person in zip(gathered.names, gathered.signatories, strict=True)
        if not holds(column(found[name][0], SECOND), person)
    ]
    assert unsigned == []


PAGE = "{http://www.w3.org/1999/xhtml}page"
WORD = "{http://www.w3.org/1999/xhtml}word"
#: Columns by the first words of their own heading and of the next one's.
FIRST, SECOND = ("Organization", "Authorized"), ("Authorized", "Date")


@dataclass(frozen=True, order=True)
class Word:
    """A word and where it stands; ordered as it is read, line by line."""

    top: float
    left: float
    text: str


def words_of(page: Any) -> list[Word]:
    """The words of a page."""
    return sorted(
        Word(
            round(float(word.get("yMin")), 1),
            float(word.get("xMin")),
            unicodedata.normalize("NFC", word.text or ""),
        )
        for word in page.iter(WORD)
    )


def column(page: list[Word], headings: tuple[str, str]) -> list[str]:
    """The words of a column, where there is a table."""
    edges = [next((word.left for word in page if word.text == heading), None) for heading in headings]
    if None in edges:
        return []
    return [word.text for word in page if edges[0] - 1 <= word.left < edges[1] - 1]


def holds(words: list[str], text: str) -> bool:
    """Whether a text stands among words, as one run; a line may break behind its hyphens.

    Of one that has other scripts, each letter: their words stand at other heights, and from the right.
    """
    wanted = "".join(in_shipped_letters(text).split())
    if fonts_for(text):
        return not Counter(_bare(wanted)) - Counter(_bare("".join(words)))
    return _bare(wanted) in _bare("".join(words))


def _bare(text: str) -> str:
    """A text without what a reader of PDF leaves out: signs of no shape, a dot one with its letter."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return re.sub("[\ufe0f\u05c1\u05c2]", "", shown)


# -- tampered with -----------------------------------------------------------------------------------


def flipped(content: bytes) -> bytes:
    """One byte of the text of the file is another."""
    at = content.index(b"stream\n") + 40
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def edited(content: bytes) -> bytes:
    """A page edited, and the edit appended, as an honest editor saves it."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 700 Td (added) Tj ET")
    writer.add_stream_to_page(0, writer.add_object(stream))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def shortened(content: bytes) -> bytes:
    """A page taken out."""
    return rewritten(content, lambda pdf: pdf.pages.__delitem__(-1))


def swapped(content: bytes) -> bytes:
    """The record of one partner in the place of another's."""

    def swap(pdf: pikepdf.Pdf) -> None:
        first, second = list(pdf.attachments)[:2]
        other = pdf.attachments[second].get_file().read_bytes()
        pdf.attachments[first] = pikepdf.AttachedFileSpec(pdf, other, filename=first)

    return rewritten(content, swap)


def rewritten(content: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """The file changed and saved anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


TAMPERED = pytest.mark.parametrize("tamper", [flipped, edited, shortened, swapped])


@TAMPERED
def test_a_tampered_edition_is_refused_by_the_page(gathered, tamper):
    answer = bring(gathered.app.test_client(), tamper(gathered.edition), "edition.pdf")
    assert "Not accepted" in answer.text
    assert "This file has been altered" in answer.text


@TAMPERED
def test_a_tampered_edition_is_refused_by_the_command_with_the_reason(gathered, tmp_path, tamper):
    path = tmp_path / "edition.pdf"
    path.write_bytes(tamper(gathered.edition))
    result = gathered.app.test_cli_runner().invoke(args=["registry", "verify", str(path), "--json"])
    verdict = json.loads(result.stdout)
    assert result.exit_code == 1
    assert verdict["outcome"] == "altered"
    assert len(verdict["findings"]) > 1


def test_the_edition_itself_is_accepted_by_page_and_command(gathered, file):
    result = gathered.app.test_cli_runner().invoke(args=["registry", "verify", str(file)])
    assert (result.exit_code, gathered.edition_code in result.output) == (0, True)


def test_the_signatures_tell_the_time_at_which_they_were_made(attached):
    content = next(iter(attached.values()))
    signed = PdfFileReader(io.BytesIO(content)).embedded_signatures[1].self_reported_timestamp
    assert clock.now() - signed < dt.timedelta(minutes=30)
