"""What is kept of persons, and what of it may go: each feature says so in its `privacy.py`.

The page a team's people read, the export of what is known of a person and the retention run are all made
of these declarations, so that none tells something else than the others.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.errors import N_
from registry.labels import Labelled


class Period(Labelled):
    """Whose length a team sets: how long something stays after it has served. Stored, never renamed."""

    MESSAGES = "messages", N_("Names and addresses of messages that were sent or given up")
    LISTS = "lists", N_("Uploaded lists of partners that nobody confirmed")
    APPLICATIONS = "applications", N_("Contacts and documents of applications that led nowhere")
    CONTACTS = "contacts", N_("Addresses of signatories who no longer sign")
    ACCOUNTS = "accounts", ""  #: of the installation, for all teams: nobody sets it


@dataclass(frozen=True)
class Bounds:
    """Days: what holds where nothing was chosen, and between what a team may choose."""

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


@dataclass(frozen=True)
class Held:
    """Columns of one table in which something of a person stands."""

    table: str
    #: Those that say whose row it is: a name, an address, an account, a signatory, `user:3`.
    whose: tuple[str, ...]
    #: Those that hold more of them, or their words.
    others: tuple[str, ...]
    #: Those of the others that are never given out: digests of passwords and keys.
    secret: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.whose, *self.others)


def held(
    table: str, whose: str = "", others: str = "", *, acts: bool = False, own: bool = False, secret: str = ""
) -> Held:
    """Name columns, parted by spaces; `acts` adds who did it, in which name and for whom.

    The act is of who did it, unless the row is about somebody; `own` says that it is of both.
    """
    who = ("by_id", "by_name") if acts else ()
    whom = ("by_for",) if acts else ()
    is_of_doer = own or not whose
    return Held(
        table,
        (*whose.split(), *(who if is_of_doer else ())),
        (*others.split(), *(() if is_of_doer else who), *whom, *secret.split()),
        tuple(secret.split()),
    )


@dataclass(frozen=True)
class Kept:
    """One kind of what is kept of persons, in words for the page; the words are marked for the catalogue."""

    key: str
    title: str
    what: str
    why: str
    #: May name %(days)s, the days of its period.
    how_long: str
    seen_by: str
    tables: tuple[Held, ...] = ()
    period: Period | None = None
    #: Whether it proves what somebody agreed to or did, and therefore stays.
    is_evidence: bool = False
    #: Whether it can concern those who only get a link: signatories and applicants.
    for_public: bool = False


@dataclass(frozen=True)
class Asker:
    """Who asks for what is known of a person in one team; without an account it is the operator."""

    user: Any
    team_id: int | None
    role: Any
    on: dt.date
    #: Whether they ask for what is known of themselves.
    is_own: bool = False


#: Which of some rows, by id, may be shown to whom.
Guard = Callable[[Asker, Collection[int]], set[int]]
#: The rows whose time was over before a moment: of a team, or of the installation where it is None.
Due = Callable[[int | None, dt.datetime], Any]
#: Takes the personal part of some rows away, safe to repeat; names files that may go with it.
Forget = Callable[[Sequence[int]], Sequence[str] | None]


@dataclass(frozen=True)
class Forgetting:
    """What may go when its time is over, how it is found and how it goes."""

    key: str
    title: str
    period: Period
    due: Due
    forget: Forget


#: How people meet it: who they are, what they signed and decided, what was written to them, what lies below.
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
    *("decisions", "conflicts", "withdrawals", "documents", "notes", "lists", "messages", "trail"),
)

KEPT: dict[str, Kept] = {}
FORGETTINGS: dict[str, Forgetting] = {}
GUARDS: dict[str, Guard] = {}
#: Columns that could hold something of a person and do not, by table.
IMPERSONAL: dict[str, set[str]] = {}


def keeps(kept: Kept) -> None:
    """Declare a kind of what is kept."""
    KEPT[kept.key] = kept


def in_order() -> list[Kept]:
    """All that is kept, in the order in which it is read; what is not known here comes last."""
    places = {key: place for place, key in enumerate(READING_ORDER)}
    return sorted(KEPT.values(), key=lambda one: places.get(one.key, len(places)))


def impersonal(**columns: str) -> None:
    """Declare columns that say nothing of a person: `team="name_en name_fr"`."""
    for table, names in columns.items():
        IMPERSONAL.setdefault(table, set()).update(names.split())


def guards(table: str) -> Callable[[Guard], Guard]:
    """Register who may be shown which rows of a table, and whatever hangs on them."""

    def register(guard: Guard) -> Guard:
        GUARDS[table] = guard
        return guard

    return register


def forgets(key: str, title: str, *, period: Period, due: Due) -> Callable[[Forget], Forget]:
    """Register a function that takes away the personal part of the rows that `due` selects."""

    def register(forget: Forget) -> Forget:
        FORGETTINGS[key] = Forgetting(key, title, period, due, forget)
        return forget

    return register


def held_columns() -> Mapping[str, set[str]]:
    """All columns declared to hold something of a person, by table."""
    found: dict[str, set[str]] = {}
    for kept in KEPT.values():
        for one in kept.tables:
            found.setdefault(one.table, set()).update(one.columns)
    return found


#: Who sees what a team keeps, in the words that several kinds share.
SEEN_BY_TEAM = N_("Everyone with a role in the team.")
SEEN_BY_COORDINATORS = N_("Coordinators.")
STAYS = N_("As long as the partnership’s records are kept: it is evidence.")
