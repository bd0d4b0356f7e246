"""Statements about a file's certificates: whose seal it is, and whether one was revoked."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.certificates import revocations
from registry.certificates.revocations import Revocation
from registry.database.session import db
from registry.errors import N_
from registry.records.models import Record
from registry.records.queries import authority
from registry.records.queries.authority import keys_folder
from registry.sentences import Words
from registry.text import Finding
from registry.verification.rules.time_stamps import TimeStamp

SEAL_REVOKED = N_(
    "The certificate of its seal was revoked: %(reason)s. It does not count from %(day)s on "
    "(serial number %(serial)s)."
)
SIGNATURE_REVOKED = N_(
    "The certificate of its signature was revoked: %(reason)s. It does not count from %(day)s on "
    "(serial number %(serial)s)."
)
ATTACHED_REVOKED = N_(
    "The certificate of the signature in record %(code)s, attached inside, was revoked: %(reason)s. "
    "It does not count from %(day)s on."
)
STAMPED_BEFORE = N_(
    "A trusted time stamp of %(day)s shows that the file was there before that: seal and signature "
    "keep holding."
)
KEPT_BEFORE = N_(
    "No time stamp in the file shows that it is from before that. The registry’s own books say that it "
    "was made on %(day)s, before it; nobody else can see that from the file alone."
)
KEPT_AFTER = N_("The registry’s own books say that the file was made on %(day)s, not before that.")
NOT_SHOWN = N_(
    "No time stamp shows that the file is from before that, and the registry’s own books do not know it: "
    "whoever held the key could have made it since."
)
OTHERS_SEAL = N_("Its seal is that of %(holder)s, certified by %(issuer)s, used by this registry.")
FORMER_SEAL = N_(
    "Its seal was replaced by a new one on %(day)s, as seals are from time to time; it holds as before."
)


@dataclass(frozen=True)
class CertificateWords:
    """Statements about the certificates of a file."""

    findings: Sequence[Finding] = ()
    #: Whether all of them are valid for this file.
    holds: bool = True
    #: Whether any was revoked.
    revoked: bool = False


def words_on_record(record: Record, stamps: Sequence[TimeStamp] = ()) -> CertificateWords:
    """The statements about a record's own file."""
    attached = () if record.confidential else record.facts.get("attached", ())
    return words_on(record.serials, made_at=record.made_at, stamps=stamps, attached=attached)


def any_revoked(serials: Iterable[str]) -> bool:
    """Whether any of several certificates was revoked."""
    return bool(revocations.among(revocations.read(keys_folder()), serials))


def words_on(
    serials: Sequence[str],
    *,
    made_at: dt.datetime | None,
    stamps: Sequence[TimeStamp] = (),
    attached: Iterable[str] = (),
) -> CertificateWords:
    """The statements about a file's certificates, the seal's first.

    `made_at` is when the registry made the file according to its own records, None for an unknown file.
    `attached` are the codes of embedded records.
    """
    noted = revocations.read(keys_folder())
    revoked = revocations.among(noted, serials)
    findings = [
        Finding(SEAL_REVOKED if revocation.serial == serials[0] else SIGNATURE_REVOKED, _values(revocation))
        for revocation in revoked
    ]
    holds = True
    if revoked:
        proof, holds = _proof(min(revocation.since for revocation in revoked), made_at, stamps)
        findings.append(proof)
    else:
        findings += _words_on_seal(serials)
    findings += _words_on_attached(attached) if noted else []
    return CertificateWords(findings, holds, bool(revoked))


def _values(revocation: Revocation) -> dict[str, object]:
    return {
        "reason": Words(revocation.reason.label),
        "day": revocation.since.date(),
        "serial": revocation.serial,
    }


def _proof(
    since: dt.datetime, made_at: dt.datetime | None, stamps: Sequence[TimeStamp]
) -> tuple[Finding, bool]:
    """Whether a file provably existed before a moment, and the statement about that."""
    stamped = [stamp.moment for stamp in stamps if stamp.holds and stamp.moment and stamp.moment < since]
    if stamped:
        return Finding(STAMPED_BEFORE, {"day": min(stamped).date()}), True
    if made_at is None:
        return Finding(NOT_SHOWN), False
    if made_at < since:
        return Finding(KEPT_BEFORE, {"day": made_at.date()}), True
    return Finding(KEPT_AFTER, {"day": made_at.date()}), False


def _words_on_seal(serials: Sequence[str]) -> list[Finding]:
    facts = authority.seal_facts(serials[0]) if serials else None
    if facts is None:
        return []
    if facts.replaced_at is not None:
        return [Finding(FORMER_SEAL, {"day": facts.replaced_at.date()})]
    return [Finding(OTHERS_SEAL, {"holder": facts.holder, "issuer": facts.certified_by})]


def _words_on_attached(codes: Iterable[str]) -> list[Finding]:
    noted = revocations.read(keys_folder())
    query = sa.select(Record).where(Record.code.in_(list(codes))).order_by(Record.code)
    return [
        Finding(ATTACHED_REVOKED, _values(revocation) | {"code": record.code})
        for record in db.session.scalars(query)
        for revocation in revocations.among(noted, record.serials[1:])
    ]
