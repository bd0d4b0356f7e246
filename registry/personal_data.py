"""Personal data: each column declares whose data it holds, and each feature why and how long it is stored.

The privacy page, the export of a person's data and the retention run are all built from these declarations
(`info` of the columns, `personal_data` modules of the features), so they cannot contradict each other.
"""

import datetime as dt
import enum
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from registry.errors import N_
from registry.labels import Labelled


class Period(Labelled):
    """A retention period whose length the team chooses. The value is stored and never renamed."""

    MESSAGES = "messages", N_("Names and addresses of messages that were sent or given up")
    LISTS = "lists", N_("Uploaded lists of partners that nobody confirmed")
    APPLICATIONS = "applications", N_("Contacts and documents of applications that led nowhere")
    CONTACTS = "contacts", N_("Addresses of signatories who no longer sign")
    ACCOUNTS = "accounts", ""  #: for the whole installation; cannot be changed


@dataclass(frozen=True)
class Bounds:
    """Bounds of a retention period in days: the default, the shortest and the longest choice."""

    usual: int
    least: int
    most: int


BOUNDS: dict[Period, Bounds] = {
    Period.MESSAGES: Bounds(365, 30, 1825),
    Period.LISTS: Bounds(30, 7, 365),
    Period.APPLICATIONS: Bounds(730, 365, 3650),
    Period.CONTACTS: Bounds(365, 90, 3650),
    Period.ACCOUNTS: Bounds(730, 730, 730),
}


class Part(enum.Enum):
    """Which part of a person's data a column contains."""

    #: Identifies the person: a name, an address, an account, a signatory, `user:3`.
    WHOSE = enum.auto()
    #: Other data of the person, their texts, or other people who are mentioned.
    OTHERS = enum.auto()
    #: Never given out, not even to the person: digests of passwords, and keys.
    SECRET = enum.auto()
    #: No personal data, although a column of this type could contain some.
    NONE = enum.auto()


WHOSE, OTHERS, SECRET, NONE = Part

#: The key of the part in a column's `info`.
_PART = "personal"


def personal(part: Part) -> dict[str, Part]:
    """Declare which part of a person's data a column contains: `mapped_column(sa.String(200),
    info=personal(WHOSE))`.
    """
    return {_PART: part}


def part_of(column: Any) -> Part | None:
    """The declared part of a table's column; None when nothing is declared."""
    return column.info.get(_PART)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Held:
    """The columns of one table that contain personal data."""

    table: str
    whose: tuple[str, ...]
    #: All other columns, including secret ones.
    others: tuple[str, ...]
    secret: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all these columns."""
        return (*self.whose, *self.others)


def held_in(model: Any) -> Held:
    """The personal data that the columns of a model declare."""

    def columns(*parts: Part) -> tuple[str, ...]:
        return tuple(column.name for column in model.__table__.columns if part_of(column) in parts)

    return Held(model.__table__.name, columns(WHOSE), columns(OTHERS, SECRET), columns(SECRET))


@dataclass(frozen=True)
class Kept:
    """One kind of personal data, described for the privacy page; its texts are marked for the catalogue."""

    key: str
    title: str
    what: str
    why: str
    #: May contain %(days)s, the days of its period.
    how_long: str
    seen_by: str
    #: The models with the columns.
    models: tuple[Any, ...] = ()
    period: Period | None = None
    #: Whether it proves what somebody agreed to or did; then it is not deleted.
    is_evidence: bool = False
    #: Whether it can concern people who only get a link: signatories and applicants.
    for_public: bool = False

    @property
    def tables(self) -> tuple[Held, ...]:
        """The tables and columns that contain this kind of data."""
        return tuple(held_in(model) for model in self.models)


@dataclass(frozen=True)
class Asker:
    """The person who asks for somebody's personal data in a team; without an account, the operator."""

    user: Any
    team_id: int | None
    role: Any
    on: dt.date
    #: Whether they ask for their own data.
    is_own: bool = False


#: Returns which of some rows, by id, the asker may see.
Guard = Callable[[Asker, Collection[int]], set[int]]
#: Selects the rows whose period was over before a moment: in a team, or in the installation for None.
Due = Callable[[int | None, dt.datetime], Any]
#: Deletes the personal part of some rows, safe to repeat; returns files that may be deleted too.
Forget = Callable[[Sequence[int]], Sequence[str] | None]


@dataclass(frozen=True)
class Forgetting:
    """What may be deleted after a period: how it is found, and how it is deleted."""

    key: str
    title: str
    period: Period
    due: Due
    forget: Forget


#: The order on the page: who people are, what they signed and decided, messages to them, background data.
READING_ORDER = (
    *(
        "accounts",
        "sessions",
        "roles",
        "contacts",
        "requests",
        "signatures",
        "proofs",
        "records",
        "applications",
        "committees",
    ),
    *(
        "decisions",
        "conflicts",
        "withdrawals",
        "documents",
        "notes",
        "lists",
        "announcements",
        "messages",
        "trail",
    ),
)

KEPT: dict[str, Kept] = {}
FORGETTINGS: dict[str, Forgetting] = {}
GUARDS: dict[str, Guard] = {}


def keeps(kept: Kept) -> None:
    """Declare a kind of personal data."""
    KEPT[kept.key] = kept


def in_order() -> list[Kept]:
    """All declared kinds, in the order in which the page lists them; kinds without a place in that order come
    last.
    """
    places = {key: place for place, key in enumerate(READING_ORDER)}
    return sorted(KEPT.values(), key=lambda kept: places.get(kept.key, len(places)))


def guards(table: str) -> Callable[[Guard], Guard]:
    """Register a function that decides who may see which rows of a table, and of the tables that refer
    to it.
    """

    def register(guard: Guard) -> Guard:
        GUARDS[table] = guard
        return guard

    return register


def forgets(key: str, title: str, *, period: Period, due: Due) -> Callable[[Forget], Forget]:
    """Register a function that deletes the personal part of the rows that `due` selects."""

    def register(forget: Forget) -> Forget:
        FORGETTINGS[key] = Forgetting(key, title, period, due, forget)
        return forget

    return register


#: A text about who can see data, shared by several kinds.
SEEN_BY_TEAM = N_("Everyone with a role in the team.")
SEEN_BY_COORDINATORS = N_("Coordinators.")
STAYS = N_("As long as the partnership’s records are kept: it is evidence.")
