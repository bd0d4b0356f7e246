"""What an import changed, cell by cell, and what depends on it by now, so that it can be reversed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from registry.database.session import db
from registry.partners.models.partners import Partner, PartnerName, TierChange
from registry.partners.models.people import Signatory

#: The columns of a partner and of a signatory that have no history of their own.
_OF_PARTNER = ("name", "sector", "city", "language", "signatures_needed", "organization_id", "extra_cells")
_OF_PERSON = ("name", "title", "email", "phone", "language", "authority", "started_on", "ended_on")
#: Positions in lists: restored, but a changed position does not count as a change by somebody.
PLACES = frozenset({"position", "on_latest_list"})
#: Rebuilt whenever a partner is changed.
_FOLLOWING = frozenset({"partner_word"})
#: Parts of a partner itself; changes of them are noticed through its cells and tiers.
_ITS_OWN = frozenset(
    (
        *("partner_name", "partner_tier", "partner_status", "signatory", "authority_grant"),
        *("schedule", "partner_note", "representative"),
    )
)

Cells = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """A team's register at a moment."""

    partners: Mapping[int, Cells]
    people: Mapping[int, Cells]
    #: Rows of tiers and of former names, each with its partner.
    tiers: Mapping[int, int]
    names: Mapping[int, int]


@dataclass(frozen=True)
class Footprint:
    """The differences between two snapshots; numbers are keys of type text, because JSON requires that."""

    #: Added partners and people, with a digest of their first values.
    partners_added: dict[str, str] = field(default_factory=dict)
    people_added: dict[str, str] = field(default_factory=dict)
    #: Changed cells of existing partners, before and after.
    partners: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    people: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    #: Rows of history that were added to existing partners, with the partner.
    tiers: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    #: The newest row of each table that refers to partners or people, by table and column.
    newest: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The form stored with the list."""
        return asdict(self)

    def changed_partners(self) -> set[int]:
        """Existing partners with a changed cell, person or tier."""
        with_cells = {int(one) for one, cells in self.partners.items() if not cells.keys() <= PLACES}
        return with_cells | set(self.tiers.values()) | set(self.names.values())


def snapshot(team_id: int) -> Snapshot:
    """A team's present register, in four queries."""
    db.session.flush()
    of_team = sa.select(Partner.id).where(Partner.team_id == team_id)

    def rows(model: Any, columns: Iterable[str], condition: Any) -> dict[int, Cells]:
        names = ("id", *columns)
        query = sa.select(*(getattr(model, name) for name in names)).where(condition)
        rows_found = (dict(zip(names, row, strict=True)) for row in db.session.execute(query))
        return {cells.pop("id"): {name: _plain(cell) for name, cell in cells.items()} for cells in rows_found}

    def owners(model: Any) -> dict[int, int]:
        rows_here = rows(model, ("partner_id",), model.partner_id.in_(of_team))
        return {number: cells["partner_id"] for number, cells in rows_here.items()}

    return Snapshot(
        rows(Partner, (*_OF_PARTNER, *sorted(PLACES)), Partner.team_id == team_id),
        rows(Signatory, (*_OF_PERSON, "position", "partner_id"), Signatory.partner_id.in_(of_team)),
        owners(TierChange),
        owners(PartnerName),
    )


def footprint(before: Snapshot, after: Snapshot) -> Footprint:
    """The differences between two snapshots."""
    return Footprint(
        partners_added=_added(before.partners, after.partners),
        people_added={
            number: digest
            for number, digest in _added(before.people, after.people).items()
            if after.people[int(number)]["partner_id"] in before.partners
        },
        partners=_changed(before.partners, after.partners),
        people=_changed(before.people, after.people),
        tiers=_rows_added(before.tiers, after.tiers, before.partners),
        names=_rows_added(before.names, after.names, before.partners),
        newest={f"{column.table.name}.{column.name}": _newest(column) for column in _referring()},
    )


