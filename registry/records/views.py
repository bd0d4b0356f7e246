"""Records as downloads. The page that offers a record decides who may have it."""

import io
from collections.abc import Callable

from flask import Response, send_file

from registry.errors import N_, NotFound
from registry.records.models import Record
from registry.records.queries import records


def download(
    order_id: int,
    *subjects: tuple[str, int],
    note: Callable[[], object] | None = None,
    prefix: str = "",
    as_attachment: bool = False,
) -> Response:
    """Send one of the records of one or several things, exactly as it was sealed.

    `note` is called first: a reading that cannot be recorded is refused. Raises `NotFound` when the record is
    not one of theirs, or is still being made.
    """
    order = records.order_about(order_id, *subjects)
    if order.record is None:
        raise NotFound(N_("This record is being made. Look again in a few minutes."))
    file = sealed_file(order.record, prefix=prefix, as_attachment=as_attachment)
    if note is not None:
        note()
    return file


def sealed_file(record: Record, *, prefix: str = "", as_attachment: bool = False) -> Response:
    """The file of a record, named by its code."""
    return send_file(
        io.BytesIO(records.content_of(record)),
        mimetype="application/pdf",
        as_attachment=as_attachment,
        download_name=f"{prefix}{record.code}.pdf",
    )
