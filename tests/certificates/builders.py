"""Keys that are revoked, and rotations that crash."""

from pathlib import Path

from registry.certificates.revocations import Reason
from registry.database.transactions import unit_of_work
from registry.records.services import keys
from registry.verification.queries import verdicts
from tests.conftest import STOPPED_AT


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


def verdict_on(data):
    """The verdict now."""
    return verdicts.verify(data, now=STOPPED_AT)


def said(verdict):
    """All its sentences."""
    return " ".join(map(str, verdict.findings))
