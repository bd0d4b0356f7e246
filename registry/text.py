"""Normalizes typed text, in the same way for every form and list."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import idna
from markupsafe import Markup

from registry.sentences import sentence

FIRST_STRONG, END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolated(value: Any) -> Any:
    """Text with right-to-left letters wrapped in Unicode isolates; anything else unchanged."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    if _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, value)):
        return value
    return f"{FIRST_STRONG}{value}{END}"


@dataclass(frozen=True)
class Finding:
    """A sentence for the reader that is translated when it is shown."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message

    def text(self) -> str:
        """The sentence in the reader's language; needs a request or a forced locale."""
        return sentence(self.message, self.values)


#: Characters without a shape: soft hyphens, fillers, joiners, zero-width spaces, direction marks, the Braille
#: blank. Those that spell flags (U+E0020 to U+E007F) are not included, since they belong to pictures.
INVISIBLE = "".join(
    chr(sign)
    for first, last in (
        *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
        *((0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800)),
        *((0x3164, 0x3164), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1D173, 0x1D17A)),
        (0xE0001, 0xE0001),
    )
    for sign in range(first, last + 1)
)
_AROUND = INVISIBLE + "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
#: Characters that change the direction of all following text, including other people's.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))

#: An address as a link: `mailto:ann@example.org?subject=…`.
MAILTO = re.compile(r"mailto:([^?]*)(\?.*)?", re.I)
#: `Ann Lee <ann@example.org>`, as mail programs copy it.
IN_BRACKETS = re.compile(r"^[^<>]*<([^<>]*)>$")
#: Characters left behind an address that was copied from a sentence or a list.
STRAY = " .,;:"
#: The part before the @, written without quotes (RFC 5322 atoms, RFC 6531 letters).
LOCAL = re.compile(r"[^\s@.,;:<>()\[\]\\\"]+(\.[^\s@.,;:<>()\[\]\\\"]+)*")
#: A part of a domain in ASCII (RFC 1123).
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
#: The longest text that is searched for an address; anything longer is not one.
LONGEST_PASTED = 1_000
LONGEST_LOCAL = 64  # bytes
#: The most digits of a typed or hidden whole number.
MOST_DIGITS = 9
LONGEST_ADDRESS = 254  # bytes when transmitted


def trimmed(value: str | None) -> str | None:
    """Text without surrounding blanks and invisible characters, in Unicode form NFC, so that equal names
    compare equal.

    Text that consists only of such characters becomes empty; characters that change the writing direction are
    removed.
    """
    if value is None:
        return None
    return unicodedata.normalize("NFC", value.translate(_TURNING).strip(_AROUND))


def email_address(typed: str) -> str | None:
    """The e-mail address in typed text, or None when it contains none.

    Removes what is often copied along: invisible characters, `mailto:`, brackets, a full stop. The domain
    keeps its letters as typed, even if they are not ASCII.
    """
    if len(typed) > LONGEST_PASTED:
        return None
    text = trimmed("".join(sign for sign in typed if not _is_invisible(sign))) or ""
    text = text.replace("\uff20", "@")
    bracketed = IN_BRACKETS.match(text)
    text = (bracketed[1] if bracketed else text).strip()
    linked = MAILTO.fullmatch(text)
    text = (linked[1] if linked else text).strip().rstrip(STRAY)
    local, at, domain = text.rpartition("@")
    if not at or not LOCAL.fullmatch(local) or len(local.encode()) > LONGEST_LOCAL:
        return None
    try:
        plain = ascii_domain(domain)
    except ValueError:
        return None
    last = plain.rpartition(".")[2]
    is_whole = "." in plain and not last.isdecimal() and len(f"{local}@{plain}".encode()) <= LONGEST_ADDRESS
    return f"{local}@{domain}" if is_whole else None


def ascii_domain(domain: str) -> str:
    """A domain in its ASCII form (IDNA 2008). Raises ValueError when it cannot be a domain."""
    if all(map(LABEL.fullmatch, domain.split("."))):
        return domain
    return idna.encode(domain, uts46=True).decode()  # IDNAError is a ValueError


def whole_number(typed: object) -> int | None:
    """A whole number from a hidden field or an address; None when somebody tampered with it."""
    digits = str(typed)
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None


def _is_invisible(sign: str) -> bool:
    """Whether a character has no visible shape: zero-width spaces and joiners, soft hyphens, direction
    marks.
    """
    return unicodedata.category(sign) == "Cf"
