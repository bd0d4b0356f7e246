"""The verdict on a file that somebody brings: whether it is, byte for byte, one of our records."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from registry.database.session import db
from registry.errors import N_
from registry.files.fingerprints import fingerprint_of
from registry.files.sizes import MEGABYTE
from registry.labels import Labelled
from registry.records.models import Record
from registry.records.queries import records
from registry.records.queries.records import RecordFile
from registry.records.rules import CODE_PATTERN, LARGEST_FILE
from registry.text import Finding
from registry.verification import wording
from registry.verification.queries import certificates, examinations
from registry.verification.rules.inspection import HEADER_WITHIN, AttachedFile, Examination, Flaw, Problem
from registry.verification.rules.signatures import Signature
from registry.verification.rules.time_stamps import TimeStamp


class Outcome(Labelled):
    """The kinds of verdict."""

    KNOWN = (
        "known",
        N_("This file is genuine"),
        "quiet",
        N_("This is record %(code)s, exactly as the registry sealed it."),
    )
    REVOKED = (
        "revoked",
        N_("A certificate of this file was revoked"),
        "quiet",
        N_(
            "This file is as the registry’s seal left it, as record %(code)s; but a certificate behind it "
            "was revoked, and does not count for this file."
        ),
    )
    INTACT_UNKNOWN = (
        "intact_unknown",
        N_("This file is ours and unchanged"),
        "quiet",
        N_(
            "This file was sealed by this registry as record %(code)s and has not been changed since, "
            "but it is not among the records kept here."
        ),
    )
    ALTERED = (
        "altered",
        N_("This file has been altered"),
        "quiet",
        N_("This is not the file that was sealed as record %(code)s."),
    )
    NOT_OURS = (
        "not_ours",
        N_("This file is not ours"),
        "quiet",
        N_("This file is signed, but it was not sealed by this registry."),
    )
    NOT_SIGNED = (
        "not_signed",
        N_("This file is not a record"),
        "quiet",
        N_("This file carries no signature and no seal."),
    )
    ENCRYPTED = (
        "encrypted",
        N_("This file is locked"),
        "quiet",
        N_("This file is protected by a password. Records are never protected that way."),
    )
    TOO_LARGE = (
        "too_large",
        N_("This file is too large"),
        "quiet",
        N_("This file is larger than %(count)s MB and was not examined."),
    )
    NOT_PDF = "not_pdf", N_("This is not a PDF"), "quiet", N_("This is not a PDF file.")
    DAMAGED = (
        "damaged",
        N_("This file is damaged"),
        "quiet",
        N_("This file is damaged and cannot be read as a PDF."),
    )
    TOOK_TOO_LONG = (
        "took_too_long",
        N_("This file could not be examined"),
        "quiet",
        N_("Examining this file takes more time or memory than any record needs, so it was stopped."),
    )


#: The outcomes of genuine files.
GENUINE = frozenset({Outcome.KNOWN, Outcome.INTACT_UNKNOWN})

_OUTCOMES = {
    Problem.NOT_PDF: Outcome.NOT_PDF,
    Problem.ENCRYPTED: Outcome.ENCRYPTED,
    Problem.DAMAGED: Outcome.DAMAGED,
    Problem.TOO_MUCH: Outcome.TOOK_TOO_LONG,
}


@dataclass(frozen=True)
class RecordFacts:
    """The public facts of a record; of a confidential one, only that it is ours."""

    code: str
    confidential: bool
    kind: str = ""
    title: str = ""
    language: str = ""
    fingerprint: str = ""
    size: int = 0
    pages: int = 0
    level_aimed: str = ""
    level_reached: str = ""
    serials: Sequence[str] = ()
    #: When the file was made, in ISO 8601.
    made_at: str = ""
    #: Later files of the record, raised to a higher level by appending to them.
    raised: Sequence[RecordFile] = ()
    #: Whether the intended level is still to be reached.
    is_level_owed: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: For an edition that is not the newest of its text: code and number of the newest one.
    newer_code: str = ""
    newer_edition: int = 0
    #: The code of the record that corrects it, and of the one that it corrects.
    corrected_by: str = ""
    corrects: str = ""

    @classmethod
    def of(cls, record: Record) -> "RecordFacts":
        """The public facts of a record."""
        if record.confidential:
            return cls(code=record.code, confidential=True)
        standing = records.standing_of(record)
        newer = records.newer_edition(record)
        return cls(
            code=record.code,
            confidential=False,
            kind=record.kind,
            title=record.title,
            language=record.language,
            fingerprint=record.fingerprint,
            size=record.size,
            pages=record.pages,
            level_aimed=record.level_aimed,
            level_reached=standing.newest.level.value,
            raised=standing.files[1:],
            is_level_owed=standing.owed is not None,
            serials=tuple(record.serials),
            made_at=record.made_at.isoformat(),
            facts=record.facts,
            newer_code=newer.code if newer else "",
            newer_edition=newer.facts["edition"] if newer else 0,
            corrected_by=standing.corrected_by,
            corrects=record.facts.get("corrects", ""),
        )


@dataclass(frozen=True)
class Verdict:
    """The verdict on a file and the evidence for it, most important first."""

    outcome: Outcome
    findings: Sequence[Finding]
    fingerprint: str
    size: int
    #: The record that the file belongs to, or whose code it names.
    record: RecordFacts | None = None
    signatures: Sequence[Signature] = ()
    time_stamps: Sequence[TimeStamp] = ()
    attached: Sequence[AttachedFile] = ()

    @property
    def is_genuine(self) -> bool:
        """Whether the file is complete, unchanged and ours."""
        return self.outcome in GENUINE

    def to_dict(self) -> dict[str, Any]:
        """The verdict as plain values, with its sentences in English."""
        return asdict(self) | {
            "outcome": self.outcome.value,
            "genuine": self.is_genuine,
            "findings": [str(finding) for finding in self.findings],
        }


@dataclass(frozen=True)
class Brought:
    """A file brought for verification, without its bytes."""

    fingerprint: str
    size: int
    #: Its name, which proves nothing; a remark is made when it names another record.
    name: str = ""

    @classmethod
    def of(cls, data: bytes, name: str = "") -> "Brought":
        """The facts about a brought file."""
        return cls(fingerprint_of(data), len(data), name)


def verify(data: bytes, *, now: dt.datetime, name: str = "") -> Verdict:
    """Verify a file within a minute; when it cannot be judged at once, it is examined immediately."""
    at_once = verify_at_once(data, name=name)
    if at_once is not None:
        return at_once
    db.session.rollback()  # no transaction must be open while the child works
    return judge(Brought.of(data, name), examinations.examine(data, now=now))


def verify_at_once(data: bytes, *, name: str = "") -> Verdict | None:
    """The verdict on a record's own file or on a file that cannot be one; None when the file must be
    examined.

    A record's own file with a revoked certificate must also be examined: its time stamps may show that it is
    older.
    """
    brought = Brought.of(data, name)
    record = records.find_by_fingerprint(brought.fingerprint)
    if record is not None and not certificates.any_revoked(record.serials):
        return _known(brought, record)
    if not data:
        return _verdict(brought, Outcome.NOT_PDF, also=[Finding(wording.EMPTY)])
    if len(data) > LARGEST_FILE:
        if record is not None:
            return _known(brought, record)
        return _verdict(brought, Outcome.TOO_LARGE, count=LARGEST_FILE // MEGABYTE)
    if b"%PDF-" not in data[:HEADER_WITHIN]:
        return _verdict(brought, Outcome.NOT_PDF)
    return None


def judge(brought: Brought, examination: Examination) -> Verdict:
    """The verdict on an examined file, according to the records stored now."""
    record = records.find_by_fingerprint(brought.fingerprint)
    return _known(brought, record, examination) if record else _judge_unknown(brought, examination)


def _known(brought: Brought, record: Record, examination: Examination | None = None) -> Verdict:
    """The verdict on a record's own file, and news that its holder may not know.

    If a certificate was revoked, the file was examined as well.
    """
    facts = RecordFacts.of(record)
    statements = certificates.words_on_record(record, examination.time_stamps if examination else ())
    also = [
        *_corrections(facts),
        *_raised_since(record, brought.fingerprint),
        *_newer(facts),
        *_named_otherwise(record.code, brought.name),
    ]
    outcome = Outcome.KNOWN if statements.holds else Outcome.REVOKED
    return _verdict(
        brought,
        outcome,
        code=record.code,
        record=facts,
        found=examination,
        also=[*statements.findings, *also],
    )


def _corrections(facts: RecordFacts) -> list[Finding]:
    """The notice that another record corrects this one, or that this one corrects another."""
    words = {wording.CORRECTED_BY: facts.corrected_by, wording.CORRECTS: facts.corrects}
    return [Finding(text, {"code": code}) for text, code in words.items() if code]


def _newer(facts: RecordFacts) -> list[Finding]:
    """The notice that a newer edition exists."""
    if not facts.newer_code:
        return []
    number = facts.facts["edition"]
    values = {"number": number, "newer": facts.newer_edition, "code": facts.newer_code}
    return [Finding(wording.NEWER_EDITION, values)]


def _named_otherwise(code: str, name: str) -> list[Finding]:
    """The notice that the file name contains the code of another record."""
    named = re.search(CODE_PATTERN, name)
    return [Finding(wording.NAMED_OTHERWISE, {"named": named[0]})] if named and named[0] != code else []


def _raised_since(record: Record, fingerprint: str) -> list[Finding]:
    """The notice that a newer file of the same record exists."""
    newest = records.newest_file(record)
    if newest.fingerprint == fingerprint:
        return []
    return [Finding(wording.RAISED_SINCE, {"level": newest.level.value})]


def _judge_unknown(brought: Brought, examination: Examination) -> Verdict:
    """The verdict on an examined file, compared with the record whose code the file names."""
    record = records.find(examination.code) if examination.code else None
    if examination.problem is not None and not (record and examination.problem is Problem.DAMAGED):
        return _verdict(brought, _OUTCOMES[examination.problem])
    if examination.problem is None and not examination.signatures:
        return _verdict(brought, Outcome.NOT_SIGNED)
    if examination.problem is None and not examination.sealed_by_us:
        also = [Finding(wording.NAMES_OURS, {"code": examination.code})] if record else []
        return _verdict(brought, Outcome.NOT_OURS, found=examination, also=also)
    statements = certificates.words_on(
        [signature.serial for signature in examination.signatures],
        made_at=None,
        stamps=examination.time_stamps,
    )
    if record is None and examination.is_intact:
        outcome = Outcome.INTACT_UNKNOWN if statements.holds else Outcome.REVOKED
        return _verdict(brought, outcome, found=examination, code=examination.code, also=statements.findings)
    return _altered(brought, examination, record, statements.findings if statements.revoked else ())


def _altered(
    brought: Brought, examination: Examination, record: Record | None, on_certificates: Sequence[Finding]
) -> Verdict:
    """The verdict on a file that was sealed here but altered, with all evidence."""
    differences = [Finding(flaw.label) for flaw in examination.flaws]
    if record is not None:
        differences += _differences(record, examination)
        return _verdict(
            brought,
            Outcome.ALTERED,
            found=examination,
            code=examination.code,
            record=RecordFacts.of(record),
            also=[*(differences or [Finding(wording.OTHER_FILE)]), *on_certificates],
        )
    return Verdict(
        outcome=Outcome.ALTERED,
        findings=(Finding(wording.ALTERED_UNKNOWN), *differences, *on_certificates),
        fingerprint=brought.fingerprint,
        size=brought.size,
        signatures=examination.signatures,
        time_stamps=examination.time_stamps,
        attached=examination.attached,
    )


def _differences(record: Record, examination: Examination) -> list[Finding]:
    """How an examined file differs from the stored record, beyond its own flaws."""
    if examination.problem is not None:
        return []
    differences = []
    if len(examination.signatures) < len(record.serials) and Flaw.SIGNATURE_MISSING not in examination.flaws:
        differences.append(Finding(Flaw.SIGNATURE_MISSING.label))
    if examination.pages != record.pages and not record.confidential:
        differences.append(
            Finding(wording.OTHER_PAGES, {"count": examination.pages, "expected": record.pages})
        )
    names = _other_attachments(record, examination)
    if names and not record.confidential:
        differences.append(Finding(wording.OTHER_ATTACHMENTS, {"names": ", ".join(names)}))
    return differences


def _other_attachments(record: Record, examination: Examination) -> list[str]:
    """Codes of embedded records that are missing, added or altered."""
    expected = dict(record.facts.get("attached", {}))
    attached = {
        attached_file.name.removesuffix(".pdf"): attached_file.fingerprint
        for attached_file in examination.attached
        if attached_file.intact is not None
    }
    return sorted(
        code for code in expected.keys() | attached.keys() if expected.get(code) != attached.get(code)
    )


def _verdict(
    brought: Brought,
    outcome: Outcome,
    *,
    found: Examination | None = None,
    record: RecordFacts | None = None,
    also: Sequence[Finding] = (),
    **values: Any,
) -> Verdict:
    is_secret = record is not None and record.confidential
    return Verdict(
        outcome=outcome,
        findings=(Finding(outcome.hint, values), *also),
        fingerprint=brought.fingerprint,
        size=brought.size,
        record=record,
        signatures=found.signatures if found and not is_secret else (),
        time_stamps=found.time_stamps if found and not is_secret else (),
        attached=found.attached if found and not is_secret else (),
    )
