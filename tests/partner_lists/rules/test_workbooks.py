"""Workbooks as Excel, LibreOffice, Numbers and Google Sheets write them."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from registry.errors import InvalidInput
from registry.partner_lists.rules.sheets import open_file, read_sheet
from tests.partner_lists.builders import CASES, archive, bare_xlsx, xlsx


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_the_list_is_found_on_the_second_sheet_below_a_title():
    opened = open_file((CASES / "title_row_second_sheet.xlsx").read_bytes())
    assert (opened.sheet, len(opened.table.lines)) == ("Partenaires", 2)
    assert [cells[4] for _, cells in opened.table.lines] == ["6135550100", "613-555-0101"]


def test_a_list_of_libreoffice_comes_in_with_its_breaks_and_phones():
    [first, second, total] = read_sheet((CASES / "libreoffice.xlsx").read_bytes()).lines
    assert first[1][:1] + first[1][4:] == ["Clinique des Mélèzes\net de l’Érable", "6135550100", "2021-02-01"]
    assert (second[1][4], total[1]) == ("+1 613 555-0101", ["Total", "2"])


def test_a_list_of_google_with_texts_in_place_and_no_styles_is_read():
    text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = (
        f'<row r="1">{text.format("A1", "Organization")}{text.format("B1", "Phone")}</row>'
        f'<row r="2">{text.format("A2", "Maple")}<c r="B2"><v>4.165551234E9</v></c></row>'
        f'<row r="3">{text.format("A3", "Birch")}<c r="B3" t="str"><f>A1</f><v>416-555-1234</v></c></row>'
    )
    lines = read_sheet(bare_xlsx(Sheet1=f"<sheetData>{rows}</sheetData>")).lines
    assert [cells for _, cells in lines] == [["Maple", "4165551234"], ["Birch", "416-555-1234"]]


def test_the_summary_that_numbers_puts_before_the_list_is_passed_over():
    book = Workbook()
    book.active.title = "Export Summary"
    book.active.append(["This document was exported from Numbers. Each table was converted to a worksheet."])
    book.active.append([None, "Numbers Sheet Name", "Numbers Table Name", "Excel Worksheet Name"])
    book.active.append([None, "Sheet 1", "Table 1", "Sheet 1 - Table 1"])
    sheet = book.create_sheet("Sheet 1 - Table 1")
    for row in (["Table 1"], ["Organisme", "Palier"], ["Maison des aînés", "Pilier"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    assert open_file(saved(book)).sheet == "Sheet 1 - Table 1"


def test_of_two_sheets_with_headings_it_is_asked_which_is_the_list():
    book = Workbook()
    book.active.title = "2025"
    for sheet in (book.active, book.create_sheet("2026")):
        sheet.append(["Organization", "Tier"])
        sheet.append([f"Maple {sheet.title}", "Anchor"])
    data = saved(book)
    assert open_file(data).asks_sheet
    assert open_file(data, sheet="2026").table.lines == [(2, ["Maple 2026", "Anchor"])]
    with pytest.raises(InvalidInput, match="which one is the list"):
        read_sheet(data)


def test_a_sheet_that_is_not_there_is_told():
    with pytest.raises(InvalidInput, match="There is no sheet “2027”"):
        open_file(xlsx([["Organization", "Tier"], ["Maple", "Anchor"]]), sheet="2027")


def test_a_cell_merged_over_lines_stands_on_each_of_them():
    book = Workbook()
    for row in (
        ["Organization", "Signatory"],
        ["Maple", "Ann Sample"],
        [None, "Bo Poe"],
        ["Birch", "Cy Roy"],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    assert [cells for _, cells in read_sheet(saved(book)).lines] == [
        ["Maple", "Ann Sample"],
        ["Maple", "Bo Poe"],
        ["Birch", "Cy Roy"],
    ]


@pytest.mark.parametrize(
    ("value", "written", "text"),
    [
        (6135550100, "General", "6135550100"),
        (6135550100.0, "General", "6135550100"),
        (613, "00000", "00613"),
        (0.1 + 0.2, "General", "0.3"),
        (dt.datetime(2021, 2, 1), "yyyy-mm-dd", "2021-02-01"),  # noqa: DTZ001
        (dt.datetime(2021, 2, 1, 9, 30), "yyyy-mm-dd hh:mm", "2021-02-01 09:30"),  # noqa: DTZ001
        (True, "General", "TRUE"),
        ("#N/A", "General", ""),
        ("a_x000D_\nb", "General", "a\nb"),
        ("=1+1", "General", ""),
    ],
)
def test_a_cell_is_read_as_people_see_it(value, written, text):
    book = Workbook()
    book.active.append(["Organization", "Cell", "City"])
    book.active.append(["Maple", value, "Ottawa"])
    book.active["B2"].number_format = written
    assert read_sheet(saved(book)).lines == [(2, ["Maple", text, "Ottawa"])]


def test_lines_and_columns_that_were_only_coloured_are_no_part_of_the_list():
    book = Workbook()
    book.active.append(["Organization", "Tier"])
    book.active.append(["Maple", "Anchor"])
    for row in range(3, 3_000):
        book.active.cell(row, 80).fill = PatternFill("solid", "FFFF00")
    assert read_sheet(saved(book)).lines == [(2, ["Maple", "Anchor"])]


def test_a_sheet_whose_lines_lie_far_apart_is_refused_in_words():
    book = Workbook()
    for row, name in ((1, "Organization"), *((number, "Maple") for number in range(900, 11_000, 900))):
        book.active.cell(row, 1).value = name
        book.active.cell(row, 2).value = "x"
    with pytest.raises(InvalidInput, match="goes on below line 10000"):
        read_sheet(saved(book))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Excel file"),
        (
            archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<a/>"}),
            "LibreOffice",
        ),
        (archive(**{"Index/Document.iwa": b"x"}), "file of Numbers"),
        (archive(**{"xl/workbook.bin": b"x"}), "binary Excel"),
    ],
)
def test_a_file_of_another_program_is_refused_with_what_to_do(data, words):
    with pytest.raises(InvalidInput, match=words):
        read_sheet(data)
