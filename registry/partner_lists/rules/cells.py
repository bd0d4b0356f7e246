"""Cleans cells on import, and protects cells on export against being read as formulas by spreadsheet
programs.
"""

import re

from registry.text import trimmed

#: Apostrophes, followed by a character with which a spreadsheet formula begins.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
#: Line breaks within a cell, as written by operating systems, FileMaker, Word and Unicode.
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
#: Characters that nobody types or sees: other control characters, byte order marks, zero-width spaces.
_UNSEEN = dict.fromkeys(
    (
        *(code for code in range(0xA0) if (code < 0x20 or code >= 0x7F) and chr(code) not in "\t\n"),
        0x200B,
        0x2060,
        0xFEFF,
    )
)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet evaluates: an apostrophe precedes what looks like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The original of a cell protected by `harmless`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def cleaned(cell: str) -> str:
    """A cell without characters that nobody typed; each line break becomes one newline."""
    plain = cell.replace("\r\n", "\n").translate(_BREAKS).translate(_UNSEEN)
    return trimmed(restored(plain)) or ""


def on_one_line(cell: str) -> str:
    """A cell on one line: line breaks and tabs become blanks."""
    if "\n" not in cell and "\t" not in cell:
        return cell
    return " ".join(
        part for part in cell.replace("\t", "\n").replace(" \n", "\n").split("\n") if part.strip()
    ).strip()
