"""Personal links: made when a message is sent, never stored, and told apart when they fail.

A token is an HMAC over what the link is for and its generation, under a key of the link's own purpose: no
link of one kind opens a page of another, and raising the generation ends every earlier one. It ends in a
letter or a digit, where mail programs see the end of a link; what a sentence leaves behind it is forgiven.
"""

import base64
import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from registry.security.encryption import keyed_digest

#: What may stand behind a link that was copied out of a sentence: a full stop, a bracket, a quote, or
#: what a mail program made of them.
STRAY = r"(?:&(?:gt|lt|quot|amp|nbsp);?|[^A-Za-z0-9])*"
#: The code of today’s links, and of those that were mailed before: they go on working.
TOKEN = re.compile(rf"(\d{{1,12}})-(\d{{1,6}})-([a-z2-7]{{39}}|[A-Za-z0-9_-]{{32}}){STRAY}", re.ASCII)
FORMER_LENGTH = 32
STRAY_END = re.compile(f"{STRAY}$")


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
        return f"{parts.identity}-{parts.generation}-{_code(self._mac(parts, secret))}"

    def read_token(self, token: str, *, secret: str) -> LinkParts | None:
        """What a token says, or None when it is not whole or was not made here for this purpose."""
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
    """As links were mailed before; it may end in a dash."""
    return base64.urlsafe_b64encode(mac).decode()


@dataclass(frozen=True)
class TimedLinks:
    """The links of one purpose that carry what they are for and work for a while."""

    purpose: str

    def token_for(self, said: Any, *, secret: str) -> str:
        """The token of a link that carries some values, signed, with the moment."""
        return self._serializer(secret).dumps(said)

    def read_token(self, token: str, *, secret: str, lifetime: dt.timedelta) -> Any | None:
        """What a token carries; None when it is not whole, too old, or not made here for this purpose."""
        whole = STRAY_END.sub("", token)  # a signature of 256 bits never ends in a dash
        try:
            return self._serializer(secret).loads(whole, max_age=int(lifetime.total_seconds()))
        except (BadSignature, ValueError, TypeError):
            return None

    def _serializer(self, secret: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(secret, salt=self.purpose)
