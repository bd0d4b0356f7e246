"""Form fields that several features share."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Protocol

from flask import flash, g, request
from flask_babel import gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from registry import clock, dates, settings
from registry.dates import Meaning
from registry.files.intake import OTHERWISE, OTHERWISE_NAMED
from registry.labels import Labelled
from registry.text import LONGEST_ADDRESS, MOST_DIGITS, email_address, trimmed, whole_number

#: The format in which browsers submit a date field.
_AS_BROWSERS_SEND = re.compile(r"[0-9]{4,6}-[0-9]{2}-[0-9]{2}")

TOO_LONG = _l("Use at most %(max)d characters.")


def choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    """Options of a choice, from a mapping of values to labels."""
    return [SelectChoice(str(value), label) for value, label in labels.items()]


def labelled(members: Iterable[Labelled]) -> list[SelectChoice]:
    """Options of a choice among members of an enumeration, by label."""
    return [SelectChoice(member.value, _l(member.label)) for member in members]


def hinted(members: Iterable[Labelled]) -> list[SelectChoice]:
    """Options of a choice among members of an enumeration, by hint."""
    return [SelectChoice(member.value, _l(member.hint)) for member in members]


def line(label: Any, length: int, hint: Any = "", *, required: Any = None, **attributes: str) -> StringField:
    """A one-line text field; `required` is the message when it is empty."""
    return StringField(
        label,
        description=hint,
        validators=_length(length, required),
        filters=[trimmed],
        render_kw=attributes,
    )


def email_line(label: Any, hint: Any = "", *, required: Any = None, autocomplete: str = "off") -> StringField:
    """An e-mail address field, cleaned of what is often copied along; `required` is the message when it is
    empty.
    """
    return StringField(
        label,
        description=hint,
        validators=[*_length(LONGEST_ADDRESS, required), _is_email],
        filters=[trimmed, _meant_address],
        render_kw={"type": "email", "autocomplete": autocomplete, "spellcheck": "false"},
    )


def area(label: Any, length: int, hint: Any = "", *, required: Any = None, rows: int = 3) -> TextAreaField:
    """A text area; `required` is the message when it is empty."""
    return TextAreaField(
        label,
        description=hint,
        validators=_length(length, required),
        filters=[trimmed],
        render_kw={"rows": rows},
    )


class DayField(DateField):  # type: ignore[misc]  # wtforms says nothing of its types
    """A date, chosen or typed. The error message explains why a date is refused."""

    #: A `date`, or None.
    data: Any

    def __init__(
        self, label: Any = None, validators: Any = None, *, meaning: Meaning, **options: Any
    ) -> None:
        super().__init__(label, validators, **options)
        self.meaning = meaning

    @property
    def input_type(self) -> str:
        """The HTML input type: a date picker; or plain text if the typed text is not a date, so that it can
        be shown again.
        """
        typed = self._typed()
        return "text" if typed and not _AS_BROWSERS_SEND.fullmatch(typed) else "date"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse the typed text; without a text there is no number."""
        self.data, typed = None, self._typed()
        self.raw_data = [typed] if valuelist else []
        if typed:
            try:
                self.data = dates.read(typed)
            except dates.NotADay as error:
                raise ValueError(error.text()) from error

    def pre_validate(self, form: Any) -> None:
        """Check that the day lies within the bounds of its meaning; a stored day that is possible at all may
        stay as it is.
        """
        if self.data is None:
            return
        is_kept = self.data == self.object_data
        try:
            dates.check(self.data, Meaning.ASKED if is_kept else self.meaning, today=_today())
        except dates.OutOfBounds as error:
            raise ValidationError(error.text()) from error

    def _typed(self) -> str:
        return str(self.raw_data[0]).strip() if self.raw_data else ""


def day(label: Any, hint: Any = "", *, meaning: Meaning, required: Any = None) -> DayField:
    """A date field bounded by its meaning; `required` is the message when it is empty."""
    validators = [InputRequired(required) if required else Optional()]
    return DayField(label, validators, meaning=meaning, description=hint)


def asked_day(name: str) -> dt.date | None:
    """The day in the query parameter `name`; None, with a message to the reader, when it is missing or
    impossible.
    """
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        on = dates.read(typed)
        dates.check(on, Meaning.ASKED, today=_today())
    except (dates.NotADay, dates.OutOfBounds) as error:
        flash(gettext("The day in the address was left out. %(why)s", why=error.text()), "warning")
        return None
    return on


