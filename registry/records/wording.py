"""Signs that no font of records has: pointed out where they are typed, before they stand in a record."""

from collections.abc import Iterator

from flask_babel import gettext as _

from registry.pdf.fonts import in_shipped_letters, without_glyph


def words_on_signs(*texts: str | None) -> Iterator[str]:
    """What there is to say of texts that a record prints; nothing where it prints every sign as it is."""
    signs = without_glyph(" ".join(text for text in texts if text))
    if signs:
        yield _(
            "These signs cannot be printed: %(signs)s. In the record a description stands in their place.",
            signs=", ".join(f"{sign} {in_shipped_letters(sign)}" for sign in signs),
        )
