"""Documents of a dossier: judged by their content, whatever their name says, then kept by fingerprint."""

import io
import zipfile
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from registry.errors import N_, InvalidInput
from registry.records import opening, storage
from registry.records.rules import LARGEST_UPLOAD

MEGABYTE = 1024 * 1024
#: Pixels beyond which a picture is not opened.
MOST_PIXELS = 100_000_000
LONGEST_NAME = 120
#: What a DOCX file may unpack to, in bytes, and of how many files it may consist.
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 2_000

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: What may be given, by the ending of its name.
KINDS = {".pdf": PDF, ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".docx": DOCX}
ACCEPT = ",".join(KINDS)


def keep_document(data: bytes, name: str, *, field: str = "document") -> tuple[str, str]:
    """Keep a document and give its fingerprint and media type; refuse in words what cannot be taken."""
    if not data:
        raise InvalidInput(N_("This file is empty."), field=field)
    if len(data) > LARGEST_UPLOAD:
        raise InvalidInput(
            N_("This file is larger than %(count)s MB."), field=field, count=LARGEST_UPLOAD // MEGABYTE
        )
    said = KINDS.get(PurePosixPath(name).suffix.lower())
    found = media_type_of(data)
    if found is None:
        raise InvalidInput(N_("This is not a PDF, PNG, JPEG or DOCX file, or it is damaged."), field=field)
    if said != found:
        raise InvalidInput(N_("The content of this file is not what its name says."), field=field)
    return storage.keep_upload(data, field=field), found


def plain_name(name: str) -> str:
    """A file's name without folders, in one line and in bounds, its ending kept."""
    last = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
    path = PurePosixPath(last or "document")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]


def media_type_of(data: bytes) -> str | None:
    """What a file is, by its content; None where it is nothing that is taken."""
    if data.startswith(b"%PDF-"):
        return PDF if opening.opened(data).pages else None
    if data.startswith(b"PK"):
        return DOCX if _opens_as_docx(data) else None
    return _picture_type(data)


def _opens_as_docx(data: bytes) -> bool:
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


def _picture_type(data: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            found = PNG if picture.format == "PNG" else JPEG
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return None
    return found
