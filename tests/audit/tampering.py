"""What somebody with the database file in hand may do to a chain of events, statement by statement."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from registry.audit.models import ChainHead, Event
from registry.audit.rules.hash_chain import Link

EVENTS, HEADS = Event.__table__, ChainHead.__table__
#: An event in the middle of the chain that the tests tamper with.
MIDDLE = 4

Tamper = Callable[["Chain"], None]


class Chain:
    """The rows of one chain, on a connection of somebody else's."""

    def __init__(self, connection: sa.Connection, name: str) -> None:
        self.connection, self.name = connection, name

    @property
    def last(self) -> int:
        """The number of the last event."""
        query = sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.chain == self.name)
        return int(self.connection.scalar(query) or 0)

    def event(self, seq: int) -> dict[str, Any]:
        """An event as it stands."""
        query = sa.select(EVENTS).where(EVENTS.c.chain == self.name, EVENTS.c.seq == seq)
        return dict(self.connection.execute(query).mappings().one())

    def change(self, which: int, /, **values: Any) -> None:
        """Write over an event."""
        theirs = sa.update(EVENTS).where(EVENTS.c.chain == self.name, EVENTS.c.seq == which)
        self.connection.execute(theirs.values(values))

    def remove(self, seq: int) -> None:
        """Take an event away."""
        self.connection.execute(sa.delete(EVENTS).where(EVENTS.c.chain == self.name, EVENTS.c.seq == seq))

    def add(self, seq: int, *, is_well_made: bool) -> None:
        """Put in an event that never was; a well made one has a right digest."""
        before = self.event(seq - 1)
        row = {**before, "id": 100_000, "seq": seq, "actor": "user:99", "previous": before["digest"]}
        row["digest"] = digest_of(row) if is_well_made else "f" * 64
        self.connection.execute(sa.insert(EVENTS).values(row))

    def shift(self, first: int, by: int) -> None:
        """Renumber the events from one on."""
        numbers = range(first, self.last + 1)
        for seq in numbers if by < 0 else reversed(numbers):
            self.change(seq, seq=seq + by)

    def rehash(self, first: int) -> None:
        """Make every digest from one on right again, and the recorded end of the chain too."""
        for seq in range(first, self.last + 1):
            previous = self.event(seq - 1)["digest"] if seq > 1 else "0" * 64
            self.change(seq, previous=previous)
            self.change(seq, digest=digest_of(self.event(seq)))
        end = {"seq": self.last, "digest": self.event(self.last)["digest"]}
        self.connection.execute(sa.update(HEADS).where(HEADS.c.chain == self.name).values(end))


def digest_of(row: dict[str, Any]) -> str:
    """The digest that an event with this content has."""
    fields = ("chain", "seq", "at", "tag", "actor", "subject", "details", "previous")
    values = {field: row[field] for field in fields}
    if isinstance(values["details"], str):
        values["details"] = json.loads(values["details"])
    return Link(**values).digest


def change_content(chain: Chain) -> None:
    chain.change(MIDDLE, actor="user:99")


def change_content_and_digest(chain: Chain) -> None:
    chain.change(MIDDLE, actor="user:99")
    chain.change(MIDDLE, digest=digest_of(chain.event(MIDDLE)))


def change_a_detail(chain: Chain) -> None:
    chain.change(MIDDLE, details={"tier": "anchor"})


def change_the_last(chain: Chain) -> None:
    chain.change(chain.last, subject="partner:77")


def remove_the_first(chain: Chain) -> None:
    chain.remove(1)


def remove_from_the_middle(chain: Chain) -> None:
    chain.remove(MIDDLE)


def remove_and_close_the_gap(chain: Chain) -> None:
    chain.remove(MIDDLE)
    chain.shift(MIDDLE + 1, -1)


def remove_the_last(chain: Chain) -> None:
    chain.remove(chain.last)


def add_at_the_end(chain: Chain) -> None:
    chain.add(chain.last + 1, is_well_made=False)


def add_well_made_at_the_end(chain: Chain) -> None:
    chain.add(chain.last + 1, is_well_made=True)


def add_in_the_middle(chain: Chain) -> None:
    chain.shift(MIDDLE, 1)
    chain.add(MIDDLE, is_well_made=False)


def add_well_made_in_the_middle(chain: Chain) -> None:
    chain.shift(MIDDLE, 1)
    chain.add(MIDDLE, is_well_made=True)


def swap_two(chain: Chain) -> None:
    chain.change(MIDDLE, seq=100_000)
    chain.change(MIDDLE + 2, seq=MIDDLE)
    chain.change(100_000, seq=MIDDLE + 2)


def swap_neighbours(chain: Chain) -> None:
    chain.change(MIDDLE, seq=100_000)
    chain.change(MIDDLE + 1, seq=MIDDLE)
    chain.change(100_000, seq=MIDDLE + 1)


def rewrite(chain: Chain) -> None:
    """Change an event and make every digest right again: the chain holds by itself."""
    change_content(chain)
    chain.rehash(1)


def cut_short(chain: Chain) -> None:
    """Take away the last event and say that there never was one."""
    remove_the_last(chain)
    chain.rehash(chain.last)


#: What is done, and what is to be said of a chain of `LENGTH` events: where it breaks and how.
LENGTH = 9
TAMPERINGS: list[tuple[Tamper, int, str]] = [
    (change_content, MIDDLE, "changed"),
    (change_content_and_digest, MIDDLE, "changed"),
    (change_a_detail, MIDDLE, "changed"),
    (change_the_last, LENGTH, "changed"),
    (remove_the_first, 1, "removed"),
    (remove_from_the_middle, MIDDLE, "removed"),
    (remove_and_close_the_gap, MIDDLE, "removed"),
    (remove_the_last, LENGTH, "removed"),
    (add_at_the_end, LENGTH + 1, "added"),
    (add_well_made_at_the_end, LENGTH + 1, "added"),
    (add_in_the_middle, MIDDLE, "added"),
    (add_well_made_in_the_middle, MIDDLE, "added"),
    (swap_two, MIDDLE, "reordered"),
    (swap_neighbours, MIDDLE, "reordered"),
]
