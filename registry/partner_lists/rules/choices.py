"""Choices about a list before it is imported: its encoding and sheet, its columns, its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.partner_lists.rules.columns import Meaning, meaning_called


@dataclass(frozen=True)
class Choices:
    """Choices about one file; where nothing was chosen, the content decides."""

    encoding: str = ""
    sheet: str = ""
    #: The chosen meanings that differ from the default of the heading, by `column_keys`.
    columns: Mapping[str, Meaning] = field(default_factory=dict)
    #: The numbers of lines to leave out.
    left_out: frozenset[int] = frozenset()
    #: The numbers of lines that look like a total but are an organization.
    taken_in: frozenset[int] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """The form stored with the list."""
        return {
            "encoding": self.encoding,
            "sheet": self.sheet,
            "columns": {key: str(meaning) for key, meaning in self.columns.items()},
            "left_out": sorted(self.left_out),
            "taken_in": sorted(self.taken_in),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Choices":
        """Read the stored form; choices that an older list did not store have their defaults."""
        lines: dict[str, Sequence[int]] = {name: stored.get(name, ()) for name in ("left_out", "taken_in")}
        return cls(
            encoding=stored.get("encoding", ""),
            sheet=stored.get("sheet", ""),
            columns={key: meaning_called(word) for key, word in stored.get("columns", {}).items()},
            left_out=frozenset(lines["left_out"]),
            taken_in=frozenset(lines["taken_in"]),
        )
