"""Files as spreadsheet programs write them."""

import io

import pytest
from openpyxl import Workbook

from registry.errors import InvalidInput
from registry.partner_lists.rules.columns import LARGEST_FILE, MOST_LINES
from registry.partner_lists.rules.sheets import read_sheet
from tests.partner_lists.builders import archive, xlsx

FRENCH = "organisme;palier\r\nÉquipe de santé de l’Est;Pilier\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac-roman", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
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


def test_a_title_above_the_headings_is_passed_over_and_told():
    sheet = read_sheet(b"Partners, state of May,,\n,,\nOrganization,Tier,City\nMaple,Anchor,Ottawa\n")
    assert (sheet.headings, [number for number, _ in sheet.lines]) == (["Organization", "Tier", "City"], [4])
    assert sheet.titles == [(1, "Partners state of May")]
