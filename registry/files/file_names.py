"""Files that people bring: their names have to say what they are. What is in them, the features look at."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError

from registry.errors import N_

#: What a file of a kind begins with; a text with nothing of all this.
BEGINNINGS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "package": b"PK\x03\x04",
    "text": b"",
}
#: What the ending of a name says.
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
OTHERWISE_NAMED = N_("The name of this file has to end in one of these: %(endings)s.")
OTHERWISE = N_("The content of this file is not what its name says.")
#: Of all beginnings.
LONGEST = 8  # bytes


def named_as_it_is(*endings: str) -> Callable[[Any, Any], None]:
    """Refuse a file whose name ends otherwise than with one of these, or than its content says.

    What begins like none of them, is left to whoever reads it: it may be damaged.
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
    found: bytes = stream.read(LONGEST)
    stream.seek(0)
    return found


def _fits(said: str, begins: bytes) -> bool:
    found = [kind for kind, sign in BEGINNINGS.items() if sign and begins.startswith(sign)]
    return said in found if found or said == "package" else True
