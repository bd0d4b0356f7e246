"""Revoked certificates, stored beside the keys; revocation lists are made from them."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from registry.certificates import key_store
from registry.errors import N_
from registry.labels import Labelled

FILE = "revoked.json"


class Reason(Labelled):
    """The reason of a revocation (RFC 5280, 5.3.1), limited to those that fit a seal or a signatory."""

    UNSPECIFIED = "unspecified", N_("no reason is given")
    KEY_COMPROMISE = "keyCompromise", N_("others may have used its key")
    AFFILIATION_CHANGED = "affiliationChanged", N_("its holder no longer belongs to the organization")
    SUPERSEDED = "superseded", N_("another certificate took its place")
    CESSATION_OF_OPERATION = "cessationOfOperation", N_("it is no longer needed")
    PRIVILEGE_WITHDRAWN = "privilegeWithdrawn", N_("its holder was not entitled to what it says")


@dataclass(frozen=True)
class Revocation:
    """A certificate that is not valid from a moment on."""

    #: In hex.
    serial: str
    #: Name of its issuer's revocation list; empty for a certificate issued by others.
    issuer: str
    reason: Reason
    #: Seals and signatures made from then on do not count.
    since: dt.datetime
    noted_at: dt.datetime

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        moments = {"since": self.since.isoformat(), "noted_at": self.noted_at.isoformat()}
        return asdict(self) | {"reason": self.reason.value} | moments

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Revocation":
        """Read what `to_dict` wrote."""
        since, noted_at = (dt.datetime.fromisoformat(values[name]) for name in ("since", "noted_at"))
        return cls(values["serial"], values["issuer"], Reason(values["reason"]), since, noted_at)

    def entry(self) -> x509.RevokedCertificate:
        """The entry in a revocation list.

        Its date is the day from which the certificate is invalid, not the day on which that was noted:
        programs compare with that date alone, and few read the extension meant for it (RFC 5280, 5.3.2).
        """
        builder = (
            x509.RevokedCertificateBuilder()
            .serial_number(int(self.serial, 16))
            .revocation_date(self.since)
            .add_extension(
                x509.InvalidityDate(self.since.replace(tzinfo=None, microsecond=0)), critical=False
            )
        )
        if self.reason is not Reason.UNSPECIFIED:  # RFC 5280: better absent than "unspecified"
            builder = builder.add_extension(
                x509.CRLReason(x509.ReasonFlags(self.reason.value)), critical=False
            )
        return builder.build()


def read(folder: Path) -> dict[str, Revocation]:
    """All revocations, by serial number."""
    try:
        values = json.loads((folder / FILE).read_text())
    except FileNotFoundError:
        return {}
    return {value["serial"]: Revocation.of(value) for value in values}


def note(folder: Path, revocation: Revocation) -> None:
    """Store one more revocation. Call inside `key_store.alone`."""
    noted = read(folder) | {revocation.serial: revocation}
    text = json.dumps([one.to_dict() for one in noted.values()], indent=1)
    key_store.write(folder / FILE, text.encode())


def entries(noted: Mapping[str, Revocation], issuer: str) -> Sequence[x509.RevokedCertificate]:
    """The entries in the revocation list of one issuer."""
    return [revocation.entry() for revocation in noted.values() if revocation.issuer == issuer]


def among(noted: Mapping[str, Revocation], serials: Iterable[str]) -> list[Revocation]:
    """The revocations of some certificates."""
    return [noted[serial] for serial in serials if serial in noted]
