"""PDFs made elsewhere: checked as they come in, kept by their fingerprint."""

from registry.documents.rules import LARGEST_FILE
from registry.errors import N_, InvalidInput
from registry.records import opening, storage

MEGABYTE = 1024 * 1024


def keep_pdf(data: bytes, *, field: str) -> str:
    """Keep a PDF and give its fingerprint; what is too large, encrypted or no PDF is refused on `field`."""
    if len(data) > LARGEST_FILE:
        raise InvalidInput(
            N_("This file is larger than %(count)s MB."), field=field, count=LARGEST_FILE // MEGABYTE
        )
    check_readable(data, field=field)
    return storage.keep_upload(data, field=field)


def check_readable(data: bytes, *, field: str) -> None:
    """A PDF opens without a password and has a page."""
    seen = opening.opened(data)
    if seen.is_damaged:
        raise InvalidInput(N_("This file is not a PDF, or it is damaged."), field=field)
    if seen.is_protected:
        raise InvalidInput(_ENCRYPTED, field=field)
    if not seen.pages:
        raise InvalidInput(N_("This PDF has no page."), field=field)


_ENCRYPTED = N_("This PDF is protected. Save it without a password or restrictions, then add it.")
