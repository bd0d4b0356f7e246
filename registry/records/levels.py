"""The PAdES level that this installation aims at, and bringing its files there."""

import datetime as dt
from pathlib import Path
from typing import Any

from asn1crypto import crl
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import current_app

from registry.records.augmenting import (
    Augmented,
    Backing,
    TimeStampAuthority,
    augment,
)
from registry.records.examining import read_certificates
from registry.records.keys import Authority
from registry.records.rules import Level

#: After an authority did not answer, it is left in peace so long, and records are made without it.
REST = dt.timedelta(minutes=1)

#: Until when each authority, by its address, is left in peace.
_resting: dict[str, dt.datetime] = {}


def aimed_at() -> Level:
    """What the signatures of a new record are to reach: B-B where no time-stamp authority is set."""
    settings = _settings()
    return Level(settings.level) if settings else Level.B_B


def time_stamp_roots() -> Path | None:
    """The PEM file of the roots that time stamps are trusted by, where an authority is set."""
    settings = _settings()
    return settings.roots if settings else None


def raise_level(
    content: bytes, level: Level, *, aim: Level, authority: Authority, now: dt.datetime
) -> Augmented:
    """Bring a file as near to the level aimed at as the time-stamp authority lets it come."""
    settings = _settings()
    if level is aim:
        return Augmented(content, level)
    if settings is None:
        return Augmented(content, level, "no time-stamp authority is set any more")
    if is_resting(now):
        return Augmented(content, level, "the time-stamp authority did not answer a moment ago")
    raised = augment(content, level, aim=aim, backing=_backing(settings, authority))
    if raised.problem:
        current_app.logger.warning("level %s not reached: %s", aim.value, raised.problem)
        _resting[settings.url] = now + REST
    return raised


def is_resting(now: dt.datetime) -> bool:
    """Whether the time-stamp authority is left in peace for a moment, since it did not answer."""
    settings = _settings()
    return settings is not None and _resting.get(settings.url, now) > now


def forget_silence() -> None:
    """Ask at once again, whoever did not answer."""
    _resting.clear()


def _backing(settings: Any, authority: Authority) -> Backing:
    root = authority.root.certificate.public_bytes(Encoding.DER)
    return Backing(
        root=asn1_x509.Certificate.load(root),
        revocation_lists=tuple(
            crl.CertificateList.load(one.public_bytes(Encoding.DER)) for one in authority.revocation_lists
        ),
        authority=TimeStampAuthority(settings.url, read_certificates(settings.roots)),
    )


def _settings() -> Any:
    return current_app.config["REGISTRY_TIME_STAMPS"]
