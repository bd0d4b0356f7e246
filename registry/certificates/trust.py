"""The certificates that a record must come from: present ones, former ones, and all outside seals ever
used.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl, pem, x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from registry.certificates import used_seals
from registry.certificates.names import for_all_names

#: An outside seal's certificate need not allow non-repudiation; signing is enough.
SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True)
class OutsideSeal:
    """A seal certified by somebody else.

    It is judged by its own roots, which are trusted for this seal only.
    """

    seal: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    roots: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class Judging:
    """The validation context and the key usage by which a signature is judged."""

    context: ValidationContext
    #: The key usage that its certificate needs; pyHanko's default when None.
    usage: KeyUsageConstraints | None = None


@dataclass(frozen=True)
class Trust:
    """The certificates that a record must come from. Revocation is checked elsewhere."""

    root: x509.Certificate
    seal: x509.Certificate
    #: The lists of every issuer, including former ones.
    revocation_lists: tuple[crl.CertificateList, ...]
    #: Roots of the trusted time-stamp authorities.
    time_roots: tuple[x509.Certificate, ...] = ()
    former_roots: tuple[x509.Certificate, ...] = ()
    former_seals: tuple[x509.Certificate, ...] = ()
    #: The signers of the later lists of former issuers.
    list_signers: tuple[x509.Certificate, ...] = ()
    outside: tuple[OutsideSeal, ...] = ()

    @classmethod
    def read(cls, folder: Path, time_roots: Path | None = None) -> "Trust":
        """Read the public part of the authority in a folder, and the roots of time stamps from a PEM file."""
        return cls(
            time_roots=read_certificates(time_roots) if time_roots else (),
            root=read_certificates(folder / "root.pem")[0],
            seal=read_certificates(folder / "seal.pem")[0],
            revocation_lists=tuple(
                crl.CertificateList.load(path.read_bytes())
                for path in (folder / "root.crl", folder / "issuing.crl", *folder.glob("former/*/list.crl"))
            ),
            former_roots=_read_all(folder, "former/root-*/certificate.pem"),
            former_seals=_read_all(folder, "former/seal-*/certificate.pem"),
            list_signers=_read_all(folder, "former/*/lists.pem"),
            outside=tuple(map(_outside, used_seals.remembered(folder))),
        )

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """The present root and the former ones."""
        return self.root, *self.former_roots

    @property
    def seals(self) -> list[x509.Certificate]:
        """The present seal, the former ones, and all outside seals ever used."""
        return [self.seal, *self.former_seals, *(one.seal for one in self.outside)]

    def time_context(self, at: dt.datetime) -> ValidationContext:
        """Validation of time stamps, by their own roots alone."""
        return ValidationContext(trust_roots=list(self.time_roots), moment=at, allow_fetching=False)

    def judging(self, embedded: EmbeddedPdfSignature, at: dt.datetime) -> Judging:
        """What a signature is judged by: our own roots, or the roots of its outside seal.

        A signature by an outside seal is judged as of the time it names, since such certificates expire long
        before records do.
        """
        seal = self.outside_seal(embedded)
        if seal is None:
            return Judging(self.context(at))
        moment = min(embedded.self_reported_timestamp or at, at)
        context = ValidationContext(
            trust_roots=list(seal.roots),
            other_certs=list(seal.chain),
            moment=moment,
            best_signature_time=moment,
            allow_fetching=False,
        )
        return Judging(for_all_names(context), SIGNING)

    def outside_seal(self, embedded: EmbeddedPdfSignature) -> OutsideSeal | None:
        """The outside seal whose certificate a signature names, if it is one."""
        try:
            named = embedded.signer_cert.dump()
        except (ValueError, SigningError, SignatureValidationError):
            return None
        outside_seals = [outside_seal for outside_seal in self.outside if outside_seal.seal.dump() == named]
        return outside_seals[0] if outside_seals else None

    def context(self, at: dt.datetime) -> ValidationContext:
        """Validation against our roots alone, at a moment, without fetching anything."""
        context = ValidationContext(trust_roots=list(self.roots), moment=at, allow_fetching=False)
        return for_all_names(context)


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates in a PEM file. Raises `OSError` and `ValueError`."""
    return certificates_in(path.read_bytes())


def certificates_in(content: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates in PEM text. Raises `ValueError`."""
    unarmored = pem.unarmor(content, multiple=True)
    return tuple(x509.Certificate.load(block) for _kind, _headers, block in unarmored)


def _read_all(folder: Path, pattern: str) -> tuple[x509.Certificate, ...]:
    return tuple(
        certificate for path in sorted(folder.glob(pattern)) for certificate in read_certificates(path)
    )


def _outside(remembered: used_seals.Remembered) -> OutsideSeal:
    chain = certificates_in(remembered.chain.encode()) if remembered.chain else ()
    return OutsideSeal(
        certificates_in(remembered.seal.encode())[0], chain, certificates_in(remembered.roots.encode())
    )
