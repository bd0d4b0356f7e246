"""Scans of signed papers: kept as they came, after a look at what they are."""

import io

from PIL import Image, UnidentifiedImageError

from registry.errors import N_, InvalidInput
from registry.records import opening, storage
from registry.records.rules import LARGEST_UPLOAD

MEGABYTE = 1024 * 1024
#: Pixels beyond which a picture is not opened.
MOST_PIXELS = 100_000_000


def keep_scan(data: bytes, *, field: str = "scan") -> str:
    """Keep a scan and return its fingerprint; refuse in words what is no PDF, PNG or JPEG."""
    if not data:
        raise InvalidInput(N_("This file is empty."), field=field)
    if len(data) > LARGEST_UPLOAD:
        raise InvalidInput(
            N_("This file is larger than %(count)s MB."), field=field, count=LARGEST_UPLOAD // MEGABYTE
        )
    if not (_is_pdf(data) or _is_picture(data)):
        raise InvalidInput(N_("This is not a PDF, PNG or JPEG file, or it is damaged."), field=field)
    return storage.keep_upload(data, field=field)


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and opening.opened(data).pages > 0


def _is_picture(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
