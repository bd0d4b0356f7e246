"""Personal links: made when a message is sent, never stored, and told apart when they fail.

A token is an HMAC over what the link is for and its generation, under a key of the link's own purpose: no
link of one kind opens a page of another, and raising the generation ends every earlier one.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

TOKEN = re.compile(r"^(\d{1,12})-(\d{1,6})-([A-Za-z0-9_-]{32})$")


@dataclass(frozen=True)
class LinkParts:
    """What a link is for, by its number, and the generation it was made in."""

    identity: int
    generation: int


@dataclass(frozen=True)
class PersonalLinks:
    """The links of one purpose."""

    purpose: str

    def token_for(self, parts: LinkParts, *, secret: str) -> str:
        """The token of a link: HMAC-SHA256 over what it is for and its generation, 192 bits of it."""
        return f"{parts.identity}-{parts.generation}-{self._mac(parts, secret)}"

    def read_token(self, token: str, *, secret: str) -> LinkParts | None:
        """What a token says, or None when it is not whole or was not made here for this purpose."""
        match = TOKEN.match(token)
        if match is None:
            return None
        parts = LinkParts(int(match[1]), int(match[2]))
        return parts if hmac.compare_digest(self._mac(parts, secret), match[3]) else None

    def _mac(self, parts: LinkParts, secret: str) -> str:
        key = hmac.digest(secret.encode(), self.purpose.encode(), hashlib.sha256)
        digest = hmac.digest(key, f"{parts.identity}:{parts.generation}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:24]).decode()
