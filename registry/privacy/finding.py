"""Finding what is known of a person: in every column that is declared to hold something of one."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.services import chain_of
from registry.extensions import db
from registry.partners.models import Partner, Signatory
from registry.personal_data import GUARDS, Asker, Held, in_order
from registry.privacy.paths import table_named, way_to_team
from registry.teams.models import Membership

#: Tables whose rows a number in another points to, by the column's foreign key.
PEOPLE = {"user_account": "user", "signatory": "signatory"}


@dataclass(frozen=True)
class Sought:
    """A person, as the registry can know them: by addresses and names in small letters, and by number."""

    emails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    users: frozenset[int] = frozenset()
    signatories: frozenset[int] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """What they are called."""
        return self.emails | self.names

    @property
    def references(self) -> frozenset[str]:
        """How events name them."""
        return frozenset(
            [*(f"user:{one}" for one in self.users), *(f"signatory:{one}" for one in self.signatories)]
        )

    def ids(self, kind: str) -> frozenset[int]:
        """Their numbers as a user or as a signatory."""
        return self.users if kind == "user" else self.signatories


@dataclass(frozen=True)
class Found:
    """One row, with the columns of it that are theirs."""

    table: str
    row: Mapping[str, Any]
    #: The columns that name them; empty of those that only mention them in passing.
    named_in: tuple[str, ...]
    is_theirs: bool


def person_of(user: User) -> Sought:
    """The holder of an account, by what proves to be theirs: the account and its address, never a name."""
    email = user.email.lower()
    query = sa.select(Signatory.id).where(sa.func.lower(Signatory.email) == email)
    return Sought(
        emails=frozenset([email]),
        users=frozenset([user.id]),
        signatories=frozenset(db.session.scalars(query)),
    )


def person_called(sought: str, team_id: int | None) -> Sought:
    """Whoever bears an address or a name, in a team or anywhere; an address also by the names beside it."""
    column = "email" if "@" in sought else "name"
    users = _matching(User, column, sought, _members(team_id))
    signatories = _matching(Signatory, column, sought, _signatories_of(team_id))
    called = {one.name.lower() for one in (*users, *signatories) if one.name}
    return Sought(
        emails=frozenset([sought.lower()] if column == "email" else ()),
        names=frozenset(called if column == "email" else [sought.lower()]),
        users=frozenset(user.id for user in users),
        signatories=frozenset(signatory.id for signatory in signatories),
    )


def find(sought: Sought, team_id: int | None, asker: Asker | None) -> dict[str, list[Found]]:
    """What is known of a person, by kind; within a team, or what belongs to none, or all for the operator.

    `asker` is None for the operator, who is shown all.
    """
    found: dict[str, list[Found]] = {}
    for kept in in_order():
        rows = [row for held in kept.tables for row in _find_in(held, sought, team_id, asker)]
        if rows:
            found[kept.key] = rows
    return found


def _find_in(held: Held, sought: Sought, team_id: int | None, asker: Asker | None) -> list[Found]:
    table = table_named(held.table)
    conditions = [one for name in held.columns for one in _conditions(table.c[name], name, held, sought)]
    if not conditions:
        return []
    query = sa.select(table).where(sa.or_(*conditions)).order_by(*table.primary_key.columns)
    within = _within(table, team_id, sought, asker)
    if within is not None:
        query = query.where(within)
    rows = [dict(row) for row in db.session.execute(query).mappings()]
    shown = rows if asker is None else _shown(table, rows, asker, sought)
    return [found for row in shown if (found := _judged(held, table, row, sought))]


def _conditions(
    column: sa.Column[Any], name: str, held: Held, sought: Sought
) -> Iterator[sa.ColumnElement[bool]]:
    kind = kind_of(column)
    if kind:
        if sought.ids(kind):
            yield column.in_(sought.ids(kind))
    elif name in held.secret:
        return
    elif isinstance(column.type, sa.LargeBinary):
        yield sa.func.length(column) > 0
    else:
        lowered = sa.func.lower(sa.cast(column, sa.Text))
        for word in _written(sought.words, column):
            yield lowered.contains(word, autoescape=True)
        if sought.references and name in ("actor", "subject"):
            yield column.in_(sought.references)


def kind_of(column: sa.Column[Any]) -> str | None:
    """Whether a column is the number of a user or of a signatory: `user`, `signatory` or None."""
    if column.primary_key and column.table.name in PEOPLE:
        return PEOPLE[column.table.name]
    return next((PEOPLE[name] for name in _targets(column) if name in PEOPLE), None)


def _targets(column: sa.Column[Any]) -> list[str]:
    return [key.column.table.name for key in column.foreign_keys]


def _written(words: Collection[str], column: sa.Column[Any]) -> Iterator[str]:
    """Words as a column holds them in small letters; SQLite knows small letters of ASCII only."""
    for word in words:
        forms = {word, word.title(), word.upper()} if not word.isascii() else {word}
        for form in forms:
            plain = "".join(char.lower() if char.isascii() else char for char in form)
            yield json.dumps(plain)[1:-1].lower() if isinstance(column.type, sa.JSON) else plain


def _judged(held: Held, table: sa.Table, row: Mapping[str, Any], sought: Sought) -> Found | None:
    named = tuple(
        name for name in held.columns if name not in held.secret and _names(table.c[name], row[name], sought)
    )
    if not named:
        return None
    return Found(held.table, row, named, is_theirs=any(name in held.whose for name in named))


def _names(column: sa.Column[Any], value: Any, sought: Sought) -> bool:
    kind = kind_of(column)
    if kind or value is None:
        return value is not None and kind is not None and value in sought.ids(kind)
    if isinstance(value, bytes):
        return any(word.encode() in value.lower() for word in sought.emails)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return value in sought.references if _is_reference(column) else _says(text.lower(), sought)


def _is_reference(column: sa.Column[Any]) -> bool:
    return column.name == "actor" or (column.name == "subject" and column.table.name != "conflict_case")


def _says(text: str, sought: Sought) -> bool:
    return any(word in text for word in sought.words)


def _within(
    table: sa.Table, team_id: int | None, sought: Sought, asker: Asker | None
) -> sa.ColumnElement[bool] | None:
    """That a row belongs to the team asked about; None where all are asked about."""
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
    """Rows that hang on an account alone, such as its sessions: for the person themselves, and in no team."""
    is_theirs = team_id is None and (asker is None or asker.is_own)
    if not is_theirs or "user_id" not in table.columns:
        return sa.false()
    return table.c.user_id.in_(sought.users)


def _shown(table: sa.Table, rows: list[dict[str, Any]], asker: Asker, sought: Sought) -> list[dict[str, Any]]:
    """The rows that the asker may see: each guard on the way to the team has its say."""
    for name, ids in _guarded(table, rows).items():
        allowed = GUARDS[name](asker, {one for one in ids.values() if one is not None})
        rows = [row for row in rows if ids.get(_key(table, row)) is None or ids[_key(table, row)] in allowed]
    return [row for row in rows if not row.get("confidential") or _is_for(row, sought, asker)]


def _is_for(row: Mapping[str, Any], sought: Sought, asker: Asker) -> bool:
    """Whether a confidential message went to the very person who asks."""
    return asker.is_own and str(row.get("to_address", "")).lower() in sought.emails


def _key(table: sa.Table, row: Mapping[str, Any]) -> Any:
    return row[next(iter(table.primary_key.columns)).name]


def _guarded(table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[Any, Any]]:
    """By guarded table, which of its rows each of these hangs on."""
    rows = list(rows)
    found: dict[str, dict[Any, Any]] = defaultdict(dict)
    if table.name in GUARDS:
        found[table.name] = {_key(table, row): row["id"] for row in rows}
    for row in rows:
        kind, _, number = str(row.get("subject", "")).partition(":")
        if kind in GUARDS and number.isdecimal():
            found[kind][_key(table, row)] = int(number)
    here = {_key(table, row): _key(table, row) for row in rows}
    for step in way_to_team(table) or ():
        here = _one_step_on(here, step.column)
        if step.target.name in GUARDS:
            found[step.target.name] = here
    return found


def _one_step_on(here: Mapping[Any, Any], column: sa.Column[int]) -> dict[Any, Any]:
    key = next(iter(column.table.primary_key.columns))
    query = sa.select(key, column).where(key.in_(set(here.values())))
    onward: dict[Any, Any] = dict(db.session.execute(query).all())
    return {row: onward.get(then) for row, then in here.items()}


def _matching(model: Any, column: str, sought: str, within: Any) -> list[Any]:
    lowered = getattr(model, column)
    query = sa.select(model).where(
        sa.or_(lowered == sought, sa.func.lower(lowered) == sought.lower()), model.id.in_(within)
    )
    return list(db.session.scalars(query))


def _members(team_id: int | None) -> sa.Select[int]:
    query = sa.select(Membership.user_id)
    return sa.select(User.id) if team_id is None else query.where(Membership.team_id == team_id)


def _signatories_of(team_id: int | None) -> sa.Select[int]:
    query = sa.select(Signatory.id).join(Partner, Partner.id == Signatory.partner_id)
    return query if team_id is None else query.where(Partner.team_id == team_id)
