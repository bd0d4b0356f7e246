"""Record codes, fingerprints, and what can be said of a file that somebody holds."""

import enum
import hashlib
import re
import secrets
import unicodedata
from urllib.parse import unquote

#: Crockford's base 32: no I, L, O or U to be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # of 5 bits each: 80 bits
GROUP = 4
#: A code as it is written, as a regular expression.
CODE_PATTERN = rf"[{ALPHABET}]{{{GROUP}}}(?:-[{ALPHABET}]{{{GROUP}}}){{{CODE_LENGTH // GROUP - 1}}}"

#: What may be dropped on the verification page.
LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes of a scan or a document that somebody brings
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


class Level(enum.StrEnum):
    """PAdES baseline level of a record's signatures (ETSI EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    def is_below(self, other: "Level") -> bool:
        """Whether it proves less than another level."""
        return LEVELS.index(self) < LEVELS.index(other)


#: From the lowest to the highest.
LEVELS = tuple(Level)


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


def fingerprint_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
