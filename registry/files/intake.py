"""The one place where files from people are accepted: checked, scanned for viruses, given a plain name, then
stored. The content decides what a file is, and its name must agree. The form field is
`registry.web.fields.upload`.
"""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from flask_babel import LazyString
from PIL import Image, UnidentifiedImageError

from registry.errors import N_, InvalidInput
from registry.files import pdf_opener, storage
from registry.files.sizes import MEGABYTE
from registry.sentences import one_of

LARGEST_UPLOAD = 20 * MEGABYTE  # for a scan or document from a person
#: A picture with more pixels than this is not opened.
MOST_PIXELS = 100_000_000
#: The most bytes that a DOCX file may unpack to, and the most files in it.
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 2_000
#: A PDF header may be preceded by other bytes, but must begin within this many.
HEADER_WITHIN = 1024
#: The longest stored file name, in characters.
LONGEST_NAME = 120
#: The name given to a file without one.
NAMELESS = "document"

OTHERWISE_NAMED = N_("The name of this file has to end in one of these: %(endings)s.")
OTHERWISE = N_("The content of this file is not what its name says.")
_LOCKED = N_("This PDF opens with a password only. Save it without one, then add it.")
_RESTRICTED = N_("This PDF is protected. Save it without a password or restrictions, then add it.")


class Upload(Protocol):
    """A file submitted by a form."""

    filename: str | None

    def read(self) -> bytes:
        """All its bytes."""

    def close(self) -> None:
        """Release the uploaded file."""


@dataclass(frozen=True)
class FileKind:
    """A kind of accepted file: its endings, its media type, and the check that proves it."""

    name: str
    endings: tuple[str, ...]
    media_type: str
    #: Whether bytes can be opened as this kind; raises `InvalidInput` when the reason can be explained.
    opens: Callable[[bytes, str], bool]


@dataclass(frozen=True)
class Stored:
    """A file that was accepted and stored."""

    fingerprint: str
    media_type: str
    name: str
    size: int  #: bytes


def accept(
    data: bytes, name: str | None, kinds: Sequence[FileKind], *, field: str, largest: int = LARGEST_UPLOAD
) -> Stored:
    """Accept a file of one of some kinds, or refuse it in words on `field` (raises `InvalidInput`).

    `name` is the file's name, None when it has none; `largest` is in bytes.
    """
    if not data:
        raise InvalidInput(N_("This file is empty."), field=field)
    if len(data) > largest:
        raise InvalidInput(
            N_("This file is larger than %(count)s MB."), field=field, count=largest // MEGABYTE
        )
    wanted = kinds if name is None else [_named(name, kinds, field)]
    begins = _begins_as(data)
    kind = next((kind for kind in wanted if kind.media_type == begins and kind.opens(data, field)), None)
    if kind is None:
        is_misnamed = name is not None and begins not in (None, wanted[0].media_type)
        raise _no_such_kind(kinds, field, is_misnamed=is_misnamed)
    fingerprint = storage.keep_upload(data, field=field)
    return Stored(fingerprint, kind.media_type, plain_name(name or ""), len(data))


def accept_upload(upload: Upload, kinds: Sequence[FileKind], *, field: str) -> Stored:
    """Accept the file of a form field, and close it; see `accept`."""
    with closing(upload):
        return accept(upload.read(), upload.filename or "", kinds, field=field)


def plain_name(name: str) -> str:
    """A file's name in one line, without folders and invisible characters, shortened if needed, with its
    ending.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", " ".join(last.split()))
    seen = "".join(sign for sign in composed if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    path = PurePosixPath(seen.strip() or NAMELESS)
    return path.stem[: max(1, LONGEST_NAME - len(path.suffix))] + path.suffix[: LONGEST_NAME - 1]


def kind_of(data: bytes) -> FileKind:
    """The kind of a stored file."""
    return next(kind for kind in DOSSIER if kind.media_type == _begins_as(data))


def _named(name: str, kinds: Sequence[FileKind], field: str) -> FileKind:
    """The kind that a file name implies."""
    ending = PurePosixPath(name.strip()).suffix.lower()
    for kind in kinds:
        if ending in kind.endings:
            return kind
    endings = ", ".join(ending for kind in kinds for ending in kind.endings)
    raise InvalidInput(OTHERWISE_NAMED, field=field, endings=endings)


def _no_such_kind(kinds: Sequence[FileKind], field: str, *, is_misnamed: bool) -> InvalidInput:
    if is_misnamed:
        return InvalidInput(OTHERWISE, field=field)
    names = LazyString(one_of, [kind.name for kind in kinds])
    return InvalidInput(N_("This is not a %(kinds)s file, or it is damaged."), field=field, kinds=names)


def _begins_as(data: bytes) -> str | None:
    """The media type that the first bytes of a file imply."""
    for sign, media_type in _SIGNS.items():
        if data.startswith(sign):
            return media_type
    return PDF.media_type if b"%PDF-" in data[:HEADER_WITHIN] else None


def _opens_as_pdf(data: bytes, field: str) -> bool:
    """Whether a PDF opens without a password and has a page; restrictions such as on printing are allowed."""
    seen = pdf_opener.opened(data)
    if seen.is_locked:
        raise InvalidInput(_LOCKED, field=field)
    return seen.pages > 0


def _opens_as_agreement(data: bytes, field: str) -> bool:
    """Whether a PDF is undamaged and free of any protection, as it becomes part of records."""
    seen = pdf_opener.opened(data)
    if seen.is_damaged:
        return False
    if seen.is_protected:
        raise InvalidInput(_RESTRICTED, field=field)
    if not seen.pages:
        raise InvalidInput(N_("This PDF has no page."), field=field)
    return True


def _opens_as_docx(data: bytes, _field: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        return False
    names = {entry.filename for entry in entries}
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any(
        name.lower().endswith("vbaproject.bin") for name in names
    )


def _opens_as_picture(data: bytes, _field: str) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


PDF = FileKind("PDF", (".pdf",), "application/pdf", _opens_as_pdf)
#: A PDF that becomes part of records.
AGREEMENT = FileKind("PDF", (".pdf",), "application/pdf", _opens_as_agreement)
PNG = FileKind("PNG", (".png",), "image/png", _opens_as_picture)
JPEG = FileKind("JPEG", (".jpg", ".jpeg"), "image/jpeg", _opens_as_picture)
DOCX = FileKind(
    "DOCX",
    (".docx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    _opens_as_docx,
)
#: Scans of documents, and similar files.
SCANS = (PDF, PNG, JPEG)
#: Files that can be added to an application.
DOSSIER = (*SCANS, DOCX)
#: The first bytes of some kinds.
_SIGNS = {
    b"\x89PNG\r\n\x1a\n": PNG.media_type,
    b"\xff\xd8\xff": JPEG.media_type,
    b"PK\x03\x04": DOCX.media_type,
}