def touched_since(done: Footprint, now: Snapshot) -> Iterator[int]:
    """Partners with something written by the import that was changed again since."""
    for number, digest in done.partners_added.items():
        if _digest(now.partners.get(int(number))) != digest:
            yield int(number)
    for number, cells in done.partners.items():
        if _are_others(cells, now.partners.get(int(number))):
            yield int(number)
    for number, digest in done.people_added.items():
        person = now.people.get(int(number))
        if person is not None and _digest(person) != digest:
            yield person["partner_id"]
    for number, cells in done.people.items():
        person = now.people.get(int(number))
        if person is not None and _are_others(cells, person):
            yield person["partner_id"]
    newest = done.newest.get("partner_tier.partner_id", 0)
    retiered = set(done.tiers.values())
    yield from (owner for row, owner in now.tiers.items() if row > newest and owner in retiered)


def dependents_since(done: Footprint, now: Snapshot) -> set[tuple[int, str]]:
    """Partners on which something depends since the import, each with the table concerned."""
    added, changed = set(map(int, done.partners_added)), done.changed_partners()
    own = {number: cells["partner_id"] for number, cells in now.people.items()}
    people = {number for number in own if own[number] in added} | set(
        map(int, [*done.people_added, *done.people])
    )
    dependents: set[tuple[int, str]] = set()
    for column in _referring():
        table, newest = column.table.name, done.newest.get(f"{column.table.name}.{column.name}", 0)
        if table in _FOLLOWING:
            continue
        if column.references(Partner.__table__.c.id):
            sought = added if table in _ITS_OWN else added | changed
            dependents |= {(partner_id, table) for partner_id in _referred(column, sought, newest)}
        else:
            dependents |= {
                (own[signatory_id], table) for signatory_id in _referred(column, people & own.keys(), newest)
            }
    return dependents


def referring_tables() -> set[str]:
    """Tables whose rows refer to a partner or a signatory."""
    return {column.table.name for column in _referring()} - _FOLLOWING


def _referring() -> list[sa.Column[int]]:
    """Columns of any feature's tables that refer to a partner or a signatory."""
    ids = (Partner.__table__.c.id, Signatory.__table__.c.id)
    columns = (column for table in db.metadata.sorted_tables for column in table.columns)
    return [column for column in columns if any(map(column.references, ids))]


def _newest(column: sa.Column[int]) -> int:
    return db.session.scalar(sa.select(sa.func.max(column.table.c.id))) or 0


def _referred(column: sa.Column[int], sought: Collection[int], newest: int) -> set[int]:
    query = sa.select(column).where(column.table.c.id > newest, column.is_not(None)).distinct()
    return set(db.session.scalars(query)) & set(sought)


def _added(before: Mapping[int, Cells], after: Mapping[int, Cells]) -> dict[str, str]:
    return {str(number): _digest(cells) for number, cells in after.items() if number not in before}


def _changed(before: Mapping[int, Cells], after: Mapping[int, Cells]) -> dict[str, dict[str, list[Any]]]:
    changes = {
        str(number): {
            name: [cell, after[number][name]] for name, cell in cells.items() if after[number][name] != cell
        }
        for number, cells in before.items()
    }
    return {number: cells for number, cells in changes.items() if cells}


def _rows_added(
    before: Mapping[int, int], after: Mapping[int, int], partners: Mapping[int, Cells]
) -> dict[str, int]:
    new = after.keys() - before.keys()
    return {str(row): after[row] for row in sorted(new) if after[row] in partners}


def _are_others(cells: Mapping[str, list[Any]], now: Cells | None) -> bool:
    if now is None:
        return True
    return any(now[name] != after for name, (_, after) in cells.items() if name not in PLACES)


def _digest(cells: Cells | None) -> str:
    """A digest that is equal for equal cells, whatever their position in a list."""
    values = {name: cell for name, cell in (cells or {}).items() if name not in PLACES}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _plain(cell: Any) -> Any:
    """The value as it looks after a round trip through JSON: a day as text."""
    return cell.isoformat() if hasattr(cell, "isoformat") else cell
