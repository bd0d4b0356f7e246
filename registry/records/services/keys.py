"""What an administrator does with keys and certificates; each act is recorded in the audit trail."""

import datetime as dt
import io
from collections.abc import Mapping

import sqlalchemy as sa
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from registry.audit.models import About
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.certificates import outside_seals, revocations, rotation
from registry.certificates.authority import Authority, list_name
from registry.certificates.revocations import Reason, Revocation
from registry.certificates.rotation import Part
from registry.certificates.x509 import Identity, serial_of
from registry.database import acts
from registry.database.session import db
from registry.errors import N_, InvalidInput, NotFound, RuleBroken
from registry.records.models import Record
from registry.records.queries import records
from registry.records.queries.authority import keys_folder, own_authority, own_vault
from registry.records.rules import RecordEvent
from registry.security import actors


def rotate_keys(part: Part, *, now: dt.datetime) -> list[tuple[str, str]]:
    """Replace the keys of a part of the authority and of everything below it.

    Returns the new parts, each with the serial number of its certificate.
    """
    new_keys: list[tuple[str, str]] = []

    def note(name: str, number: int, identity: Identity) -> None:
        new_keys.append((name, identity.serial))
        _note(RecordEvent.KEYS_ROTATED, number, {"part": name, "serial": identity.serial}, now)

    rotation.rotate(own_vault(), part, note=note, now=now)
    return new_keys


def relock_keys(old_secret: str, *, now: dt.datetime) -> bool:
    """Re-encrypt the keys with the configured secret; False when they already are."""
    return rotation.relock(own_vault(), old_secret, note=lambda: _note(RecordEvent.KEYS_RELOCKED, 1, {}, now))


def revoke_certificate(
    typed: str, *, reason: Reason, since: dt.datetime | None, now: dt.datetime
) -> Revocation:
    """Revoke the certificate of a seal or of a signatory from a moment on (default: now).

    It is published in the revocation list at once. A seal in use is replaced first.
    """
    serial = read_serial(typed)
    if (since or now) > now:
        raise InvalidInput(N_("A certificate is revoked from now on or from a day in the past."))
    known = revocations.read(keys_folder()).get(serial)
    if known is not None:
        raise RuleBroken(N_("This certificate was revoked already, on %(day)s."), day=known.noted_at.date())
    authority = own_authority(now=now)
    certificate = _certificate(serial, authority)
    revocation = Revocation(serial, _issuer_of(certificate, authority), reason, since or now, now)
    details = {"serial": serial, "reason": reason.value, "since": revocation.since.isoformat()}
    if certificate == authority.seal.certificate:
        rotate_keys(Part.SEAL, now=now)
    _note(RecordEvent.CERTIFICATE_REVOKED, authority.number, details, now)
    rotation.revoke(own_vault(), revocation, now=now)
    return revocation


def _note(tag: Tag, number: int, details: Mapping[str, str], now: dt.datetime) -> None:
    """Record an event in the installation's own chain."""
    events.record(tag, About(("keys", number), None), acts.act_at(actors.COMMAND, now), **details)


def read_serial(typed: str) -> str:
    """Parse a typed serial number to hex. Raises `InvalidInput`."""
    try:
        return f"{int(typed.strip().replace(':', ''), 16):x}"
    except ValueError as error:
        raise InvalidInput(
            N_("“%(typed)s” is not a serial number in hexadecimal digits."), typed=typed
        ) from error


def _certificate(serial: str, authority: Authority) -> x509.Certificate:
    """The seal's or signatory's certificate with a serial number. Raises `NotFound`."""
    seals = [
        authority.seal.certificate,
        *(former.certificate for former in authority.former if former.part == "seal"),
    ]
    outside = outside_seals.find(keys_folder(), serial)
    candidates = [*seals, *([outside] if outside else []), *_certificates_in_records(serial)]
    for candidate in candidates:
        if serial_of(candidate) == serial:
            return candidate
    raise NotFound(
        N_("No seal and no record has a certificate with the serial number %(serial)s."), serial=serial
    )


def _certificates_in_records(serial: str) -> list[x509.Certificate]:
    """The certificates in the first record that names a serial number; a signatory's is stored nowhere
    else.
    """
    named = sa.cast(Record.serials, sa.Text).like(f'%"{serial}"%')
    record = db.session.scalar(sa.select(Record).where(named).order_by(Record.id).limit(1))
    if record is None:
        return []
    reader = PdfFileReader(io.BytesIO(records.content_of(record)))
    return [
        x509.load_der_x509_certificate(signature.signer_cert.dump())
        for signature in reader.embedded_regular_signatures
    ]


def _issuer_of(certificate: x509.Certificate, authority: Authority) -> str:
    """The name of the issuer's revocation list; empty for certificates issued by others."""
    if certificate.issuer == authority.issuing.certificate.subject:
        return list_name("issuing", authority.number)
    for former in authority.former:
        if former.part == "issuing" and former.certificate.subject == certificate.issuer:
            return former.list_name
    return ""
