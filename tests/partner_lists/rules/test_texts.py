"""A list as text: what parts its columns, and the numbers of its lines."""

import pytest

from registry.partner_lists.rules.sheets import read_sheet


def test_lines_keep_their_numbers_across_quoted_line_breaks():
    sheet = read_sheet(b'organization,tier\n"Maple\nClinic",Anchor\n\nBirch,Core\n')
    assert [number for number, _ in sheet.lines] == [2, 5]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("first", ["sep={}", "SEP={}", '"sep={}"'])
def test_a_first_line_that_names_the_separator_is_no_heading(delimiter, first):
    text = f"{first.format(delimiter)}\r\norganization{delimiter}note\r\nMaple{delimiter}a, b; c\r\n"
    sheet = read_sheet(text.encode())
    assert sheet.headings == ["organization", "note"]
    assert [number for number, _ in sheet.lines] == [3]
