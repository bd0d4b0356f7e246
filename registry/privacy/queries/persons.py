"""Finds everything known about a person, in every column that is declared to contain personal data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.rules.hash_chain import chain_of
from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.names import fold_name
from registry.personal_data import GUARDS, Asker, Held, in_order
from registry.privacy.queries.table_paths import table_named, way_to_team
from registry.privacy.rules.matches import Sought, fold_address, mentions
from registry.teams.models import Membership

#: The kind of person that a column refers to, by the table of its foreign key.
PEOPLE = {"user_account": "user", "signatory": "signatory"}
#: Tables whose `subject` names a thing or a person by kind and number; in other tables it is a text.
REFERRING = frozenset({"audit_event", "outbox_message"})
#: Prefixes of `name` in tables whose rows are about a single person.
BARE = ("", "person_")
#: Rows read at once.
AT_ONCE = 500


@dataclass(frozen=True)
class Found:
    """One row, with the columns that concern the person."""

    table: str
    row: Mapping[str, Any]
    #: The columns that identify the person; empty when they are only mentioned.
    named_in: tuple[str, ...]
    is_theirs: bool


def person_of(user: User) -> Sought:
    """The holder of an account, identified by account and address, never by name."""
    email = fold_address(user.email)
    return Sought(
        emails=frozenset([email]),
        users=frozenset([user.id]),
        signatories=frozenset(
            signatory.id for signatory in _with_address(Signatory, email, _signatories_of(None))
        ),
    )


def person_called(sought: str, team_id: int | None) -> Sought:
    """Everybody with an address or a full name, in a team or anywhere.

    An address also finds the names stored beside it; such a name counts only where nothing shows that another
    person is meant.
    """
    is_address = "@" in sought
    bearers = _with_address if is_address else _with_name
    users = bearers(User, sought, _members(team_id))
    signatories = bearers(Signatory, sought, _signatories_of(team_id))
    called = frozenset(
        fold_name(found_person.name) for found_person in (*users, *signatories) if found_person.name
    )
    return Sought(
        emails=frozenset([fold_address(sought)] if is_address else ()),
        names=frozenset(() if is_address else [fold_name(sought)]),
        aliases=called if is_address else frozenset(),
        users=frozenset(user.id for user in users),
        signatories=frozenset(signatory.id for signatory in signatories),
        in_texts=True,
    )


def find(sought: Sought, team_id: int | None, asker: Asker | None) -> dict[str, list[Found]]:
    """What is known of a person, by kind: within a team, outside teams, or everywhere for the operator.

    `asker` is None for the operator, who sees everything.
    """
    found_rows: dict[str, list[Found]] = {}
    for kind_kept in in_order():
        rows = [row for held in kind_kept.tables for row in _find_in(held, sought, team_id, asker)]
        if rows:
            found_rows[kind_kept.key] = rows
    return found_rows


def _find_in(held: Held, sought: Sought, team_id: int | None, asker: Asker | None) -> list[Found]:
    table = table_named(held.table)
    query = sa.select(table).order_by(*table.primary_key.columns)
    within = _within(table, team_id, sought, asker)
    if within is not None:
        query = query.where(within)
    if not sought.in_texts:
        query = query.where(sa.or_(sa.false(), *_exactly(held, table, sought)))
    rows = db.session.execute(query, execution_options={"yield_per": AT_ONCE}).mappings()
    rows_found = [judged for row in rows if (judged := _judged(held, table, dict(row), sought))]
    if asker is None or not rows_found:
        return rows_found
    shown = {
        _key(table, row) for row in _shown(table, [row_found.row for row_found in rows_found], asker, sought)
    }
    return [row_found for row_found in rows_found if _key(table, row_found.row) in shown]


def _exactly(held: Held, table: sa.Table, sought: Sought) -> Iterator[sa.ColumnElement[bool]]:
    """SQL conditions for matches by number, by reference or by whole address."""
    for name in held.columns:
        column, kind = table.c[name], kind_of(table.c[name])
        if kind:
            yield column.in_(sought.ids(kind))
        elif _is_reference(column):
            yield column.in_(sought.references)
        elif _is_address(column):
            yield sa.func.lower(column).in_(_lowered(sought.emails))


def _lowered(addresses: Iterable[str]) -> set[str]:
    """Addresses as the database's `lower` would convert them; SQLite's changes ASCII letters only."""
    forms = {form for address in addresses for form in (address, address.upper(), address.title())}
    return {"".join(sign.lower() if sign.isascii() else sign for sign in form) for form in forms}


def kind_of(column: sa.Column[Any]) -> str | None:
    """Whether a column refers to a user or a signatory: `user`, `signatory` or None."""
    if column.primary_key and column.table.name in PEOPLE:
        return PEOPLE[column.table.name]
    return next((PEOPLE[name] for name in _targets(column) if name in PEOPLE), None)


def _targets(column: sa.Column[Any]) -> list[str]:
    return [key.column.table.name for key in column.foreign_keys]


def _judged(held: Held, table: sa.Table, row: dict[str, Any], sought: Sought) -> Found | None:
    """The part of a row that names the person.

    From JSON in another person's row, only the parts that name them.
    """
    given = {
        name: part
        for name in held.columns
        if name not in held.secret and (part := _naming(held, table.c[name], row, sought)) is not None
    }
    if not given:
        return None
    is_theirs = any(name in held.whose for name in given)
    return Found(held.table, row if is_theirs else row | given, tuple(given), is_theirs=is_theirs)


def _naming(held: Held, column: sa.Column[Any], row: Mapping[str, Any], sought: Sought) -> Any:
    """A value, or the part of it that names the person; None when nothing names them."""
    value, kind = row[column.name], kind_of(column)
    if value is None:
        return None
    if kind:
        is_named = value in sought.ids(kind)
    elif _is_reference(column):
        is_named = value in sought.references
    elif _is_address(column):
        is_named = sought.is_address(value)
    elif _is_name(held, column):
        # for people without a known name, the address is stored as name
        is_named = (
            sought.is_name(value)
            or sought.is_address(value)
            or (sought.is_alias(value) and not _is_somebody_elses(column, row, sought))
        )
    else:
        return mentions(value, sought)
    return value if is_named else None


def _is_reference(column: sa.Column[Any]) -> bool:
    return column.name == "actor" or (column.name == "subject" and column.table.name in REFERRING)


def _is_address(column: sa.Column[Any]) -> bool:
    """Whether a column contains exactly one e-mail address."""
    return column.name.endswith("email") or column.name == "to_address"


def _is_name(held: Held, column: sa.Column[Any]) -> bool:
    """Whether a column contains exactly one person's name; names of files count as text."""
    return column.name.endswith("by_name") or (column.name in held.whose and column.name.endswith("name"))


