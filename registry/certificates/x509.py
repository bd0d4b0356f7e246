"""Creates certificates and revocation lists of the registry's own authority from plain values."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from registry.certificates.names import in_room

#: These certificates are valid as long as the root, because a signature without a time stamp expires with its
#: certificate.
LIFETIME = dt.timedelta(days=25 * 365 + 6)
#: Certificates are valid from a little before they are made, because some clocks are late.
HEAD_START = dt.timedelta(hours=1)
#: How long a revocation list is valid.
NEXT_LIST_WITHIN = dt.timedelta(days=30)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A certificate and the private key that goes with it."""

    certificate: x509.Certificate
    key: PrivateKey
    #: Whether it was certified by others, and the certificates between it and its root.
    is_outside: bool = False
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def serial(self) -> str:
        """The certificate's serial number, in hex."""
        return serial_of(self.certificate)


def serial_of(certificate: x509.Certificate) -> str:
    """A certificate's serial number, in hex."""
    return f"{certificate.serial_number:x}"


def make_authority(
    name: str, issuer: Identity | None, *, path_length: int, now: dt.datetime, list_at: str = ""
) -> Identity:
    """Create an authority with a new key; without an issuer it is a root."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), subject_of(name, "Partnership Registry")
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    return Identity(_certificate(subject, key, issuer, usage, constraints, now=now, list_at=list_at), key)


def new_serial() -> int:
    """A random serial number (RFC 5280, 4.1.2.2)."""
    return x509.random_serial_number()


def make_leaf(
    subject: x509.Name, issuer: Identity, *, serial: int | None = None, now: dt.datetime, list_at: str = ""
) -> Identity:
    """Create a signing certificate with a new key; `serial` is chosen when none is given."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = signing_usage()
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    certificate = _certificate(
        subject, key, issuer, usage, constraints, serial=serial, now=now, list_at=list_at
    )
    return Identity(certificate, key)


def make_list_signer(authority: Identity, issuer: Identity, *, now: dt.datetime) -> Identity:
    """Create the signer of an authority's revocation lists, for use once the authority's own key is
    destroyed.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    subject = authority.certificate.subject
    return Identity(_certificate(subject, key, issuer, _key_usage(crl_sign=True), constraints, now=now), key)


def subject_of(name: str, organization: str) -> x509.Name:
    """The X.509 name of a person or of a part of the registry."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, in_room(organization)),
            x509.NameAttribute(NameOID.COMMON_NAME, in_room(name)),
        ]
    )


def make_list(
    signer: Identity,
    revoked: Iterable[x509.RevokedCertificate],
    *,
    number: int,
    now: dt.datetime,
    until: dt.datetime | None = None,
    signer_at: str = "",
) -> bytes:
    """The revocation list of the authority named by the signer.

    `signer_at` is the address of the signer's certificate, when that is not the authority's own.
    """
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.certificate.subject)
        .last_update(now)
        .next_update(until or now + NEXT_LIST_WITHIN)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_key_identifier_of(signer.key), critical=False)
    )
    if signer_at:
        place = x509.UniformResourceIdentifier(signer_at)
        issuer_place = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)
        builder = builder.add_extension(x509.AuthorityInformationAccess([issuer_place]), critical=False)
    for revocation in revoked:
        builder = builder.add_revoked_certificate(revocation)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def number_of(revocation_list: x509.CertificateRevocationList) -> int:
    """The number of a revocation list."""
    return revocation_list.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def as_pem(certificate: x509.Certificate) -> bytes:
    """A certificate in PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    subject: x509.Name,
    key: PrivateKey,
    issuer: Identity | None,
    usage: x509.KeyUsage,
    constraints: x509.BasicConstraints,
    *,
    now: dt.datetime,
    serial: int | None = None,
    list_at: str = "",
) -> x509.Certificate:
    """A certificate signed by an issuer, or by itself."""
    signing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or new_serial())
        .not_valid_before(now - HEAD_START)
        .not_valid_after(issuer.certificate.not_valid_after_utc if issuer else now + LIFETIME)
        .add_extension(constraints, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_key_identifier_of(signing_key), critical=False)
    )
    if list_at:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(list_at)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return builder.sign(signing_key, hashes.SHA256())


def _key_identifier_of(key: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def signing_usage() -> x509.KeyUsage:
    """The key usage of seals and signatories: digital signature and non-repudiation."""
    return _key_usage(digital_signature=True, content_commitment=True)


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
