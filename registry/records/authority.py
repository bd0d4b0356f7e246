"""The certificate authority of this installation."""

import datetime as dt
from pathlib import Path

from flask import current_app

from registry.records import outside_seals
from registry.records.binding import Place
from registry.records.keys import Authority
from registry.records.rotation import Vault


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
        instance=Path(current_app.config["REGISTRY_INSTANCE"]),
        secret=current_app.config["REGISTRY_KEYS_SECRET"],
        lists_at=f"{current_app.config['REGISTRY_PUBLIC_ADDRESS']}/verify",
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
    said = current_app.config["REGISTRY_SEAL"]
    return outside_seals.Source(said.path, said.password, said.roots) if said else None
