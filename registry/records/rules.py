"""Record codes, fingerprints, and what can be said of a file that somebody holds."""

import enum
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from registry.files.fingerprints import fingerprint_of
from registry.pdf.assembly import Attached, Signer
from registry.pdf.levels import Level

#: Crockford's base 32: no I, L, O or U to be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # of 5 bits each: 80 bits
GROUP = 4
#: A code as it is written, as a regular expression.
CODE_PATTERN = rf"[{ALPHABET}]{{{GROUP}}}(?:-[{ALPHABET}]{{{GROUP}}}){{{CODE_LENGTH // GROUP - 1}}}"

#: What may be dropped on the verification page.
LARGEST_FILE = 40 * 1024 * 1024  # bytes; an edition with 300 records inside has some 26 million
LONGEST_CHECK = 60  # seconds
MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space

#: What somebody pastes in place of a code at most: a whole address, and what came along with it.
LONGEST_PASTED = 1_000

_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
#: Where the code stands in the address of its page, or of the form that asks for it.
_IN_ADDRESS = re.compile(r"/verify(?:/|/?\?(?:[^#]*&)?code=)([^/?&#]*)", re.I)


class RecordKind(enum.StrEnum):
    """What a record proves."""

    COMMITMENT = "commitment"
    EDITION = "edition"
    DECISION = "decision"
    ADMISSION = "admission"
    ADMISSION_OUTCOME = "admission_outcome"
    CONFLICT = "conflict"
    WITHDRAWAL = "withdrawal"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    #: Where the chain of a team's events had come to on a day.
    CHECKPOINT = "checkpoint"


def new_code() -> str:
    """A code nobody can guess, in groups that a person can read out."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def read_code(typed: str) -> str | None:
    """The code that somebody typed or pasted; None where it cannot be one.

    Whatever its case, its dashes and blanks, and the signs around it; also as the address of its page.
    """
    if len(typed) > LONGEST_PASTED:
        return None
    in_address = _IN_ADDRESS.search(typed)
    text = unquote(in_address[1] if in_address else typed)
    letters = "".join(filter(_is_letter_or_digit, unicodedata.normalize("NFKC", text)))
    letters = letters.upper().translate(_MISREAD)
    if len(letters) != CODE_LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def _is_letter_or_digit(sign: str) -> bool:
    """Whether a sign is of a code: no dash, blank, bracket, quote or full stop, nothing without a shape."""
    return unicodedata.category(sign)[0] in "LN"


@dataclass(frozen=True)
class Part:
    """A template and what it is filled with."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """All that a record is made of."""

    code: str
    kind: RecordKind
    language: str
    title: str
    #: Header of every page, and footer of the pages of the shared body.
    header: str
    body_footer: str
    #: Pages shared by many records of a version; none where its text is an attached file.
    body: Part | None
    #: The record's own pages; they hold the fields `seal` and, for a signer, `signature`.
    own: Part
    signer: Signer | None = None
    attachments: Sequence[Attached] = field(default_factory=tuple)

    @property
    def attached(self) -> dict[str, str]:
        """The codes of the records inside, each with the fingerprint of its file."""
        return {one.name.removesuffix(".pdf"): fingerprint_of(one.content) for one in self.attachments}


@dataclass(frozen=True)
class Paper:
    """A finished file with what is to be noted of it."""

    draft: Draft
    content: bytes
    pages: int
    serials: list[str]
    level_aimed: Level
    level_reached: Level
    #: Why the level aimed at was not reached, where it was not.
    level_problem: str = ""
