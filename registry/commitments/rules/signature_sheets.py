"""Sheets on which a version is signed on paper."""

from collections.abc import Sequence

from registry.errors import N_
from registry.labels import Labelled


class SheetLayout(Labelled):
    """How a signature sheet is laid out."""

    PAGES = "pages", N_("One page for each partner")
    TABLE = "table", N_("One table for all of them")


def owed_by(
    people: Sequence[tuple[str | None, str | None]], *, needed: int, given: int
) -> list[tuple[str, str]]:
    """The signatures that a partner still owes, each with the name and title of who is listed for it; empty
    where nobody is. Those listed first are taken to have signed first; one that lapsed owes at least one.
    """
    owed = max(needed - given, 1)
    listed = [(name or "", title or "") for name, title in people[given : given + owed]]
    return listed + [("", "")] * (owed - len(listed))
