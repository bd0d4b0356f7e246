"""Personal links: made when a message is sent, never stored, with an explanation when they fail.

A token is an HMAC over the target of the link and its generation, keyed by the link's purpose: a link of one
kind never opens a page of another, and raising the generation ends all earlier links. It ends in a letter or
digit, so that mail programs find its end; trailing punctuation of a sentence is ignored.
"""

import base64
import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from registry.security.encryption import keyed_digest

#: What may follow a link copied from a sentence: a full stop, a bracket, a quote, or an HTML entity made of
#: them by a mail program.
STRAY = r"(?:&(?:gt|lt|quot|amp|nbsp);?|[^A-Za-z0-9])*"
#: Today's encoding, and that of earlier versions, whose mailed links still work.
TOKEN = re.compile(rf"(\d{{1,12}})-(\d{{1,6}})-([a-z2-7]{{39}}|[A-Za-z0-9_-]{{32}}){STRAY}", re.ASCII)
FORMER_LENGTH = 32
STRAY_END = re.compile(f"{STRAY}$")


@dataclass(frozen=True)
class LinkParts:
    """The target of a link, by number, and the generation it was made in."""

    identity: int
    generation: int


@dataclass(frozen=True)
class PersonalLinks:
    """The links of one purpose."""

    purpose: str

    def token_for(self, parts: LinkParts, *, secret: str) -> str:
        """The token of a link: HMAC-SHA256 over its target and generation, truncated to 192 bits."""
        return f"{parts.identity}-{parts.generation}-{_code(self._mac(parts, secret))}"

    def read_token(self, token: str, *, secret: str) -> LinkParts | None:
        """The target of a token, or None when it is incomplete or was not made here for this purpose."""
        match = TOKEN.fullmatch(token)
        if match is None:
            return None
        parts = LinkParts(int(match[1]), int(match[2]))
        write = _former_code if len(match[3]) == FORMER_LENGTH else _code
        return parts if hmac.compare_digest(write(self._mac(parts, secret)), match[3]) else None

    def _mac(self, parts: LinkParts, secret: str) -> bytes:
        return keyed_digest(self.purpose, f"{parts.identity}:{parts.generation}", secret=secret)[:24]


def _code(mac: bytes) -> str:
    return base64.b32encode(mac).decode().rstrip("=").lower()


def _former_code(mac: bytes) -> str:
    """The encoding of links mailed by earlier versions; it may end in a dash."""
    return base64.urlsafe_b64encode(mac).decode()


@dataclass(frozen=True)
class TimedLinks:
    """The links of one purpose that carry values and expire."""

    purpose: str

    def token_for(self, said: Any, *, secret: str) -> str:
        """The token of a link that carries values, signed with the moment of its making."""
        return self._serializer(secret).dumps(said)

    def read_token(self, token: str, *, secret: str, lifetime: dt.timedelta) -> Any | None:
        """The values of a token; None when it is incomplete, too old, or not made here for this purpose."""
        whole = STRAY_END.sub("", token)  # a signature of 256 bits never ends in a dash
        try:
            return self._serializer(secret).loads(whole, max_age=int(lifetime.total_seconds()))
        except (BadSignature, ValueError, TypeError):
            return None

    def _serializer(self, secret: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(secret, salt=self.purpose)
