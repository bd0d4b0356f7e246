"""A seal certified by somebody else, read from a PKCS#12 file, in place of our own."""

import asyncio
import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from registry.certificates import key_store
from registry.certificates.used_seals import PLACE, Remembered, remembered
from registry.certificates.x509 import Identity, as_pem, serial_of
from registry.errors import N_, InvalidInput, RegistryError

#: Weaker keys are refused: these have 128 bits of security (NIST SP 800-57 part 1, table 2).
SHORTEST_RSA = 3072  # bits
SHORTEST_EC = 256  # bits


@dataclass(frozen=True)
class Source:
    """The file of an outside seal and its password."""

    path: Path
    password: str = field(repr=False)
    #: PEM file with the roots of its certificate.
    roots: Path


def open_seal(source: Source) -> Identity:
    """Read the seal of a file without judging its certificates. Raises `InvalidInput`."""
    return _open(source, source.path.stat().st_mtime_ns if source.path.is_file() else 0)


@lru_cache(maxsize=4)
def _open(source: Source, _changed_at: int) -> Identity:
    try:
        data = source.path.read_bytes()
        container = pkcs12.load_pkcs12(data, source.password.encode() or None)
    except OSError as error:
        raise InvalidInput(
            N_("REGISTRY_SEAL_PKCS12: %(path)s cannot be read."), path=str(source.path)
        ) from error
    except ValueError as error:
        raise InvalidInput(
            N_(
                "REGISTRY_SEAL_PKCS12: %(path)s does not open: it is no PKCS#12 file, or "
                "REGISTRY_SEAL_PKCS12_PASSWORD is not its password."
            ),
            path=str(source.path),
        ) from error
    if container.cert is None or container.key is None:
        raise InvalidInput(
            N_("REGISTRY_SEAL_PKCS12: %(path)s lacks a certificate or its private key."),
            path=str(source.path),
        )
    if not _is_usable(container.key):
        raise InvalidInput(
            N_(
                "REGISTRY_SEAL_PKCS12: the key is too weak, or of a kind that is not in use. Ask the issuer "
                "of the certificate for one with an EC key of 256 bits or more, such as P-256, or with RSA "
                "of 3072 bits or more."
            )
        )
    chain = tuple(certificate.certificate for certificate in container.additional_certs)
    return Identity(container.cert.certificate, container.key, is_outside=True, chain=chain)  # type: ignore[arg-type]


def check(source: Source, *, now: dt.datetime) -> Identity:
    """Read the seal of a file and check that it can be used now.

    Raises `InvalidInput` with everything that is wrong, one line each.
    """
    seal = open_seal(source)
    wrong = [
        *_wrong_with_dates(seal.certificate, now),
        *_wrong_with_usage(seal.certificate),
        *_wrong_with_path(seal, source.roots, now),
    ]
    if wrong:
        raise InvalidInput("\n".join(wrong).replace("%", "%%"))
    return seal


def remember(folder: Path, seal: Identity, roots: Path, *, now: dt.datetime) -> None:
    """Store the public part of a used seal, so that what it sealed can always be verified."""
    path = folder / PLACE / f"{seal.certificate.fingerprint(hashes.SHA256()).hex()[:32]}.json"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = Remembered(
        seal=as_pem(seal.certificate).decode(),
        chain=b"".join(map(as_pem, seal.chain)).decode(),
        roots=roots.read_text(),
        first_used_at=now.isoformat(),
    )
    key_store.write(path, json.dumps(asdict(kept), indent=1).encode())


def find(folder: Path, serial: str) -> x509.Certificate | None:
    """The outside seal with a serial number."""
    certificates = [
        remembered_seal.certificate
        for remembered_seal in remembered(folder)
        if serial_of(remembered_seal.certificate) == serial
    ]
    return certificates[0] if certificates else None


def name_in(name: x509.Name) -> str:
    """The name that a person would use for a certificate's holder: the organization, or else the common
    name.
    """
    return _part_of(name, NameOID.ORGANIZATION_NAME) or common_name(name)


def common_name(name: x509.Name) -> str:
    """The common name; the whole name when there is none."""
    return _part_of(name, NameOID.COMMON_NAME) or name.rfc4514_string()


def _part_of(name: x509.Name, part: x509.ObjectIdentifier) -> str:
    return "".join(str(attribute.value) for attribute in name.get_attributes_for_oid(part)[:1])


def _is_usable(key: object) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size >= SHORTEST_EC


def _wrong_with_dates(certificate: x509.Certificate, now: dt.datetime) -> list[str]:
    if certificate.not_valid_after_utc <= now:
        ended_on = certificate.not_valid_after_utc.date()
        return [f"REGISTRY_SEAL_PKCS12: the certificate has expired, on {ended_on}."]
    if certificate.not_valid_before_utc > now:
        return [f"REGISTRY_SEAL_PKCS12: the certificate begins on {certificate.not_valid_before_utc.date()}."]
    return []


def _wrong_with_usage(certificate: x509.Certificate) -> list[str]:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return []  # RFC 5280, 4.2.1.3: without the extension, every use is allowed
    if usage.digital_signature:
        return []
    return ["REGISTRY_SEAL_PKCS12: the certificate is not meant to sign: its usage lacks digitalSignature."]


def _wrong_with_path(seal: Identity, roots: Path, now: dt.datetime) -> list[str]:
    """Check that the certificate path leads to the roots; expiry is judged elsewhere."""
    try:
        trusted = x509.load_pem_x509_certificates(roots.read_bytes())
    except (OSError, ValueError):
        return [f"REGISTRY_SEAL_ROOTS: {roots} cannot be read, or holds no certificate in PEM."]
    own = seal.certificate
    context = ValidationContext(
        trust_roots=[as_asn1(certificate) for certificate in trusted],
        other_certs=[as_asn1(certificate) for certificate in seal.chain],
        moment=min(max(now, own.not_valid_before_utc), own.not_valid_after_utc),
        allow_fetching=False,
    )
    try:
        asyncio.run(CertificateValidator(as_asn1(own), validation_context=context).async_validate_path())
    except (PathError, ValidationError):
        return [f"REGISTRY_SEAL_ROOTS: the certificate of the seal does not lead to a root in {roots}."]
    return []


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate in pyHanko's type."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class SealUnfit(RegistryError):
    """The configured seal must not be used."""
