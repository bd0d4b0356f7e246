"""Links to sign a notice of withdrawal: made when a message is sent, never stored."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

TOKEN = re.compile(r"^(\d{1,12})-(\d{1,6})-([A-Za-z0-9_-]{32})$")
#: Not that of the signing links: no link of one kind opens a page of the other.
PURPOSE = b"notice of withdrawal link"


@dataclass(frozen=True)
class LinkParts:
    """Which request a link is for, and the generation it was made in."""

    request_id: int
    generation: int


def token_for(parts: LinkParts, *, secret: str) -> str:
    """The token of a request's link: HMAC-SHA256 over request and generation, 192 bits of it."""
    return f"{parts.request_id}-{parts.generation}-{_mac(parts, secret)}"


def read_token(token: str, *, secret: str) -> LinkParts | None:
    """What a token says, or None when it is not whole or was not made here for this purpose."""
    match = TOKEN.match(token)
    if match is None:
        return None
    parts = LinkParts(int(match[1]), int(match[2]))
    return parts if hmac.compare_digest(_mac(parts, secret), match[3]) else None


def _mac(parts: LinkParts, secret: str) -> str:
    key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
    digest = hmac.digest(key, f"{parts.request_id}:{parts.generation}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:24]).decode()
