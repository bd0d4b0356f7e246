"""The certificate authority of this installation."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry import settings
from registry.certificates import outside_seals
from registry.certificates.authority import Authority, former_seals
from registry.certificates.rotation import Vault
from registry.certificates.x509 import serial_of
from registry.pdf.assembly import Place
from registry.pdf.values import Level


def keys_folder() -> Path:
    """The folder of keys, certificates and revocation lists."""
    return own_place().keys


def own_vault() -> Vault:
    """The folder of keys and the secret that unlocks them."""
    place = own_place()
    return Vault(place.keys, place.secret, place.lists_at)


def own_place() -> Place:
    """The folders of keys and cached bodies, and the configured seal, as plain data."""
    return Place(
        instance=settings.instance(),
        secret=settings.setting("REGISTRY_KEYS_SECRET"),
        lists_at=f"{settings.public_address()}/verify",
        outside=outside_source(),
    )


def own_authority(*, now: dt.datetime) -> Authority:
    """The authority with its own seal, created at first use, with valid revocation lists.

    Its public part is for anyone. Raises `KeysLocked`.
    """
    return own_place().authority(now=now)


def sealing_authority(*, now: dt.datetime) -> Authority:
    """The authority with the seal in use. Raises `SealUnfit` when that seal must not be used."""
    return own_place().sealing_authority(now=now)


def outside_source() -> outside_seals.Source | None:
    """The configured outside seal, if any."""
    source = settings.setting("REGISTRY_SEAL")
    return outside_seals.Source(source.path, source.password, source.roots) if source else None


@dataclass(frozen=True)
class SealFacts:
    """Facts about a seal other than the one in use."""

    serial: str
    #: When another seal replaced it; None for a seal certified by others.
    replaced_at: dt.datetime | None = None
    #: The holder and the issuer of a seal that this registry did not certify.
    holder: str = ""
    certified_by: str = ""


def seal_facts(serial: str) -> SealFacts | None:
    """Facts about a seal other than the registry's own present one; None for any other serial number."""
    outside = outside_seals.find(keys_folder(), serial)
    if outside is not None:
        holder, issuer = outside_seals.name_in(outside.subject), outside_seals.name_in(outside.issuer)
        return SealFacts(serial, holder=holder, certified_by=issuer)
    for certificate, replaced_at in former_seals(keys_folder()):
        if serial_of(certificate) == serial:
            return SealFacts(serial, replaced_at=replaced_at)
    return None


def aimed_at() -> Level:
    """The level aimed at for new records: B-B when no time-stamp authority is configured."""
    settings = time_stamp_settings()
    return Level(settings.level) if settings else Level.B_B


def time_stamp_roots() -> Path | None:
    """The PEM file of trusted time-stamp roots, when an authority is configured."""
    settings = time_stamp_settings()
    return settings.roots if settings else None


def time_stamp_settings() -> Any:
    return settings.setting("REGISTRY_TIME_STAMPS")
