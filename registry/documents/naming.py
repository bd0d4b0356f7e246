"""Names for addresses, made from titles."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

LONGEST_STEM = 50


def free_name(title: str, *, taken: Collection[str], otherwise: str) -> str:
    """A name of small letters, digits and hyphens that is not taken: `privacy-policy`, `privacy-policy-2`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_STEM].strip("-") or otherwise
    if stem not in taken:
        return stem
    return next(name for number in count(2) if (name := f"{stem}-{number}") not in taken)
