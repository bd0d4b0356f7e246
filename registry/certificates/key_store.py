"""The folder of keys: private keys encrypted, files written atomically, changes of several files all or
nothing.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from registry.certificates.x509 import PrivateKey
from registry.errors import N_, RegistryError
from registry.files.disk import sync_folder, write_synced
from registry.security.encryption import key_of

#: scrypt (RFC 7914): 32 MiB and about a fifth of a second for each guess at the secret. OpenSSL's PKCS#8 uses
#: 2,048 rounds of PBKDF2, which do not protect a secret that a person made up.
SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}
SALT = "salt"
_PURPOSE = "authority keys"
#: Written last: its content changes with every change of the keys.
COMPLETE = "complete"
LOCK = "lock"
#: The folder of new files that are not in place yet; once it exists, the switch is always completed.
SWITCHING = "switching"


class KeysLocked(RegistryError):
    """The secret does not unlock the keys."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """A lock among all processes; not reentrant."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stamp_of(folder: Path) -> bytes | None:
    """A value that changes with every change of the keys; None when they are missing or being changed."""
    if (folder / SWITCHING).exists():
        return None
    try:
        return (folder / COMPLETE).read_bytes()
    except FileNotFoundError:
        return None


def new_salt() -> bytes:
    """A random salt: the same secret gives different passphrases in different folders."""
    return secrets.token_bytes(16)


def passphrase(secret: str, salt: bytes) -> bytes:
    """The passphrase of the private keys: slow to compute, in case the secret can be guessed."""
    if not salt:  # a folder from before salts were used
        return key_of(_PURPOSE, secret=secret).hex().encode()
    return _stretched(secret, salt)


@lru_cache(maxsize=8)
def _stretched(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(key_of(_PURPOSE, secret=secret), salt=salt, dklen=32, **SCRYPT).hex().encode()


def salt_of(folder: Path) -> bytes:
    """The salt of a folder's passphrase."""
    try:
        return (folder / SALT).read_bytes()
    except FileNotFoundError:
        return b""


def lock_key(key: PrivateKey, phrase: bytes) -> bytes:
    """A private key as PKCS#8, encrypted with AES-256."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(phrase),
    )


def open_key(path: Path, phrase: bytes) -> PrivateKey:
    """Read and decrypt a private key. Raises `KeysLocked`."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), phrase)
    except ValueError as error:
        raise KeysLocked(
            N_(
                "The keys in %(folder)s do not open with this secret. Set REGISTRY_KEYS_SECRET (or, without "
                "it, REGISTRY_SECRET_KEY) to the one that locked them, or lock them anew with the command "
                "“registry rekey”."
            ),
            folder=str(path.parent),
        ) from error
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return key


def write(path: Path, data: bytes) -> None:
    """Write a file completely or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    write_synced(temporary, data, replaces=True)
    temporary.replace(path)
    sync_folder(path.parent)


def switch(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace files, given by their paths in the folder: all or none.

    Call inside `alone`. The new files are written to a folder beside it, which is then renamed in one step;
    from then on, the next process that opens the keys completes the switch.
    """
    prepared = folder / ".preparing"
    shutil.rmtree(prepared, ignore_errors=True)
    for name, data in files.items():
        (prepared / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_synced(prepared / name, data, replaces=True)
    write_synced(prepared / COMPLETE, secrets.token_hex(8).encode(), replaces=True)
    for place in [prepared, *(path for path in prepared.rglob("*") if path.is_dir())]:
        sync_folder(place)
    prepared.rename(folder / SWITCHING)
    sync_folder(folder)
    finish_switch(folder)


def finish_switch(folder: Path) -> None:
    """Complete a switch that was prepared. Call inside `alone`; safe to repeat."""
    prepared = folder / SWITCHING
    if not prepared.exists():
        return
    names = [path.relative_to(prepared) for path in prepared.rglob("*") if path.is_file()]
    for name in sorted(names, key=_place_in_order):
        (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if name.suffix == ".key":
            _overwrite(folder / name)
        (prepared / name).replace(folder / name)
        sync_folder((folder / name).parent)
    shutil.rmtree(prepared)


def files_in(folder: Path) -> list[Path]:
    """The files that make up the folder, by relative path. Call inside `alone`, with no switch pending."""
    places = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        path for path in places if path.name != LOCK and not any(part.startswith(".") for part in path.parts)
    ]


def _place_in_order(name: Path) -> tuple[bool, bool, str]:
    """Sort key for copying: former keys first, so that none is missed; the file that marks completion
    last.
    """
    return name.name == COMPLETE, "former" not in name.parts, str(name)


def _overwrite(path: Path) -> None:
    """Overwrite a private key on disk, as far as the disk allows."""
    if path.exists():
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
