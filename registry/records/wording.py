"""Characters that no font of records can print: pointed out where they are typed."""

from collections.abc import Iterator

from flask_babel import gettext as _

from registry.pdf.fonts import in_shipped_letters, without_glyph


def words_on_signs(*texts: str | None) -> Iterator[str]:
    """The messages about texts that a record is to print; empty when every character can be printed."""
    signs = without_glyph(" ".join(text for text in texts if text))
    if signs:
        yield _(
            "These signs cannot be printed: %(signs)s. In the record a description stands in their place.",
            signs=", ".join(f"{sign} {in_shipped_letters(sign)}" for sign in signs),
        )
