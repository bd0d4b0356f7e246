"""Letters of lists: decided where the bytes tell, asked where they do not."""

import pytest

from registry.errors import InvalidInput
from registry.partner_lists.rules.encodings import TWICE, decoded
from registry.partner_lists.rules.sheets import open_file, read_sheet

FRENCH = (
    "organisme;ville\r\nMaison des aînés;Québec\r\nL’Équipe « santé »;Trois-Rivières\r\nSacré-Cœur;Lévis\r\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "iso8859-15"])
def test_accents_of_every_program_come_in_right(encoding):
    text = FRENCH if encoding != "iso8859-15" else FRENCH.replace("’", "'")
    found = decoded(text.encode(encoding))
    assert (found.is_plain, found.readings[0].text) == (True, text)


def test_accents_of_an_old_dos_program_come_in_right():
    text = FRENCH.replace("’", "'").replace("œ", "oe")
    assert decoded(text.encode("cp850")).chosen("").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(encoding):
    assert read_sheet(FRENCH.encode(encoding)).lines[0] == (2, ["Maison des aînés", "Québec"])


def test_a_text_that_can_be_read_in_two_ways_is_asked_about_with_both_readings():
    found = decoded("organisme;ville\r\nécole A;Ottawa\r\n".encode("cp1252"))
    assert not found.is_plain
    assert {"école", "Ècole"} <= {reading.sample for reading in found.readings}


def test_the_reading_that_was_chosen_is_taken():
    data = "organisme;ville\r\nécole A;Ottawa\r\n".encode("cp1252")
    assert open_file(data).asks_encoding
    assert open_file(data, encoding="cp1252").table.lines == [(2, ["école A", "Ottawa"])]


def test_accents_that_a_program_encoded_twice_are_asked_about():
    twice = decoded("organisme,ville\naînés,Québec\n".encode().decode("cp1252").encode())
    assert not twice.is_plain
    assert twice.chosen(TWICE).text == "organisme,ville\naînés,Québec\n"


def test_french_in_capitals_is_no_question():
    text = "ORGANISME,VILLE\nMAISON DES AÎNÉS,QUÉBEC\nSANTÉ ÎLE,LÉVIS\n"
    assert decoded(text.encode("cp1252")).chosen("").text == text


@pytest.mark.parametrize("data", [b"a\x00b,c\n", b"a\x01,b\n", b"\xff\xfea", bytes(range(256))])
def test_bytes_that_are_no_text_are_refused_in_words(data):
    with pytest.raises(InvalidInput, match="not a list"):
        decoded(data)


def test_the_end_mark_of_old_programs_is_no_part_of_the_list():
    assert read_sheet(b"organization,city\r\nMaple,Ottawa\r\n\x1a").lines == [(2, ["Maple", "Ottawa"])]
