"""Takes a back-up while the registry runs; its folder gets its name only when it is complete."""

import datetime as dt
import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from registry import clock, settings
from registry.backups.queries import copies, secrets
from registry.backups.rules import DATABASES, FILES, KEYS, MANIFEST, UNFINISHED, Copied, Manifest
from registry.certificates import key_store
from registry.errors import RegistryError
from registry.files import storage
from registry.files.disk import copy_synced, fingerprint_of_file, sync_folder, write_synced
from registry.files.references import Named
from registry.records.queries.authority import keys_folder

#: Settings that name files outside the instance folder, with their names in Flask's configuration.
ELSEWHERE = {
    "REGISTRY_SEAL": "REGISTRY_SEAL_PKCS12 and _ROOTS",
    "REGISTRY_TIME_STAMPS": "REGISTRY_TIMESTAMP_ROOTS",
    "REGISTRY_SIGN_ON": "REGISTRY_SIGN_ON",
    "REGISTRY_BREACHED_PASSWORDS": "REGISTRY_BREACHED_PASSWORDS",
}


class CannotBackUp(RegistryError):
    """No back-up was taken; the text says why."""


@dataclass(frozen=True)
class Taken:
    """A complete back-up."""

    manifest: Manifest
    #: Files that rows refer to and that the installation itself has lost or damaged.
    lost: list[Named]


def take(target: Path, *, now: dt.datetime) -> Taken:
    """Copy database, files and keys to a new folder, or leave nothing behind.

    Raises `CannotBackUp`. The folder gets its name when everything is on disk. Files are copied before the
    database, and newer files again after it; so every file that a row refers to is included, even if
    retention deletes files meanwhile.
    """
    target = target.resolve()
    unfinished = target.with_name(target.name + UNFINISHED)
    _require_new(target, unfinished)
    try:
        taken = _take(unfinished, now)
        unfinished.rename(target)
        sync_folder(target.parent)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, OSError | sqlite3.Error | sa.exc.DBAPIError):
            raise CannotBackUp(f"No back-up was taken: {_words(error)}.") from error
        raise
    return taken


def _require_new(target: Path, unfinished: Path) -> None:
    if target.exists():
        raise CannotBackUp(f"{target} is there already: a back-up needs a folder that is not.")
    try:
        unfinished.mkdir(mode=0o700)
    except FileExistsError as error:
        raise CannotBackUp(
            f"{unfinished} is there: another back-up to this place is being taken, or was broken off. "
            "Remove it where it was."
        ) from error
    except OSError as error:
        raise CannotBackUp(f"{unfinished} cannot be made: {error.strerror}.") from error


def _take(folder: Path, now: dt.datetime) -> Taken:
    files = _copy_files(folder, {})
    database = copies.copy_to(folder)
    files = _copy_files(folder, files)
    named = {reference.fingerprint: reference for reference in reversed(database.named)}
    _drop_others(folder, files, named)
    lost = [one for name, one in named.items() if name not in files or files[name].sha256 != one.fingerprint]
    keys = dict(_copy_keys(folder))
    manifest = Manifest(
        began_at=now,
        made_at=clock.now(),
        database=database.kind,
        database_version=database.version,
        facts=database.facts,
        locked_by=secrets.setting_in_use() if keys else "",
        settings=tuple(words for name, words in ELSEWHERE.items() if settings.setting(name)),
        files={
            DATABASES[database.kind]: _copied(folder / DATABASES[database.kind]),
            **{storage.place_of(name): copied for name, copied in sorted(files.items())},
            **keys,
        },
    )
    _finish(folder, manifest)
    return Taken(manifest, lost)


def _copy_files(folder: Path, known: dict[str, Copied]) -> dict[str, Copied]:
    """Copy the installation's files, by name, except those already copied."""
    copied = dict(known)
    instance = settings.instance()
    for path in (instance / FILES).glob("*/*"):
        if path.name.startswith(".") or path.name in copied or not path.is_file():
            continue
        target = folder / storage.place_of(path.name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            copied[path.name] = Copied(*copy_synced(path, target))
        except FileNotFoundError:  # deleted by retention meanwhile
            target.unlink(missing_ok=True)
    return copied


def _drop_others(folder: Path, files: dict[str, Copied], named: dict[str, Named]) -> None:
    """Remove copied files that no row refers to: what was deleted must not come back."""
    for name in [one for one in files if one not in named]:
        del files[name]
        (folder / storage.place_of(name)).unlink()


def _copy_keys(folder: Path) -> Iterator[tuple[str, Copied]]:
    """Copy the folder of keys while nobody changes it; nothing when it does not exist yet.

    It is copied last: newer keys include the certificates of older ones, not the other way round.
    """
    source = keys_folder()
    if not (source / key_store.COMPLETE).exists() and not (source / key_store.SWITCHING).exists():
        return
    with key_store.alone(source):
        key_store.finish_switch(source)
        for place in key_store.files_in(source):
            name = f"{KEYS}/{place.as_posix()}"
            (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            yield name, Copied(*copy_synced(source / place, folder / name))


def _copied(path: Path) -> Copied:
    return Copied(path.stat().st_size, fingerprint_of_file(path))


def _finish(folder: Path, manifest: Manifest) -> None:
    """Sync everything to disk, and then the manifest."""
    with (folder / DATABASES[manifest.database]).open("rb") as database:
        os.fsync(database.fileno())
    write_synced(folder / MANIFEST, manifest.to_json().encode())
    for place in [*(path for path in folder.rglob("*") if path.is_dir()), folder]:
        sync_folder(place)


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}"
    return f"the database cannot be copied: {getattr(error, 'orig', error)}"
