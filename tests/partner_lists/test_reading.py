"""Files as spreadsheet programs write them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from registry.errors import BadLines, InvalidInput
from registry.partner_lists.reading import read_sheet
from registry.partner_lists.rules import LARGEST_FILE, MOST_LINES
from registry.partner_lists.services import read_list
from tests.partner_lists.making import SMALL, xlsx

FRENCH = "organisme;palier\r\nÉquipe de santé de l’Est;Pilier\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_list_reads_the_same_in_every_dialect(encoding, delimiter, ending):
    text = FRENCH.replace(";", delimiter).replace("\r\n", ending)
    sheet = read_sheet(text.encode(encoding))
    assert sheet.headings == ["organisme", "palier"]
    assert list(sheet.lines) == [(2, ["Équipe de santé de l’Est", "Pilier"])]


def test_an_xlsx_reads_like_its_csv():
    file = xlsx(
        [["organization", "tier", "beds"], ["Maple Clinic", "Anchor", 12.0], [], ["Birch", None, None]]
    )
    assert list(read_sheet(file).lines) == [(2, ["Maple Clinic", "Anchor", "12"]), (4, ["Birch"])]


def test_a_hidden_sheet_is_passed_over():
    book = Workbook()
    book.active.append(["notes", "of ours"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Partners").append(["organization", "tier"])
    book["Partners"].append(["Maple Clinic", "Anchor"])
    file = io.BytesIO()
    book.save(file)
    assert list(read_sheet(file.getvalue()).lines) == [(2, ["Maple Clinic", "Anchor"])]


def test_lines_keep_their_numbers_across_quoted_line_breaks():
    sheet = read_sheet(b'organization,tier\n"Maple\nClinic",Anchor\n\nBirch,Core\n')
    assert [number for number, _ in sheet.lines] == [2, 5]


def archive(**members: bytes) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


#: A few hundred letters that entities make a billion of, and one that asks for a file of this machine.
BOMB = b'<!DOCTYPE a [<!ENTITY a "ha">%s]><a>&i;</a>' % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefghi"
)
FILE_OF_OURS = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n,,\n", "empty"),
        (b"organization,tier\n", "no line below"),
        (b"x" * (LARGEST_FILE + 1), "larger than 5 MB"),
        (bytes(range(256)) * 10, "not a list"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00", "not a list"),
        (b'organization,tier\n"Maple,Anchor\n', "Line 2 cannot be read"),
        (b"PK\x03\x04 no archive", "damaged"),
        (archive(text=b"hello"), "not a list"),
        (archive(**{"xl/workbook.xml": b"<a/>"}), "damaged"),
        (archive(**{"xl/workbook.xml": b" " * 70_000_000}), "unpacks to far more"),
        (
            archive(**{"xl/workbook.xml": b"<a/>"}, **dict.fromkeys(map(str, range(1_001)), b"")),
            "unpacks to far",
        ),
        (archive(**{"[Content_Types].xml": BOMB, "xl/workbook.xml": BOMB}), "damaged"),
        (archive(**{"[Content_Types].xml": FILE_OF_OURS, "xl/workbook.xml": FILE_OF_OURS}), "damaged"),
        (b"organization,tier\n" + b"Maple,Core\n" * (MOST_LINES + 1), "at most 2000 lines"),
        (b"organization" + b",x" * 61 + b"\nMaple\n", "at most 60 columns"),
    ],
)
def test_what_is_no_list_is_refused_in_words(data, words):
    with pytest.raises(InvalidInput, match=words):
        read_sheet(data)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",Housing", "The name of the organization is missing"),
        ("...,Housing", "The name of the organization is missing"),
        ("Birch House,a,b,c", "It has 4 cells, and there are 3 headings"),
        ("Birch House,Housing,not an address", "This is not an e-mail address"),
        (f"{'B' * 201},Housing", "“organization” is longer than 200 characters"),
        ("MAPLE CLINIC,Housing", "It repeats the organization of line 2"),
        ("Maple Clínic.,Housing", "It repeats the organization of line 2"),
    ],
)
def test_a_bad_line_is_named_by_its_number_with_the_reason(line, words):
    with pytest.raises(BadLines) as caught:
        read_list(f"organization,sector,email\nMaple Clinic,Primary care,\n{line}\n".encode())
    assert [found.number for found in caught.value.lines] == [3]
    assert words in str(caught.value.lines[0])


def test_two_kinds_of_apostrophe_do_not_make_two_organizations():
    with pytest.raises(BadLines):
        read_list(
            "organization,city\nSt. Andrew’s,Ottawa\nSt Andrew's,Ottawa\nST. ANDREW'S,Ottawa\n".encode()
        )


def test_every_bad_line_is_named_and_not_the_first_alone():
    with pytest.raises(BadLines) as caught:
        read_list(b"organization,email\n,\nMaple,x\n,y@example.org\nBirch,\n")
    assert [found.number for found in caught.value.lines] == [3, 4]


def test_a_language_is_told_in_either_language():
    read = read_list(b"organization,language\nMaple,anglais\nBirch,FR\nOak,\n")
    assert [line.language for line in read.lines] == ["en", "fr", ""]


def test_columns_that_are_not_known_are_kept():
    read = read_list(b"organization,Fax\nMaple,555-0100\n")
    assert read.lines[0].extra == {"Fax": "555-0100"}


def test_the_small_list_of_these_tests_is_understood():
    assert [line.name for line in read_list(SMALL.encode()).lines] == ["Maple Clinic", "Birch House"]
