"""Warnings about typed characters that no font of records can print."""

from collections.abc import Iterator

from flask_babel import gettext as _

from registry.pdf.fonts import in_shipped_letters, without_glyph


def words_on_signs(*texts: str | None) -> Iterator[str]:
    """The warning about characters, in texts for a record, that cannot be printed; nothing when all of them
    can.
    """
    signs = without_glyph(" ".join(text for text in texts if text))
    if signs:
        yield _(
            "These signs cannot be printed: %(signs)s. In the record a description stands in their place.",
            signs=", ".join(f"{sign} {in_shipped_letters(sign)}" for sign in signs),
        )
