"""Makes the container of a PAdES signature (RFC 5652, with the B-B attributes of ETSI EN 319 142-1).

pyHanko builds the same container from generic objects that it copies and encodes many times; for keys of the
registry's own authority it is written directly. Keys certified by others are of any type: pyHanko signs.
"""

import asyncio
import hashlib
from functools import lru_cache

from asn1crypto import algos, cms, core
from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from registry.certificates.authority import Authority
from registry.certificates.outside_seals import as_asn1
from registry.certificates.x509 import Identity

_DIGEST = algos.DigestAlgorithm({"algorithm": "sha256"})
_SIGNATURE = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
_SEQUENCE, _SET, _OCTETS, _INTEGER, _FIRST = 0x30, 0x31, 0x04, 0x02, 0xA0


def _oid(dotted: str) -> bytes:
    encoded: bytes = core.ObjectIdentifier(dotted).dump()
    return encoded


_DATA, _SIGNED_DATA = _oid("1.2.840.113549.1.7.1"), _oid("1.2.840.113549.1.7.2")
_MESSAGE_DIGEST, _SIGNING_CERTIFICATE = _oid("1.2.840.113549.1.9.4"), _oid("1.2.840.113549.1.9.16.2.47")
#: The attributes that are the same in every signature: content type, and algorithms (RFC 6211).
_CONTENT_TYPE: bytes = cms.CMSAttribute({"type": "content_type", "values": ["data"]}).dump()
_PROTECTION: bytes = cms.CMSAttribute(
    {
        "type": "cms_algorithm_protection",
        "values": [{"digest_algorithm": _DIGEST, "signature_algorithm": _SIGNATURE}],
    }
).dump()


def container(digest: bytes, identity: Identity, authority: Authority) -> bytes:
    """The container with the signature over the SHA-256 digest of a file, in DER."""
    if identity.is_outside:
        return by_library(digest, identity, identity.chain)
    return _container(digest, identity, authority)


def by_library(digest: bytes, identity: Identity, chain: tuple[x509.Certificate, ...]) -> bytes:
    """The container as pyHanko makes it."""
    signed = asyncio.run(library_signer(identity, chain).async_sign(digest, "sha256", use_pades=True))
    encoded: bytes = signed.dump()
    return encoded


def library_signer(identity: Identity, chain: tuple[x509.Certificate, ...]) -> signers.SimpleSigner:
    """pyHanko's signer for any type of key; `chain` are the certificates between it and its root."""
    store = SimpleCertificateStore()
    store.register_multiple([as_asn1(certificate) for certificate in chain])
    key = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=as_asn1(identity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=store,
        embed_roots=False,
    )


def _container(digest: bytes, identity: Identity, authority: Authority) -> bytes:
    attributes, certificate = _attributes(digest, identity.certificate), identity.certificate
    issuer_and_serial = _der(
        _SEQUENCE, certificate.issuer.public_bytes(), _der(_INTEGER, _integer(certificate.serial_number))
    )
    info = _der(
        _SEQUENCE,
        _der(_INTEGER, b"\1"),
        issuer_and_serial,
        _DIGEST.dump(),
        _der(_FIRST, attributes),
        _SIGNATURE.dump(),
        # signed as a set, but encoded with another tag (RFC 5652, 5.4)
        _der(_OCTETS, _sign(_der(_SET, attributes), identity)),
    )
    signed = _der(
        _SEQUENCE,
        _der(_INTEGER, b"\1"),
        _der(_SET, _DIGEST.dump()),
        _der(_SEQUENCE, _DATA),
        _der(_FIRST, *sorted([_encoded(certificate), _encoded(authority.issuing.certificate)])),
        _der(_SET, info),
    )
    return _der(_SEQUENCE, _SIGNED_DATA, _der(_FIRST, signed))


def _sign(data: bytes, identity: Identity) -> bytes:
    assert isinstance(identity.key, ec.EllipticCurvePrivateKey)
    return identity.key.sign(data, ec.ECDSA(hashes.SHA256()))


def _attributes(digest: bytes, certificate: x509.Certificate) -> bytes:
    """The signed attributes, in the order that DER requires of a set."""
    fingerprint = hashlib.sha256(_encoded(certificate)).digest()
    named = _der(_SEQUENCE, _der(_SEQUENCE, _der(_SEQUENCE, _der(_OCTETS, fingerprint))))
    own = [
        _der(_SEQUENCE, _MESSAGE_DIGEST, _der(_SET, _der(_OCTETS, digest))),
        _der(_SEQUENCE, _SIGNING_CERTIFICATE, _der(_SET, named)),
    ]
    return b"".join(sorted([_CONTENT_TYPE, _PROTECTION, *own]))


def _der(tag: int, *parts: bytes) -> bytes:
    """A DER value: tag, length, content (X.690)."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def _integer(number: int) -> bytes:
    """A positive integer in DER, with a leading zero byte where it would read as negative."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


@lru_cache(maxsize=16)
def _encoded(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
