"""What an administrator does with keys and certificates, each act with its event in the audit trail."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, InvalidInput, NotFound, RuleBroken
from registry.extensions import db
from registry.records import outside_seals, revocations, rotation
from registry.records import services as records
from registry.records.authority import keys_folder, own_authority, own_vault
from registry.records.certificates import Identity, serial_of
from registry.records.keys import Authority, former_seals, list_name
from registry.records.models import Record
from registry.records.revocations import Reason, Revocation
from registry.records.rotation import Part


@dataclass(frozen=True)
class SealFacts:
    """What is known of a seal that is not the one in use."""

    serial: str
    #: When another took its place; None of one that others certified.
    replaced_at: dt.datetime | None = None
    #: Whose it is and who certified it, where that is not this registry.
    holder: str = ""
    certified_by: str = ""


def rotate_keys(part: Part, *, now: dt.datetime) -> list[tuple[str, str]]:
    """Put new keys in place of the old ones of a part of the authority and of all below it.

    Gives what is new, with the serial number of its certificate.
    """
    made: list[tuple[str, str]] = []

    def note(name: str, number: int, identity: Identity) -> None:
        made.append((name, identity.serial))
        _note(Tag.KEYS_ROTATED, number, {"part": name, "serial": identity.serial}, now)

    rotation.rotate(own_vault(), part, note=note, now=now)
    return made


def relock_keys(old_secret: str, *, now: dt.datetime) -> bool:
    """Lock the keys with the secret that is set now in place of an older one; False where they are so."""
    return rotation.relock(own_vault(), old_secret, note=lambda: _note(Tag.KEYS_RELOCKED, 1, {}, now))


def revoke_certificate(
    typed: str, *, reason: Reason, since: dt.datetime | None, now: dt.datetime
) -> Revocation:
    """Let the certificate of a seal or of a signatory count no more, from a moment on: now, if none is said.

    It stands in the next revocation list at once. A seal in use is replaced by a new one first.
    """
    serial = read_serial(typed)
    if (since or now) > now:
        raise InvalidInput(N_("A certificate is revoked from now on or from a day in the past."))
    known = revocations.read(keys_folder()).get(serial)
    if known is not None:
        raise RuleBroken(
            N_("This certificate was revoked already, on %(day)s."), day=known.noted_at.date().isoformat()
        )
    authority = own_authority(now=now)
    certificate = _certificate(serial, authority)
    revocation = Revocation(serial, _issuer_of(certificate, authority), reason, since or now, now)
    details = {"serial": serial, "reason": reason.value, "since": revocation.since.isoformat()}
    if certificate == authority.seal.certificate:
        rotate_keys(Part.SEAL, now=now)
    _note(Tag.CERTIFICATE_REVOKED, authority.number, details, now)
    rotation.revoke(own_vault(), revocation, now=now)
    return revocation


def seal_facts(serial: str) -> SealFacts | None:
    """What there is to say of a seal that is not the registry's own one in use; None of any other serial."""
    outside = outside_seals.find(keys_folder(), serial)
    if outside is not None:
        holder, issuer = outside_seals.name_in(outside.subject), outside_seals.name_in(outside.issuer)
        return SealFacts(serial, holder=holder, certified_by=issuer)
    for certificate, replaced_at in former_seals(keys_folder()):
        if serial_of(certificate) == serial:
            return SealFacts(serial, replaced_at=replaced_at)
    return None


def _note(tag: Tag, number: int, details: Mapping[str, str], now: dt.datetime) -> None:
    """One event in the installation's own chain."""
    audit.record(tag, team_id=None, actor=audit.COMMAND, at=now, subject=("keys", number), details=details)


def read_serial(typed: str) -> str:
    """A serial number in hex as people type it. Raises `InvalidInput`."""
    try:
        return f"{int(typed.strip().replace(':', ''), 16):x}"
    except ValueError as error:
        raise InvalidInput(
            N_("“%(typed)s” is not a serial number in hexadecimal digits."), typed=typed
        ) from error


def _certificate(serial: str, authority: Authority) -> x509.Certificate:
    """The seal or the signatory's certificate with a serial number. Raises `NotFound`."""
    seals = [authority.seal.certificate, *(one.certificate for one in authority.former if one.part == "seal")]
    outside = outside_seals.find(keys_folder(), serial)
    candidates = [*seals, *([outside] if outside else []), *_certificates_in_records(serial)]
    for one in candidates:
        if serial_of(one) == serial:
            return one
    raise NotFound(
        N_("No seal and no record has a certificate with the serial number %(serial)s."), serial=serial
    )


def _certificates_in_records(serial: str) -> list[x509.Certificate]:
    """The certificates in the first record that names a serial number: nothing else keeps a signatory's."""
    named = sa.cast(Record.serials, sa.Text).like(f'%"{serial}"%')
    record = db.session.scalar(sa.select(Record).where(named).order_by(Record.id).limit(1))
    if record is None:
        return []
    reader = PdfFileReader(io.BytesIO(records.content_of(record)))
    return [
        x509.load_der_x509_certificate(one.signer_cert.dump()) for one in reader.embedded_regular_signatures
    ]


def _issuer_of(certificate: x509.Certificate, authority: Authority) -> str:
    """The name of the revocation list of who issued it; empty where others did."""
    if certificate.issuer == authority.issuing.certificate.subject:
        return list_name("issuing", authority.number)
    for former in authority.former:
        if former.part == "issuing" and former.certificate.subject == certificate.issuer:
            return former.list_name
    return ""
