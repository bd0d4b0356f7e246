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
    """Where its keys, certificates and revocation lists are kept."""
    return own_place().keys


def own_vault() -> Vault:
    """The folder of its keys with what opens it."""
    place = own_place()
    return Vault(place.keys, place.secret, place.lists_at)


def own_place() -> Place:
    """Where keys and bodies of this installation are kept, and with what it seals, as plain data."""
    return Place(
        instance=settings.instance(),
        secret=settings.setting("REGISTRY_KEYS_SECRET"),
        lists_at=f"{settings.public_address()}/verify",
        outside=outside_source(),
    )


def own_authority(*, now: dt.datetime) -> Authority:
    """The authority, made at its first use, its revocation lists fresh; anyone may have its public part.

    Its seal is its own. Raises `KeysLocked`.
    """
    return own_place().authority(now=now)


def sealing_authority(*, now: dt.datetime) -> Authority:
    """The authority with the seal that is in use. Raises `SealUnfit` where it is not to be used."""
    return own_place().sealing_authority(now=now)


def outside_source() -> outside_seals.Source | None:
    """Where the outside seal comes from, where one is set."""
    said = settings.setting("REGISTRY_SEAL")
    return outside_seals.Source(said.path, said.password, said.roots) if said else None


@dataclass(frozen=True)
class SealFacts:
    """What is known of a seal that is not the one in use."""

    serial: str
    #: When another took its place; None of one that others certified.
    replaced_at: dt.datetime | None = None
    #: Whose it is and who certified it, where that is not this registry.
    holder: str = ""
    certified_by: str = ""


def seal_facts(serial: str) -> SealFacts | None:
    """What there is to say of a seal that is not the registry's own one in use; None of any other serial."""
    outside = outside_seals.find(keys_folder(), serial)
    if outside is not None:
        holder, issuer = outside_seals.name_in(outside.subject), outside_seals.name_in(outside.issuer)
        return SealFacts(serial, holder=holder, certified_by=issuer)
    for certificate, replaced_at in former_seals(keys_folder()):
        if serial_of(certificate) == serial:
            return SealFacts(serial, replaced_at=replaced_at)
    return None


def aimed_at() -> Level:
    """What the signatures of a new record are to reach: B-B where no time-stamp authority is set."""
    settings = time_stamp_settings()
    return Level(settings.level) if settings else Level.B_B


def time_stamp_roots() -> Path | None:
    """The PEM file of the roots that time stamps are trusted by, where an authority is set."""
    settings = time_stamp_settings()
    return settings.roots if settings else None


def time_stamp_settings() -> Any:
    return settings.setting("REGISTRY_TIME_STAMPS")
