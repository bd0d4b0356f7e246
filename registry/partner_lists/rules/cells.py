"""Cells as they come in and go out: cleaned of what nobody typed, and harmless to spreadsheet programs."""

import re

from registry.text import trimmed

#: Apostrophes, then what a spreadsheet takes for the beginning of a formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
#: A break of a line within a cell: as systems write it, as FileMaker and Word do, as Unicode does.
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
#: What nobody sees and nobody types: other control characters, marks of byte order, spaces of no width.
_UNSEEN = dict.fromkeys(
    (
        *(code for code in range(0xA0) if (code < 0x20 or code >= 0x7F) and chr(code) not in "\t\n"),
        0x200B,
        0x2060,
        0xFEFF,
    )
)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what looks like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The cell that `harmless` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def cleaned(cell: str) -> str:
    """A cell without what nobody typed; its line breaks stay, each as one."""
    plain = cell.replace("\r\n", "\n").translate(_BREAKS).translate(_UNSEEN)
    return trimmed(restored(plain)) or ""


def on_one_line(cell: str) -> str:
    """A cell that is read: a line break or a tab in it is a blank."""
    if "\n" not in cell and "\t" not in cell:
        return cell
    return " ".join(
        part for part in cell.replace("\t", "\n").replace(" \n", "\n").split("\n") if part.strip()
    ).strip()
