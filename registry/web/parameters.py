"""Values in addresses and forms: row numbers, words, and the permitted sizes of requests."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from wtforms import SelectField
from wtforms.validators import InputRequired

from registry.errors import N_, InvalidInput

#: The highest row number that both databases accept.
HIGHEST = 2**31 - 1

#: The most bytes read for a page that reports too large files on its field.
LARGEST_WITH_FILES = 64 * 1024 * 1024

V = TypeVar("V", bound=Callable[..., Any])


def takes_files(view: V) -> V:
    """Let a page receive a file that is too large, so that the field can say so and nothing that was typed is
    lost.
    """
    view.registry_largest = LARGEST_WITH_FILES  # type: ignore[attr-defined]
    return view


def make_room_for_files() -> None:
    """Before a request is read: set the size that its page accepts."""
    view = current_app.view_functions.get(request.endpoint or "")
    largest = getattr(view, "registry_largest", None)
    if largest is not None:
        request.max_content_length = largest


def row_number(typed: str) -> int:
    """Parse a row number from an address or form; raises `ValueError` when no row can have it."""
    number = int(typed)
    if not 0 < number <= HIGHEST:
        raise ValueError(typed)
    return number


def one_row(label: Any, hint: Any = "", *, required: Any = None) -> SelectField:
    """A choice of one row by its number; set the options with `offer`.

    `required` is the message when none is chosen.
    """
    validators = [InputRequired(required)] if required else []
    return SelectField(label, description=hint, coerce=_row_number_or_none, validators=validators)


class RowNumber(IntegerConverter):
    """URL converter for row numbers; impossible numbers answer 404."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug's word
        super().__init__(map, max=HIGHEST)


class Word(UnicodeConverter):
    """URL converter for words; addresses with characters that our words cannot contain answer 404."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug's word
        super().__init__(map)
        self.regex = r"[^/\0]+"


def refuse_null_characters() -> None:
    """Refuse NUL characters in the request: PostgreSQL cannot store them, and no keyboard types them."""
    given = (*request.args.lists(), *request.form.lists())
    if any("\0" in text for _name, texts in given for text in texts):
        raise InvalidInput(N_("There is a character in what you sent that no text can have."))


def _row_number_or_none(typed: object) -> int | None:
    return None if typed in ("", None, "None") else row_number(str(typed))
