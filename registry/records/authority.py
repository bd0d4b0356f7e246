"""The certificate authority of this installation."""

import datetime as dt
from pathlib import Path

from flask import current_app

from registry.records.keys import Authority, load_authority


def keys_folder() -> Path:
    """Where its keys, certificates and revocation lists are kept."""
    return Path(current_app.config["REGISTRY_INSTANCE"]) / "keys"


def own_authority(*, now: dt.datetime) -> Authority:
    """The authority, made at its first use, its revocation lists fresh; anyone may have its public part."""
    return load_authority(
        keys_folder(),
        secret=str(current_app.secret_key),
        now=now,
        lists_at=f"{current_app.config['REGISTRY_PUBLIC_ADDRESS']}/verify",
    )
