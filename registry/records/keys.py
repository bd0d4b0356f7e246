"""The registry's own certificate authority: made once an installation, its keys encrypted on disk.

A root signs an issuing authority and their revocation lists; the issuing authority signs the seal's
certificate and one certificate for each act of a signatory, whose key lives in memory only.
"""

import datetime as dt
import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: Leaves are valid to the end of the root, since a signature without a time stamp dies with its leaf.
LIFETIME = dt.timedelta(days=25 * 365 + 6)
#: Certificates are valid from a little before they are made, for clocks that run behind.
HEAD_START = dt.timedelta(hours=1)
#: A revocation list is made anew when it is older than this, so that it is younger than any certificate
#: that is judged by it; and it names this much time until the next one.
LISTS_EVERY = dt.timedelta(hours=1)
NEXT_LIST_WITHIN = dt.timedelta(days=30)
#: Longest values X.520 allows in a name; whole names stand in the record and in the signature's own text.
LONGEST_NAME = 64

FILES = ("root", "issuing", "seal")
#: Who issues revocation lists.
ISSUERS = ("root", "issuing")


@dataclass(frozen=True)
class Identity:
    """A certificate and the private key that goes with it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def serial(self) -> str:
        """The certificate's serial number, in hex."""
        return f"{self.certificate.serial_number:x}"


@dataclass(frozen=True)
class Authority:
    """The installation's authority: root, issuing authority, seal and revocation lists."""

    root: Identity
    issuing: Identity
    seal: Identity
    #: Of the root and of the issuing authority.
    revocation_lists: tuple[x509.CertificateRevocationList, ...]
    #: Where the lists are published: the address before their names. Empty where they are not.
    lists_at: str = ""

    def issue_for(
        self, *, name: str, organization: str, serial: int | None = None, now: dt.datetime
    ) -> Identity:
        """A certificate for one act of one person, its key made now and kept nowhere."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject, lists_at = _subject(name, organization), _list_address(self.lists_at, "issuing")
        certificate = _certificate(subject, key, self.issuing, serial=serial, now=now, list_at=lists_at)
        return Identity(certificate, key)

    def root_pem(self) -> bytes:
        """The root certificate, for those who want to trust it."""
        return self.root.certificate.public_bytes(serialization.Encoding.PEM)

    def chain_pem(self) -> bytes:
        """Root and issuing certificates."""
        return self.root_pem() + self.issuing.certificate.public_bytes(serialization.Encoding.PEM)


def load_authority(folder: Path, *, secret: str, now: dt.datetime, lists_at: str = "") -> Authority:
    """The authority kept in a folder; made there once, however many processes ask at the same time.

    Its revocation lists are made anew when they are old; `lists_at` is the address under which they are
    published, which stands in every certificate.
    """
    if not (folder / "complete").exists():
        with _alone(folder):
            if not (folder / "complete").exists():
                _make(folder, secret, now, lists_at)
    root, issuing, seal = _load(str(folder), secret)
    if _are_old(folder, now):
        with _alone(folder):
            if _are_old(folder, now):
                _renew_lists(folder, (root, issuing), now)
    return Authority(root, issuing, seal, _lists(folder), lists_at)


@lru_cache(maxsize=8)
def _load(folder: str, secret: str) -> tuple[Identity, ...]:
    return tuple(_read_identity(Path(folder), name, secret) for name in FILES)


def _lists(folder: Path) -> tuple[x509.CertificateRevocationList, ...]:
    return tuple(x509.load_der_x509_crl((folder / f"{name}.crl").read_bytes()) for name in ISSUERS)


def _are_old(folder: Path, now: dt.datetime) -> bool:
    return any(one.last_update_utc + LISTS_EVERY < now for one in _lists(folder))


def _renew_lists(folder: Path, issuers: tuple[Identity, ...], now: dt.datetime) -> None:
    """Make each list anew, with the next number and all that it named before."""
    for name, identity, old in zip(ISSUERS, issuers, _lists(folder), strict=True):
        number = old.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        _write(folder / f"{name}.crl", _revocation_list(identity, list(old), number=number + 1, now=now))


def new_serial() -> int:
    """A serial number that no certificate has yet (RFC 5280, 4.1.2.2)."""
    return x509.random_serial_number()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Among all processes, one at a time."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, secret: str, now: dt.datetime, lists_at: str) -> None:
    root = _authority_identity("Partnership Registry Root", None, path_length=1, now=now)
    issuing = _authority_identity(
        "Partnership Registry Signing",
        root,
        path_length=0,
        now=now,
        list_at=_list_address(lists_at, "root"),
    )
    seal_key = ec.generate_private_key(ec.SECP256R1())
    seal_name = _subject("Partnership Registry Seal", "Partnership Registry")
    list_at = _list_address(lists_at, "issuing")
    seal = Identity(_certificate(seal_name, seal_key, issuing, now=now, list_at=list_at), seal_key)
    for name, identity in zip(FILES, (root, issuing, seal), strict=True):
        _write_identity(folder, name, identity, secret)
    for name, identity in zip(ISSUERS, (root, issuing), strict=True):
        _write(folder / f"{name}.crl", _revocation_list(identity, [], number=1, now=now))
    _write(folder / "complete", b"")


def _authority_identity(
    name: str, issuer: Identity | None, *, path_length: int, now: dt.datetime, list_at: str = ""
) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, "Partnership Registry")
    certificate = _certificate(subject, key, issuer, now=now, path_length=path_length, list_at=list_at)
    return Identity(certificate, key)


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: Identity | None,
    *,
    now: dt.datetime,
    serial: int | None = None,
    path_length: int | None = None,
    list_at: str = "",
) -> x509.Certificate:
    """A certificate by an issuer, or by itself; an authority's where a path length is given."""
    is_authority = path_length is not None
    signing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or new_serial())
        .not_valid_before(now - HEAD_START)
        .not_valid_after(issuer.certificate.not_valid_after_utc if issuer else now + LIFETIME)
        .add_extension(x509.BasicConstraints(is_authority, path_length), critical=True)
        .add_extension(_key_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
        )
    )
    if list_at:
        builder = builder.add_extension(_list_place(list_at), critical=False)
    return builder.sign(signing_key, hashes.SHA256())


def _list_address(lists_at: str, issuer: str) -> str:
    return f"{lists_at}/{issuer}.crl" if lists_at else ""


def _list_place(address: str) -> x509.CRLDistributionPoints:
    name = x509.UniformResourceIdentifier(address)
    return x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)])


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(name: str, organization: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _shortened(organization)),
            x509.NameAttribute(NameOID.COMMON_NAME, _shortened(name)),
        ]
    )


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _revocation_list(
    identity: Identity, revoked: Sequence[x509.RevokedCertificate], *, number: int, now: dt.datetime
) -> bytes:
    """What an issuer has revoked, up to now."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(identity.certificate.subject)
        .last_update(now)
        .next_update(now + NEXT_LIST_WITHIN)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(identity.key.public_key()), critical=False
        )
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(one)
    return builder.sign(identity.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _passphrase(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"authority keys", hashlib.sha256).hex().encode()


def _write_identity(folder: Path, name: str, identity: Identity, secret: str) -> None:
    _write(folder / f"{name}.pem", identity.certificate.public_bytes(serialization.Encoding.PEM))
    _write(
        folder / f"{name}.key",
        identity.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(_passphrase(secret)),
        ),
    )


def _read_identity(folder: Path, name: str, secret: str) -> Identity:
    key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), _passphrase(secret))
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Identity(x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()), key)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
