"""Signs with a key in memory: builds the container of a PAdES signature directly.

pyHanko builds the same container (RFC 5652, with the B-B attributes of ETSI EN 319 142-1) from generic
objects that it copies and encodes many times, which was most of the cost of a signature. When a time stamp is
requested, pyHanko's own way is used.
"""

import hashlib
from functools import lru_cache
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from registry.certificates.authority import Authority
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


class KeySigner(signers.Signer):
    """Signs with an identity of the registry's own authority."""

    def __init__(self, identity: Identity, authority: Authority) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([_read(authority.issuing.certificate), _read(authority.root.certificate)])
        super().__init__(
            signing_cert=_read(identity.certificate),
            cert_registry=store,
            signature_mechanism=_SIGNATURE,
            embed_roots=False,
        )
        self.identity, self.issuing = identity, authority.issuing

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature over some bytes."""
        assert digest_algorithm == "sha256"
        return self._sign(data)

    async def async_sign(  # noqa: PLR0917  # as pyHanko has it
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
        use_pades: bool = False,
        timestamper: Any = None,
        signed_attr_settings: Any = None,
        is_pdf_sig: bool = True,
        encap_content_info: Any = None,
    ) -> cms.ContentInfo:
        """The container with the signature over a digest of the file."""
        is_plain = timestamper is None and encap_content_info is None
        if is_plain and use_pades and digest_algorithm == "sha256":
            return cms.ContentInfo.load(self._container(data_digest))
        return await super().async_sign(
            data_digest,
            digest_algorithm,
            dry_run,
            use_pades,
            timestamper,
            signed_attr_settings,
            is_pdf_sig,
            encap_content_info,
        )

    def _container(self, digest: bytes) -> bytes:
        attributes = self._attributes(digest)
        certificate = self.identity.certificate
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
            _der(_OCTETS, self._sign(_der(_SET, attributes))),
        )
        signed = _der(
            _SEQUENCE,
            _der(_INTEGER, b"\1"),
            _der(_SET, _DIGEST.dump()),
            _der(_SEQUENCE, _DATA),
            _der(_FIRST, *sorted([_encoded(certificate), _encoded(self.issuing.certificate)])),
            _der(_SET, info),
        )
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_FIRST, signed))

    def _sign(self, data: bytes) -> bytes:
        key = self.identity.key
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key.sign(data, ec.ECDSA(hashes.SHA256()))

    def _attributes(self, digest: bytes) -> bytes:
        """The signed attributes, in the order that DER requires of a set."""
        fingerprint = hashlib.sha256(_encoded(self.identity.certificate)).digest()
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


def _encoded(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


@lru_cache(maxsize=16)
def _read(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate in pyHanko's type; those of the authority are parsed once."""
    return asn1_x509.Certificate.load(_encoded(certificate))
