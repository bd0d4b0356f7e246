"""The secret that encrypts the keys: where it comes from, and whether the configured one unlocks them."""

import hmac
from contextlib import suppress
from pathlib import Path

from registry import settings
from registry.backups.rules import KEYS, OWN_SECRET, Damage, Kind, Manifest
from registry.certificates import key_store

KEYS_SECRET, SECRET_KEY = "REGISTRY_KEYS_SECRET", "REGISTRY_SECRET_KEY"  # names of settings


def setting_in_use() -> str:
    """The setting whose value encrypts the keys: the key secret, the secret key, or the instance's secret
    file.
    """
    key = settings.secret()
    if not hmac.compare_digest(settings.setting(KEYS_SECRET).encode(), key.encode()):
        return KEYS_SECRET
    own = ""
    with suppress(OSError):
        own = (settings.instance() / OWN_SECRET).read_text().strip()
    return OWN_SECRET if own and hmac.compare_digest(own.encode(), key.encode()) else SECRET_KEY


def words_for(setting: str) -> str:
    """A setting described in words."""
    if setting == OWN_SECRET:
        return f"the content of the file {OWN_SECRET} of the former instance folder, as {SECRET_KEY}"
    return f"{setting}, as it was"


def damage(folder: Path, manifest: Manifest) -> list[Damage]:
    """Keys of a back-up that the configured secret does not unlock; empty when all unlock."""
    phrase = key_store.passphrase(settings.setting(KEYS_SECRET), key_store.salt_of(folder / KEYS))
    closed = [name for name in manifest.keys if not _opens(folder / name, phrase)]
    if not closed:
        return []
    locked_by, now = manifest.locked_by, setting_in_use()
    if len(closed) < len(manifest.keys):
        return [Damage(Kind.MISSING_KEY, f"{name} cannot be opened, though others can.") for name in closed]
    if locked_by != now:
        words = f"the keys do not open without it: bring {words_for(locked_by)}. It is in no back-up."
        return [Damage(Kind.SECRET_MISSING, words)]
    words = f"{locked_by} is set, and does not open the keys: bring {words_for(locked_by)}."
    return [Damage(Kind.SECRET_WRONG, words)]


def _opens(path: Path, phrase: bytes) -> bool:
    """Whether a key unlocks; missing keys are reported elsewhere."""
    if not path.is_file():
        return True
    try:
        key_store.open_key(path, phrase)
    except key_store.KeysLocked:
        return False
    return True
