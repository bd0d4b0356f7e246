"""The content of a back-up's manifest, and the kinds of damage."""

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_

#: Raised when an older registry cannot read what a newer one writes.
FORMAT = 1
MANIFEST = "manifest.json"
#: The suffix of a back-up's folder until the back-up is complete.
UNFINISHED = ".unfinished"
#: The folders of an installation that are included, and the names of the database's copy.
FILES, KEYS = "files", "keys"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = {SQLITE: "database.sqlite", POSTGRESQL: "database.dump"}
#: Files of an instance folder that are created again by themselves: never included, and no obstacle to a
#: restore.
PASSING = ("queue.db", "queue.db-wal", "queue.db-shm", "checks", "cache")
#: The secret that a demo or development instance creates for itself; never included.
OWN_SECRET = "secret_key"  # noqa: S105  # the name of a file


class Unreadable(Exception):
    """The manifest cannot be read; the text is a sentence."""


@dataclass(frozen=True)
class Copied:
    """A copied file in a back-up."""

    size: int  #: bytes
    sha256: str


@dataclass(frozen=True)
class Sealed:
    """The last checkpoint of a chain that has a sealed record."""

    events: int
    head: str
    day: str
    #: Code of the record.
    record: str


@dataclass(frozen=True)
class Chain:
    """The end of a chain of events."""

    events: int
    head: str
    sealed: Sealed | None = None


@dataclass(frozen=True)
class NewestEvent:
    """The last event before the copy of the database."""

    chain: str
    seq: int
    at: str


@dataclass(frozen=True)
class Facts:
    """Facts of a database."""

    #: The last migration of its tables.
    revision: str
    chains: Mapping[str, Chain]
    newest: NewestEvent | None


@dataclass(frozen=True)
class Manifest:
    """The complete content of a back-up."""

    began_at: dt.datetime
    made_at: dt.datetime
    #: sqlite or postgresql, and the version of the server or library.
    database: str
    database_version: str
    facts: Facts
    #: The setting whose secret encrypts the keys; empty while there are no keys.
    locked_by: str
    #: Settings that name files which the back-up does not include.
    settings: tuple[str, ...] = ()
    files: Mapping[str, Copied] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """The names of the encrypted private keys."""
        return [name for name in self.files if name.startswith(f"{KEYS}/") and name.endswith(".key")]

    def to_json(self) -> str:
        """JSON text with a digest over itself at its end."""
        values = asdict(self) | {"format": FORMAT, "keys": self.keys}
        values |= {"began_at": self.began_at.isoformat(), "made_at": self.made_at.isoformat()}
        return json.dumps(values | {"digest": _digest_of(values)}, indent=1)

    @classmethod
    def of_json(cls, text: str) -> "Manifest":
        """Read what `to_json` wrote. Raises `Unreadable`."""
        try:
            values = json.loads(text)
            digest, form = values.pop("digest"), values.pop("format")
            is_intact = _digest_of(values | {"format": form}) == digest
            if form == FORMAT and is_intact:
                return _manifest_of(values)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable("The manifest cannot be read: it is cut short or damaged.") from error
        if not is_intact:
            raise Unreadable("The manifest was altered: it is not what was written.")
        raise Unreadable(f"The manifest has format {form}; this registry reads {FORMAT}.")


def _digest_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _manifest_of(values: dict[str, Any]) -> Manifest:
    facts, newest = values["facts"], values["facts"]["newest"]
    return Manifest(
        began_at=dt.datetime.fromisoformat(values["began_at"]),
        made_at=dt.datetime.fromisoformat(values["made_at"]),
        database=values["database"],
        database_version=values["database_version"],
        facts=Facts(
            facts["revision"],
            {name: _chain_of(chain) for name, chain in facts["chains"].items()},
            NewestEvent(**newest) if newest else None,
        ),
        locked_by=values["locked_by"],
        settings=tuple(values["settings"]),
        files={name: Copied(**file) for name, file in values["files"].items()},
    )


def _chain_of(values: Mapping[str, Any]) -> Chain:
    sealed = values["sealed"]
    return Chain(values["events"], values["head"], Sealed(**sealed) if sealed else None)


class Kind(enum.StrEnum):
    """Kinds of damage."""

    UNFINISHED = "unfinished back-up"
    NO_MANIFEST = "missing manifest"
    BAD_MANIFEST = "damaged manifest"
    MISSING_FILE = "missing file"
    ALTERED_FILE = "altered file"
    STRANGE_FILE = "file that does not belong to it"
    BAD_DATABASE = "damaged database"
    MISSING_EVENTS = "missing events"
    OTHER_HEAD = "another head"
    BROKEN_CHAIN = "broken chain"
    MISSING_KEY = "missing key"
    SECRET_MISSING = "secret missing"  # noqa: S105
    SECRET_WRONG = "secret wrong"  # noqa: S105
    NOT_EXAMINED = "not examined"


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong with a back-up, in words."""

    kind: Kind
    words: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


class BackupEvent(Tag, group=Group.TEAM):
    """Events of the installation as a whole."""

    RESTORED = "backup:restored", N_("%(who)s restored the registry from a back-up.")
