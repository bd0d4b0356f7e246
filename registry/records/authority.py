"""The certificate authority of this installation."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from flask import current_app

from registry.errors import N_, RegistryError
from registry.records import outside_seals, revocations
from registry.records.keys import Authority, load_authority
from registry.records.rotation import Vault


class SealUnfit(RegistryError):
    """Nothing is to be sealed with the seal that is set."""


def keys_folder() -> Path:
    """Where its keys, certificates and revocation lists are kept."""
    return Path(current_app.config["REGISTRY_INSTANCE"]) / "keys"


def own_vault() -> Vault:
    """The folder of its keys with what opens it."""
    address = current_app.config["REGISTRY_PUBLIC_ADDRESS"]
    return Vault(keys_folder(), current_app.config["REGISTRY_KEYS_SECRET"], f"{address}/verify")


def own_authority(*, now: dt.datetime) -> Authority:
    """The authority, made at its first use, its revocation lists fresh; anyone may have its public part.

    Its seal is its own. Raises `KeysLocked`.
    """
    vault = own_vault()
    return load_authority(vault.folder, secret=vault.secret, now=now, lists_at=vault.lists_at)


def sealing_authority(*, now: dt.datetime) -> Authority:
    """The authority with the seal that is in use: the outside one where that is set.

    Raises `SealUnfit` where that seal was revoked or has expired.
    """
    authority = own_authority(now=now)
    source = outside_source()
    if source is not None:
        authority = replace(authority, seal=outside_seals.open_seal(source))
        outside_seals.remember(keys_folder(), authority.seal, source.roots, now=now)
    if authority.seal.serial in revocations.read(keys_folder()):
        raise SealUnfit(N_("The seal’s certificate was revoked: nothing is sealed until another is set."))
    if authority.seal.certificate.not_valid_after_utc <= now:
        raise SealUnfit(N_("The seal’s certificate has expired: nothing is sealed until another is set."))
    return authority


def outside_source() -> outside_seals.Source | None:
    """Where the outside seal comes from, where one is set."""
    said = current_app.config["REGISTRY_SEAL"]
    return outside_seals.Source(said.path, said.password, said.roots) if said else None