def _is_somebody_elses(column: sa.Column[Any], row: Mapping[str, Any], sought: Sought) -> bool:
    """Whether a number or an address beside a name shows that another person of the same name is meant."""
    stem = column.name.removesuffix("name")
    beside = [one for one in column.table.columns if _identifies(one, stem) and row[one.name]]
    return any(
        row[one.name] not in sought.ids(kind)
        if (kind := kind_of(one))
        else not sought.is_address(row[one.name])
        for one in beside
    )


def _identifies(column: sa.Column[Any], stem: str) -> bool:
    """Whether a column identifies the person whose name a column contains: `by_id` identifies `by_name`,
    `email` identifies `name`.
    """
    own = {f"{stem}id", f"{stem}email", f"{stem}address"}
    return (column.name in own or (stem in BARE and column.name == "user_id")) and (
        kind_of(column) is not None or _is_address(column)
    )


def _within(
    table: sa.Table, team_id: int | None, sought: Sought, asker: Asker | None
) -> sa.ColumnElement[bool] | None:
    """SQL condition: a row belongs to the requested team; None when all teams are requested."""
    if asker is None and team_id is None:
        return None
    if table.name == "user_account":
        is_own = asker is not None and asker.is_own
        return table.c.id.in_(sought.users if team_id is None else () if is_own else _members(team_id))
    if table.name == "audit_event":
        return table.c.chain == chain_of(team_id)
    way = way_to_team(table)
    if way is None:
        return _of_account(table, team_id, sought, asker)
    if team_id is None:
        return way[0].column.is_(None) if len(way) == 1 else sa.false()
    inside: Any = sa.literal(team_id)
    ids: Any = None
    for step in reversed(way):
        ids = step.column == inside if ids is None else step.column.in_(ids)
        here = step.column.table
        if here is not table:
            ids = sa.select(next(iter(here.primary_key.columns))).where(ids)
    return ids  # type: ignore[no-any-return]