class Taken(Protocol):
    """A kind of file that a field accepts; see `registry.files.intake.FileKind`."""

    @property
    def endings(self) -> tuple[str, ...]:
        """The accepted endings of its file name."""


def upload(label: Any, kinds: Iterable[Taken], hint: Any = "", *, required: Any = None) -> FileField:
    """A file field for some kinds of files; `required` is the message when it is empty."""
    endings = [ending for kind in kinds for ending in kind.endings]
    needed = [FileRequired(required)] if required else []
    return FileField(
        label,
        description=hint,
        validators=[*needed, named_as_it_is(*endings)],
        render_kw={"accept": ",".join(endings)},
    )


def number(label: Any, hint: Any = "", *, most: int) -> SelectField:
    """A choice of a number from 1 to `most`."""
    counted = [SelectChoice(count, str(count)) for count in range(1, most + 1)]
    return SelectField(label, description=hint, choices=counted, coerce=int)


class WholeNumber(IntegerField):  # type: ignore[misc]  # wtforms says nothing of its types
    """A whole number; other text is refused with our own message."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse the typed text; without a text there is no number."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            # Blanks count as empty, so that a required number is reported as missing.
            self.raw_data: list[Any] = []
        digits = typed.removeprefix("-")
        if typed and not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS):
            self.data = None
            raise ValueError(gettext("Enter a whole number, such as 30."))
        self.data = int(typed) if typed else None


def offer(field: SelectField, names: Mapping[int, str], none: Any = None) -> None:
    """Set the options that can be chosen; `none` is the label of the empty choice, if there is one."""
    empty = {"": none} if none else {}
    field.choices = choices({**empty, **names})


def revision() -> HiddenField:
    """The hidden revision that the person saw, 0 when nothing was stored; none when somebody tampered with
    it.
    """
    return HiddenField(filters=[whole_number])


def _today() -> dt.date:
    """Today in the time zone of the reader's team, or of the installation on pages without a team."""
    team = g.get("team")
    return clock.today(team.timezone if team else settings.timezone())


def _meant_address(typed: str | None) -> str | None:
    """The cleaned address, or the typed text unchanged when it is no address, so that it can be corrected."""
    return (email_address(typed) or typed) if typed else typed


def _is_email(_form: object, field: StringField) -> None:
    if field.data and email_address(field.data) is None:
        raise ValidationError(gettext("This is not an e-mail address, such as name@example.org."))


def _length(length: int, required: Any) -> list[Any]:
    limit = Length(max=length, message=TOO_LONG)
    return [InputRequired(required), limit] if required else [limit]


#: The first bytes of each kind; a text begins with none of them.
BEGINNINGS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "package": b"PK\x03\x04",
    "text": b"",
}


#: The kind that the ending of a file name stands for.
ENDINGS = {
    ".pdf": "pdf",
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".docx": "package",
    ".xlsx": "package",
    ".csv": "text",
    ".txt": "text",
    ".tsv": "text",
    ".tab": "text",
}


#: The most bytes of a beginning.
LONGEST = 8  # bytes


def named_as_it_is(*endings: str) -> Callable[[Any, Any], None]:
    """A validator: the ending of the file's name must be accepted and match the file's content.

    A file whose content matches no known kind passes: it may be damaged, and the code that reads it will
    explain that.
    """

    def check(_form: Any, field: Any) -> None:
        if not field.data:
            return
        ending = PurePosixPath((field.data.filename or "").strip()).suffix.lower()
        if ending not in endings:
            raise ValidationError(_(OTHERWISE_NAMED, endings=", ".join(endings)))
        if not _fits(ENDINGS[ending], _begins(field.data.stream)):
            raise ValidationError(_(OTHERWISE))

    return check


def _begins(stream: Any) -> bytes:
    content: bytes = stream.read(LONGEST)
    stream.seek(0)
    return content


def _fits(name: str, begins: bytes) -> bool:
    kinds_found = [kind for kind, sign in BEGINNINGS.items() if sign and begins.startswith(sign)]
    return name in kinds_found if kinds_found or name == "package" else True
