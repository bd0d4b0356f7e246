"""Certificates that expire soon or are already unfit: the administrator is told in time."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509

from registry.certificates import outside_seals, revocations
from registry.certificates.x509 import serial_of
from registry.errors import N_, RegistryError
from registry.records.queries import authority as authority_queries
from registry.records.queries.authority import keys_folder, outside_source, own_authority
from registry.sentences import Words
from registry.text import Finding

LOG = logging.getLogger("registry")

#: How long before its end a certificate is reported.
BEFORE = dt.timedelta(days=90)

ROOT = N_("the root")
ISSUING = N_("the issuing authority")
SEAL = N_("the registry’s own seal")
OUTSIDE = N_("the outside seal (REGISTRY_SEAL_PKCS12)")
TIME_ROOT = N_("a root of time stamps (REGISTRY_TIMESTAMP_ROOTS)")

ENDS = N_("The certificate of %(what)s, “%(name)s”, ends on %(day)s.")
ENDED = N_("The certificate of %(what)s, “%(name)s”, ended on %(day)s.")
REVOKED = N_("The certificate of %(what)s, “%(name)s”, was revoked on %(day)s, and is still set.")


@dataclass(frozen=True)
class Watched:
    """A certificate that something depends on."""

    what: str
    certificate: x509.Certificate


def concerns(now: dt.datetime) -> list[Finding]:
    """What an administrator should know about keys and certificates; empty when all is well."""
    try:
        return [finding for watched in _watched(now) if (finding := _concern(watched, now))]
    except RegistryError as error:
        return [Finding(error.message, error.values)]


def _watched(now: dt.datetime) -> Iterator[Watched]:
    authority = own_authority(now=now)
    yield Watched(ROOT, authority.root.certificate)
    yield Watched(ISSUING, authority.issuing.certificate)
    yield Watched(SEAL, authority.seal.certificate)
    source = outside_source()
    if source is not None:
        yield Watched(OUTSIDE, outside_seals.open_seal(source).certificate)
    roots = authority_queries.time_stamp_roots()
    if roots is not None:
        for certificate in x509.load_pem_x509_certificates(roots.read_bytes()):
            yield Watched(TIME_ROOT, certificate)


def _concern(watched: Watched, now: dt.datetime) -> Finding | None:
    ends_at = watched.certificate.not_valid_after_utc
    name = outside_seals.common_name(watched.certificate.subject)
    values = {"what": Words(watched.what), "name": name, "day": ends_at.date()}
    revoked = revocations.read(keys_folder()).get(serial_of(watched.certificate))
    if revoked is not None:
        return Finding(REVOKED, values | {"day": revoked.noted_at.date()})
    if ends_at <= now:
        return Finding(ENDED, values)
    return Finding(ENDS, values) if ends_at <= now + BEFORE else None


def log(findings: list[Finding]) -> None:
    """Write each finding to the log."""
    for finding in findings:
        LOG.warning("%s", finding)
