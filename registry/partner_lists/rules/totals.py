"""Lines that are probably not organizations: totals, counts, repeated headings."""

import re
from collections.abc import Sequence

from registry.errors import N_
from registry.labels import Labelled
from registry.partners.rules.names import fold_name

_TOTALS = frozenset(("total", "totals", "totaux", "subtotal", "sum", "somme", "count", "nombre", "compte"))
#: Words for things that are counted, folded.
_COUNTED = frozenset(
    (
        *("organization", "organizations", "organisation", "organisations", "organisme", "organismes"),
        *("partner", "partners", "partenaire", "partenaires", "member", "members", "membre", "membres"),
        *("signatory", "signatories", "signataire", "signataires", "agency", "agencies"),
        *("entry", "entries", "row", "rows", "line", "lines", "ligne", "lignes"),
    )
)
#: Words that may occur between them.
_BETWEEN = frozenset(
    (
        *("of", "the", "in", "all", "grand", "sub", "number"),
        *("de", "des", "d", "du", "le", "les", "en", "tout", "tous", "a", "ce", "jour", "general", "sous"),
    )
)
_NUMBER = re.compile(r"[0-9]+(?:[.,\s\xa0\u202f][0-9]+)*%?")
_WORDS = re.compile(r"[^\W\d_]+")


class LeftOut(Labelled):
    """Why a line is left out."""

    CHOSEN = "chosen", N_("You left it out")
    TOTAL = "total", N_("Likely a total, no organization")
    HEADINGS = "headings", N_("The headings again")


def likely_no_organization(cells: Sequence[str], headings: Sequence[str]) -> LeftOut | None:
    """Why a line looks like a total or repeated headings; None for other lines."""
    filled = [cell for cell in cells if cell]
    said = [heading for heading in headings if heading]
    if len(filled) > 1 and [fold_name(cell) for cell in filled] == [fold_name(heading) for heading in said]:
        return LeftOut.HEADINGS
    return LeftOut.TOTAL if _is_total(filled) else None


def _is_total(filled: Sequence[str]) -> bool:
    """Whether the line consists only of words for a total or count, and numbers."""
    folded = fold_name(" ".join(filled))
    words = set(_WORDS.findall(folded))
    if not words:
        return bool(_NUMBER.fullmatch(folded))
    is_count = bool(words & _COUNTED) and bool(_NUMBER.search(folded))
    return (is_count or bool(words & _TOTALS)) and words <= _TOTALS | _COUNTED | _BETWEEN
