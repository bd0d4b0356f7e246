"""Record codes, drafts of records, and kinds of records."""

import enum
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_
from registry.files.fingerprints import fingerprint_of
from registry.pdf.values import Attached, Level, Signer

#: Crockford's base 32: without I, L, O and U, which are easily misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # of 5 bits each: 80 bits
GROUP = 4
#: A regular expression for a written code.
CODE_PATTERN = rf"[{ALPHABET}]{{{GROUP}}}(?:-[{ALPHABET}]{{{GROUP}}}){{{CODE_LENGTH // GROUP - 1}}}"

#: The largest file that the verification page accepts.
LARGEST_FILE = 40 * 1024 * 1024  # bytes; an edition with 300 records has some 26 million
LONGEST_CHECK = 60  # seconds
MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space

#: The longest text accepted in place of a code, such as a whole address with text around it.
LONGEST_PASTED = 1_000

_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
#: The place of the code in the address of its page, or of the form that asks for it.
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
    #: The head of a chain of events on a day.
    CHECKPOINT = "checkpoint"


def new_code() -> str:
    """A new random code, in groups that can be read aloud."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def read_code(typed: str) -> str | None:
    """The code in typed or pasted text; None when there is none.

    Ignores case, dashes, blanks and surrounding characters; also accepts the address of the record's page.
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
    """Whether a character can be part of a code: not a dash, blank, bracket, quote, full stop or invisible
    character.
    """
    return unicodedata.category(sign)[0] in "LN"


@dataclass(frozen=True)
class Part:
    """A template, and the values to fill in."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """Everything a record is made of."""

    code: str
    kind: RecordKind
    language: str
    title: str
    #: The header of every page, and the footer of the shared pages.
    header: str
    body_footer: str
    #: Pages shared by many records of a version; None when its text is an attached file.
    body: Part | None
    #: The record's own pages, with the fields `seal` and, if there is a signer, `signature`.
    own: Part
    signer: Signer | None = None
    attachments: Sequence[Attached] = field(default_factory=tuple)
    #: The code of the record that it corrects, if it corrects one; the first page of its own says so.
    corrects: str = ""
    #: Whether there are others with the same pages but for some texts, so that a template is worth keeping.
    is_one_of_many: bool = False

    @property
    def attached(self) -> dict[str, str]:
        """The codes of the embedded records, each with the fingerprint of its file."""
        return {
            attachment.name.removesuffix(".pdf"): fingerprint_of(attachment.content)
            for attachment in self.attachments
        }


@dataclass(frozen=True)
class Paper:
    """A finished file and the facts to store with it."""

    draft: Draft
    content: bytes
    pages: int
    serials: list[str]
    level_aimed: Level
    level_reached: Level
    #: Why the intended level was not reached, if it was not.
    level_problem: str = ""


class RecordEvent(Tag, group=Group.TEAM):
    """Events of records and of the keys of seals."""

    ISSUED = "record:issued", N_("The registry sealed a record: %(what)s.")
    AUGMENTED = "record:augmented", N_("The registry raised the level of a record: %(what)s.")
    KEYS_ROTATED = "keys:rotated", N_("%(who)s made new keys for the registry’s seals.")
    KEYS_RELOCKED = "keys:relocked", N_("%(who)s locked the registry’s keys with another secret.")
    CERTIFICATE_REVOKED = "certificate:revoked", N_("%(who)s revoked a certificate.")
