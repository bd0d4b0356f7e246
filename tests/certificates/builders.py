"""Keys that are revoked, and rotations that crash."""

import io
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from registry.certificates.revocations import Reason
from registry.database.transactions import unit_of_work
from registry.files import storage
from registry.records.services import keys
from registry.verification.queries import verdicts
from tests.conftest import STOPPED_AT
from tests.records.builders import keep


class Crash(Exception):
    """The machine stops."""


def crashing(monkeypatch, name: str, at: int) -> None:
    """Let a function of the vault's file work stop the machine at its so many-th call."""
    calls = iter(range(1, at + 1))
    real = getattr(Path, name)

    def method(self, *arguments):
        if next(calls, at) == at:
            raise Crash
        return real(self, *arguments)

    monkeypatch.setattr(Path, name, method)


def revoke(serial, *, since=None, reason=Reason.KEY_COMPROMISE):
    """Revoke a certificate."""
    with unit_of_work():
        return keys.revoke_certificate(serial, reason=reason, since=since, now=STOPPED_AT)


def keep_with_serials(content, team, code):
    """A file noted as a record, its serial numbers those of its certificates."""
    storage.store_file(content)
    kept = keep(content, team, facts={}, code=code)
    kept.serials = serials_in(content)
    return kept


def serials_in(content):
    """The serial numbers of seal and signature."""
    found = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    return [f"{one.signer_cert.serial_number:x}" for one in found]


def rotate(part):
    """Replace a part of the authority."""
    with unit_of_work():
        return dict(keys.rotate_keys(part, now=STOPPED_AT))


def verdict_on(data):
    """The verdict now."""
    return verdicts.verify(data, now=STOPPED_AT)


def said(verdict):
    """All its sentences."""
    return " ".join(map(str, verdict.findings))
