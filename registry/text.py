"""How text that people type is taken in, the same in every form."""

import unicodedata


def trimmed(value: str | None) -> str | None:
    """Without white space around it, and composed (NFC), so that equal names are equal."""
    return unicodedata.normalize("NFC", value.strip()) if value is not None else None
