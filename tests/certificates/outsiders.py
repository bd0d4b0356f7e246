"""A certificate authority of somebody else, which certifies a seal in a PKCS#12 file."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from registry.certificates.x509 import Identity
from tests.records.builders import MADE_AT

PASSWORD = "the password of the seal"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Outsider:
    """The files of an outside seal."""

    pkcs12: Path
    roots: Path
    certificate: x509.Certificate
    #: Another one of the same authority.
    sibling: Identity

    @property
    def environ(self) -> dict[str, str]:
        """The settings with which the registry uses it."""
        return {
            "REGISTRY_SEAL_PKCS12": str(self.pkcs12),
            "REGISTRY_SEAL_PKCS12_PASSWORD": PASSWORD,
            "REGISTRY_SEAL_ROOTS": str(self.roots),
        }


def make_outsider(
    folder: Path,
    *,
    rsa_bits: int = 0,
    begins_at: dt.datetime = MADE_AT - DAY,
    ends_at: dt.datetime = MADE_AT + 700 * DAY,
    signs: bool = True,
    lists: str = "",
) -> Outsider:
    """A seal of the invented Ministry of Seals, under an intermediate and a root; EC, or RSA of some bits.

    `lists` is the address before the names of the revocation lists that the certificates name.
    """
    root_key, middle_key = (ec.generate_private_key(ec.SECP384R1()) for _ in "ab")
    key = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
    long_before, long_after = MADE_AT - 900 * DAY, MADE_AT + 9000 * DAY
    root = _certificate("Outer Root", root_key, "Outer Root", root_key, (long_before, long_after), ca=True)
    long, short = (long_before, long_after), (begins_at, ends_at)
    middle = _certificate("Outer CA", middle_key, "Outer Root", root_key, long, ca=True, lists=lists)
    seal = _certificate("Seal", key, "Outer CA", middle_key, short, ca=False, signs=signs, lists=lists)
    data = pkcs12.serialize_key_and_certificates(
        b"seal", key, seal, [middle], BestAvailableEncryption(PASSWORD.encode())
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "seal.p12").write_bytes(data)
    (folder / "roots.pem").write_bytes(root.public_bytes(Encoding.PEM))
    for issuer, issuer_key in (("Outer Root", root_key), ("Outer CA", middle_key)):
        (folder / _list_of(issuer)).write_bytes(_revoked_by(issuer, issuer_key))
    sibling_key = ec.generate_private_key(ec.SECP256R1())
    sibling = _certificate("Sibling", sibling_key, "Outer CA", middle_key, (begins_at, ends_at), ca=False)
    return Outsider(
        folder / "seal.p12",
        folder / "roots.pem",
        seal,
        Identity(sibling, sibling_key, is_outside=True, chain=(middle,)),
    )


def _certificate(name, key, issuer, issuer_key, validity, *, ca, signs=True, lists=""):
    usage = x509.KeyUsage(signs and not ca, False, not signs, False, False, ca, ca, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if lists:
        place = [x509.UniformResourceIdentifier(lists + _list_of(issuer))]
        points = x509.CRLDistributionPoints([x509.DistributionPoint(place, None, None, None)])
        made = made.add_extension(points, critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def _list_of(issuer: str) -> str:
    """The name of an issuer's revocation list: `outer-ca.crl`."""
    return f"{issuer.lower().replace(' ', '-')}.crl"


def _revoked_by(issuer, issuer_key):
    """The list of an issuer that revoked nothing, good for years around the tests' days and today."""
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_name(issuer))
        .last_update(now - 400 * DAY)
        .next_update(now + 400 * DAY)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)


def _name(name: str) -> x509.Name:
    organization = "Ministry of Seals" if name == "Seal" else "Outer Trust Ltd"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
