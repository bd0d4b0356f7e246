"""Checks a back-up without a running registry: every fingerprint, row, chain and key."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from registry.audit.rules.check import Checkpoint, first_break
from registry.backups.queries import copies, facts, secrets
from registry.backups.rules import (
    DATABASES,
    KEYS,
    MANIFEST,
    UNFINISHED,
    Chain,
    Copied,
    Damage,
    Kind,
    Manifest,
    Unreadable,
)
from registry.database.postgresql import programs
from registry.errors import RegistryError
from registry.files import references, storage
from registry.files.disk import fingerprint_of_file


class NoBackup(RegistryError):
    """The named folder is not a back-up; the text says why."""

    def __init__(self, kind: Kind, words: str) -> None:
        super().__init__(str(Damage(kind, words)))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest. Raises `NoBackup`."""
    if not folder.is_dir():
        raise NoBackup(Kind.NO_MANIFEST, f"{folder} is no folder.")
    if folder.name.endswith(UNFINISHED):
        raise NoBackup(Kind.UNFINISHED, f"{folder} was broken off, or is being taken.")
    try:
        return Manifest.of_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoBackup(
            Kind.NO_MANIFEST, f"{folder} has no {MANIFEST}: it is no back-up, or not a whole one."
        ) from error
    except OSError as error:
        raise NoBackup(Kind.BAD_MANIFEST, f"{error.filename}: {error.strerror}.") from error
    except (Unreadable, UnicodeDecodeError) as error:
        raise NoBackup(Kind.BAD_MANIFEST, str(error)) from error


def damage(folder: Path, manifest: Manifest, *, asks_secret: bool = True) -> list[Damage]:
    """Everything that is wrong with a back-up; empty when it is complete.

    `asks_secret` also checks whether the configured secret unlocks the keys.
    """
    return [
        *_files(folder, manifest),
        *_strange(folder, manifest),
        *_database(folder, manifest),
        *(secrets.damage(folder, manifest) if asks_secret else ()),
    ]


def _files(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    """Check each file against its fingerprint in the manifest."""
    for name, copied in manifest.files.items():
        path = folder / name
        try:
            size, found = path.stat().st_size, fingerprint_of_file(path)
        except OSError as error:
            kind = Kind.MISSING_KEY if name.startswith(f"{KEYS}/") else Kind.MISSING_FILE
            why = "it is not there" if isinstance(error, FileNotFoundError) else str(error.strerror)
            yield Damage(kind, f"{name}: {why}.")
            continue
        if (size, found) != (copied.size, copied.sha256):
            yield Damage(Kind.ALTERED_FILE, f"{name}: {_how(size, copied)}.")


def _how(size: int, copied: Copied) -> str:
    if size < copied.size:
        return f"it is cut short: {size} of {copied.size} bytes"
    return "its content is not what was copied"


def _strange(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    """Files that the manifest does not list: a back-up must contain nothing else."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_dir() and name not in manifest.files and name != MANIFEST:
            yield Damage(Kind.STRANGE_FILE, f"{name}.")


def _database(folder: Path, manifest: Manifest) -> list[Damage]:
    """Check the copy of the database: readable, with every event and every file its rows refer to."""
    if not (folder / DATABASES[manifest.database]).is_file():
        return []  # reported already
    try:
        with copies.opened(folder, manifest) as connection:
            return [*_chains(connection, manifest), *_named(connection, manifest)]
    except copies.Damaged as error:
        return [Damage(Kind.BAD_DATABASE, f"{DATABASES[manifest.database]}: {error}.")]
    except programs.ProgramMissing as error:
        return [Damage(Kind.NOT_EXAMINED, str(error))]


def _named(connection: sa.Connection, manifest: Manifest) -> Iterator[Damage]:
    """Files that rows refer to but that were already missing or damaged in the installation when the back-up
    was taken.
    """
    told = set()
    for reference in references.named_in(connection):
        copied = manifest.files.get(storage.place_of(reference.fingerprint))
        if reference.fingerprint in told or (copied and copied.sha256 == reference.fingerprint):
            continue
        told.add(reference.fingerprint)
        if copied:
            yield Damage(Kind.ALTERED_FILE, f"{reference}: it was damaged when the back-up was taken.")
        else:
            yield Damage(Kind.MISSING_FILE, f"{reference}: it was not there when the back-up was taken.")


def _chains(connection: sa.Connection, manifest: Manifest) -> Iterator[Damage]:
    """Recompute every chain and compare its head with the manifest."""
    chains = facts.facts_of(connection).chains
    for name in sorted({*chains, *manifest.facts.chains}):
        expected = manifest.facts.chains.get(name)
        if expected is None:
            yield Damage(Kind.OTHER_HEAD, f"{name}: the manifest knows no such chain of events.")
        else:
            yield from _chain(connection, name, expected, chains.get(name))


def _chain(connection: sa.Connection, name: str, expected: Chain, chain: Chain | None) -> Iterator[Damage]:
    if chain is None or chain.events < expected.events:
        yield Damage(Kind.MISSING_EVENTS, _missing(name, expected, chain.events if chain else 0))
    elif chain.head != expected.head or chain.events > expected.events:
        yield Damage(
            Kind.OTHER_HEAD,
            f"{name}: its head is {chain.head} at event {chain.events}; "
            f"the manifest has {expected.head} at event {expected.events}.",
        )
    if chain is None:
        return
    sealed = expected.sealed
    passed = [Checkpoint(sealed.events, sealed.head, sealed.day, sealed.record)] if sealed else []
    broken = first_break(
        *(name, lambda: facts.lines_of(connection, name)),
        head=chain.head,
        length=chain.events,
        checkpoints=[checkpoint for checkpoint in passed if checkpoint.events <= chain.events],
    )
    if broken:
        yield Damage(Kind.BROKEN_CHAIN, str(broken))


def _missing(name: str, expected: Chain, events: int) -> str:
    """Which events are missing, and which of them a sealed record proves."""
    words = f"{name}: events {events + 1} to {expected.events} are missing"
    sealed = expected.sealed
    if sealed is None:
        return f"{words}; no checkpoint was sealed."
    checkpoint = f"the last sealed checkpoint ({sealed.day}, record {sealed.record}, event {sealed.events})"
    if events >= sealed.events:
        return f"{words}, all after {checkpoint}."
    return f"{words}, those from before {checkpoint} too."