def _of_account(
    table: sa.Table, team_id: int | None, sought: Sought, asker: Asker | None
) -> sa.ColumnElement[bool]:
    """SQL condition: a row belongs to an account and to no team, such as a session.

    Only the account's holder and the operator see such rows.
    """
    is_theirs = team_id is None and (asker is None or asker.is_own)
    if not is_theirs or "user_id" not in table.columns:
        return sa.false()
    return table.c.user_id.in_(sought.users)


def _shown(
    table: sa.Table, rows: list[Mapping[str, Any]], asker: Asker, sought: Sought
) -> list[Mapping[str, Any]]:
    """The rows that the asker may see, judged by each guard on the path to the team."""
    for name, ids in _guarded(table, rows).items():
        allowed = GUARDS[name](asker, {row_id for row_id in ids.values() if row_id is not None})
        rows = [row for row in rows if ids.get(_key(table, row)) is None or ids[_key(table, row)] in allowed]
    return [row for row in rows if not row.get("confidential") or _is_for(row, sought, asker)]


def _is_for(row: Mapping[str, Any], sought: Sought, asker: Asker) -> bool:
    """Whether a confidential message was addressed to the asker."""
    return asker.is_own and str(row.get("to_address", "")).lower() in sought.emails


def _key(table: sa.Table, row: Mapping[str, Any]) -> Any:
    return row[next(iter(table.primary_key.columns)).name]


def _guarded(table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[Any, Any]]:
    """The guarded rows that each row belongs to, by table."""
    rows = list(rows)
    guarded: dict[str, dict[Any, Any]] = defaultdict(dict)
    if table.name in GUARDS:
        guarded[table.name] = {_key(table, row): row["id"] for row in rows}
    for row in rows:
        kind, _, number = str(row.get("subject", "")).partition(":")
        if kind in GUARDS and number.isdecimal():
            guarded[kind][_key(table, row)] = int(number)
    here = {_key(table, row): _key(table, row) for row in rows}
    for step in way_to_team(table) or ():
        here = _one_step_on(here, step.column)
        if step.target.name in GUARDS:
            guarded[step.target.name] = here
    return guarded


def _one_step_on(here: Mapping[Any, Any], column: sa.Column[int]) -> dict[Any, Any]:
    key = next(iter(column.table.primary_key.columns))
    query = sa.select(key, column).where(key.in_(set(here.values())))
    onward: dict[Any, Any] = dict(db.session.execute(query).all())
    return {row: onward.get(then) for row, then in here.items()}


def _with_address(model: Any, address: str, within: Any) -> list[Any]:
    query = sa.select(model).where(sa.func.lower(model.email).in_(_lowered([address])), model.id.in_(within))
    return [row for row in db.session.scalars(query) if fold_address(row.email) == fold_address(address)]


def _with_name(model: Any, name: str, within: Any) -> list[Any]:
    folded = fold_name(name)
    query = sa.select(model).where(model.name != "", model.id.in_(within))
    return [row for row in db.session.scalars(query) if fold_name(row.name) == folded]


def _members(team_id: int | None) -> sa.Select[int]:
    query = sa.select(Membership.user_id)
    return sa.select(User.id) if team_id is None else query.where(Membership.team_id == team_id)


def _signatories_of(team_id: int | None) -> sa.Select[int]:
    query = sa.select(Signatory.id).join(Partner, Partner.id == Signatory.partner_id)
    return query if team_id is None else query.where(Partner.team_id == team_id)
