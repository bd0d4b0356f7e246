"""How answers are compressed, and which pages may be.

The length of a compressed page tells whether something in it occurs twice: who can have words of theirs put
beside a secret, and sees only lengths, guesses the secret letter by letter (BREACH). So pages of people who
are signed in, and forms, are never compressed. A page behind a personal link is: what it says back came with
an address that nobody has who lacks the link.
"""

import gzip
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

import brotli
from flask import Flask, request
from flask.wrappers import Response

#: Below so many bytes an answer is in one packet anyway.
SMALLEST = 1_000
#: Of eleven, and of nine: beyond these a page takes longer and becomes hardly smaller.
BROTLI_AT_ONCE, GZIP_AT_ONCE = 5, 6

Compress = Callable[[bytes], bytes]
#: By the names of the registry of HTTP encodings; of those that a browser takes the first.
ONCE: Mapping[str, Compress] = {"br": brotli.compress, "gzip": partial(gzip.compress, mtime=0)}
AT_ONCE: Mapping[str, Compress] = {
    "br": partial(brotli.compress, quality=BROTLI_AT_ONCE),
    "gzip": partial(gzip.compress, compresslevel=GZIP_AT_ONCE, mtime=0),
}


def best_encoding() -> str | None:
    """The encoding to answer in; None where the browser takes none of ours."""
    return next((name for name in ONCE if request.accept_encodings[name] > 0), None)


def add_to(app: Flask) -> None:
    """Compress the pages that may be."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _may_be_compressed(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding = best_encoding()
    if encoding is not None:
        response.set_data(AT_ONCE[encoding](response.get_data()))
        response.content_encoding = encoding
    return response


def _may_be_compressed(response: Response) -> bool:
    """Whether this is a page behind a personal link, opened and not sent."""
    return (
        "token" in (request.view_args or {})
        and request.method == "GET"
        and response.status_code == HTTPStatus.OK
        and response.mimetype == "text/html"
        and not response.is_streamed
        and (response.content_length or 0) >= SMALLEST
    )
