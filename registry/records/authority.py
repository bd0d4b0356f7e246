"""The certificate authority of this installation."""

import datetime as dt
from pathlib import Path

from flask import current_app

from registry.records.binding import Place
from registry.records.keys import Authority


def keys_folder() -> Path:
    """Where its keys, certificates and revocation lists are kept."""
    return Path(current_app.config["REGISTRY_INSTANCE"]) / "keys"


def own_place() -> Place:
    """Where keys and bodies of this installation are kept, as plain data."""
    return Place(
        instance=Path(current_app.config["REGISTRY_INSTANCE"]),
        secret=str(current_app.secret_key),
        lists_at=f"{current_app.config['REGISTRY_PUBLIC_ADDRESS']}/verify",
    )


def own_authority(*, now: dt.datetime) -> Authority:
    """The authority, made at its first use, its revocation lists fresh; anyone may have its public part."""
    return own_place().authority(now=now)
