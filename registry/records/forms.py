"""The base of forms whose texts are printed in a record."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from registry.pdf.fonts import without_glyph
from registry.records.wording import words_on_signs
from registry.web.forms import Form, is_shown_again


class PrintedForm(Form):
    """A form whose texts are printed in a record.

    When a text contains characters that no font can print, the first answer names them: the person rewrites
    the text, or ticks a box to have a description printed instead. The tick applies to the named characters
    only.
    """

    #: The fields whose texts are printed.
    printed: ClassVar[Sequence[str]] = ()

    takes_description = BooleanField(_l("Let a description stand in their place."))
    named_signs = HiddenField()

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether the input is valid; characters that cannot be printed must be agreed to."""
        is_valid = super().validate(extra_validators)
        if is_shown_again():
            return False
        texts = [self[name].data or "" for name in self.printed if name in self]
        signs = without_glyph(" ".join(texts))
        is_agreed = self.takes_description.data and set(signs) <= set(self.named_signs.data or "")
        self.named_signs.data = signs
        if is_agreed or not signs:
            return is_valid
        self.takes_description.data = False
        self.takes_description.errors = list(words_on_signs(*texts))
        return False
