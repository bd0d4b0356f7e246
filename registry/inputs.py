"""Inputs that the forms of several features are made of, and what any address or form may hold."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from flask import current_app, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from registry.errors import N_, InvalidInput
from registry.text import trimmed
from registry.uploads import named_as_it_is

#: Digits of a whole number that somebody types.
MOST_DIGITS = 9

#: The highest number of a row that both databases can be asked for.
HIGHEST = 2**31 - 1

#: What a page that says on its field that a file is too large reads at most, in bytes.
LARGEST_WITH_FILES = 64 * 1024 * 1024

V = TypeVar("V", bound=Callable[..., Any])

TOO_LONG = _l("Use at most %(max)d characters.")


def choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    """What can be chosen, by value."""
    return [SelectChoice(str(value), label) for value, label in labels.items()]


def line(label: Any, length: int, hint: Any = "", *, required: Any = None, **attributes: str) -> StringField:
    """A line of text; `required` says what is missing when it is empty."""
    return StringField(
        label,
        description=hint,
        validators=_length(length, required),
        filters=[trimmed],
        render_kw=attributes,
    )


def area(label: Any, length: int, hint: Any = "", *, required: Any = None, rows: int = 3) -> TextAreaField:
    """A few lines of text; `required` says what is missing when it is empty."""
    return TextAreaField(
        label,
        description=hint,
        validators=_length(length, required),
        filters=[trimmed],
        render_kw={"rows": rows},
    )


def day(label: Any, hint: Any = "", *, required: Any = None) -> DateField:
    """A date; `required` says what is missing when there is none."""
    validators = [InputRequired(required) if required else Optional()]
    return DateField(label, description=hint, validators=validators)


class Taken(Protocol):
    """A kind of file that a field takes; see `registry.records.intake.FileKind`."""

    @property
    def endings(self) -> tuple[str, ...]:
        """How its name may end."""


def upload(label: Any, kinds: Iterable[Taken], hint: Any = "", *, required: Any = None) -> FileField:
    """A file of one of some kinds; `required` says what is missing when there is none."""
    endings = [ending for kind in kinds for ending in kind.endings]
    needed = [FileRequired(required)] if required else []
    return FileField(
        label,
        description=hint,
        validators=[*needed, named_as_it_is(*endings)],
        render_kw={"accept": ",".join(endings)},
    )


def number(label: Any, hint: Any = "", *, most: int) -> SelectField:
    """A small number, from 1 on."""
    counted = [SelectChoice(count, str(count)) for count in range(1, most + 1)]
    return SelectField(label, description=hint, choices=counted, coerce=int)


class WholeNumber(IntegerField):  # type: ignore[misc]  # wtforms says nothing of its types
    """A whole number, typed; anything else is refused in words of ours."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; nothing typed is nothing."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        digits = typed.removeprefix("-")
        if typed and not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS):
            self.data = None
            raise ValueError(gettext("Enter a whole number, such as 30."))
        self.data = int(typed) if typed else None


def takes_files(view: V) -> V:
    """Let a page take a file that is too large, so that it can say so on the field and lose no typing."""
    view.registry_largest = LARGEST_WITH_FILES  # type: ignore[attr-defined]
    return view


def make_room_for_files() -> None:
    """Before a request is read: allow what its page takes."""
    view = current_app.view_functions.get(request.endpoint or "")
    largest = getattr(view, "registry_largest", None)
    if largest is not None:
        request.max_content_length = largest


def row_number(typed: str) -> int:
    """The number of a row, as addresses and forms give it; `ValueError` where no row can have it."""
    number = int(typed)
    if not 0 < number <= HIGHEST:
        raise ValueError(typed)
    return number


def one_row(label: Any, hint: Any = "", *, required: Any = None) -> SelectField:
    """One of some rows, by number; `offer` says which, `required` what is missing where none is chosen."""
    validators = [InputRequired(required)] if required else []
    return SelectField(label, description=hint, coerce=_row_number_or_none, validators=validators)


def offer(field: SelectField, names: Mapping[int, str], none: Any = None) -> None:
    """Let one of these rows be chosen; `none` is what the empty choice says, where there is one."""
    empty = {"": none} if none else {}
    field.choices = choices({**empty, **names})


class RowNumber(IntegerConverter):
    """The number of a row in an address; one that no row can have leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug's word
        super().__init__(map, max=HIGHEST)


class Word(UnicodeConverter):
    """A word in an address; one that no text of ours can be leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug's word
        super().__init__(map)
        self.regex = r"[^/\0]+"


def refuse_null_characters() -> None:
    """No keyboard types the one character that PostgreSQL keeps in no text."""
    given = (*request.args.lists(), *request.form.lists())
    if any("\0" in text for _name, texts in given for text in texts):
        raise InvalidInput(N_("There is a character in what you sent that no text can have."))


def revision() -> HiddenField:
    """Of what the person had before them; none where somebody meddled with it."""
    return HiddenField(filters=[_revision])


def _row_number_or_none(typed: object) -> int | None:
    return None if typed in ("", None, "None") else row_number(str(typed))


def _revision(typed: object) -> int | None:
    try:
        return row_number(str(typed))
    except ValueError:
        return None


def _length(length: int, required: Any) -> list[Any]:
    limit = Length(max=length, message=TOO_LONG)
    return [InputRequired(required), limit] if required else [limit]
