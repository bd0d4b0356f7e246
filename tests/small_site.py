"""A small WSGI application to try the web server with."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

#: Bytes of the answer that nobody takes at once.
LARGE = 8 * 1024 * 1024


def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with the digest of what was sent; at `/large` with much; at `/unread` without reading."""
    if environ["PATH_INFO"] == "/large":
        answer = b"x" * LARGE
    elif environ["PATH_INFO"] == "/unread":
        answer = b"not read"
    else:
        answer = hashlib.sha256(environ["wsgi.input"].read()).hexdigest().encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
