"""What an administrator does with keys and certificates, each act with its event in the audit trail."""

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
    """Put new keys in place of the old ones of a part of the authority and of all below it.

    Gives what is new, with the serial number of its certificate.
    """
    made: list[tuple[str, str]] = []

    def note(name: str, number: int, identity: Identity) -> None:
        made.append((name, identity.serial))
        _note(RecordEvent.KEYS_ROTATED, number, {"part": name, "serial": identity.serial}, now)

    rotation.rotate(own_vault(), part, note=note, now=now)
    return made


def relock_keys(old_secret: str, *, now: dt.datetime) -> bool:
    """Lock the keys with the secret that is set now in place of an older one; False where they are so."""
    return rotation.relock(own_vault(), old_secret, note=lambda: _note(RecordEvent.KEYS_RELOCKED, 1, {}, now))


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
    _note(RecordEvent.CERTIFICATE_REVOKED, authority.number, details, now)
    rotation.revoke(own_vault(), revocation, now=now)
    return revocation


def _note(tag: Tag, number: int, details: Mapping[str, str], now: dt.datetime) -> None:
    """One event in the installation's own chain."""
    events.record(tag, About(("keys", number), None), acts.act_at(actors.COMMAND, now), **details)


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
