"""Everything known about a person as a file to hand over: a readable list, and the records that they
signed.
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import render_template
from flask_babel import force_locale, gettext

from registry.accounts.models import User
from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.errors import StorageFailed
from registry.personal_data import KEPT, Asker, Held
from registry.privacy.queries.persons import Found, find, person_called, person_of
from registry.privacy.queries.table_paths import table_named
from registry.privacy.rules.events import PrivacyEvent
from registry.privacy.rules.matches import Sought
from registry.privacy.rules.retention import check_sought
from registry.privacy.services import retention
from registry.records.models import Record
from registry.records.queries import records as record_queries
from registry.security.actors import Act
from registry.security.permissions import Role
from registry.teams.models import Membership, Team
from registry.teams.rules import LANGUAGES

#: Columns without personal data that are needed to understand a row.
EXPLAINING = frozenset(
    (
        *("act", "ballot", "chain", "channel", "fate", "kind", "mark", "method", "record_code", "reference"),
        *("requirement", "role", "state", "step", "subject", "tag", "template"),
    )
)
#: The most records in one file; all are named in its list.
MOST_FILES = 60


@dataclass
class Export:
    """The data of a person by team and kind, and the records that name them."""

    made_at: dt.datetime
    #: By the team's slug (empty for data outside teams), then by kind.
    teams: dict[str, dict[str, list[Found]]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    #: The records that the person signed; their files are included.
    signed: list[Record] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """The number of rows that name the person."""
        return sum(len(rows) for kinds in self.teams.values() for rows in kinds.values())


def export_of_account(user: User, *, act: Act) -> Export:
    """The data of an account's holder in all teams, as they may see it; records an event."""
    export, sought = Export(made_at=act.at), person_of(user)
    roles = dict(
        db.session.execute(
            sa.select(Membership.team_id, Membership.role).where(Membership.user_id == user.id)
        ).all()
    )
    for team_id in retention.team_ids():
        role = Role(roles[team_id]) if team_id in roles else None
        _add(export, sought, team_id, Asker(user, team_id, role, act.on, is_own=True))
    _note(export, About(("user", user.id), None), act)
    return export


def export_for_team(team: Team, sought: str, *, user: User, role: Role, act: Act) -> Export:
    """The data a team has of a person, by address or name, as its coordinator may see it; records an
    event.
    """
    export = Export(made_at=act.at)
    person = person_called(check_sought(sought), team.id)
    _add(export, person, team.id, Asker(user, team.id, role, act.on))
    _note(export, About(("team", team.id), team.id), act)
    return export


def export_for_operator(sought: str, *, act: Act) -> Export:
    """All data of a person in the registry, including confidential data; records an event."""
    export = Export(made_at=act.at)
    _add(export, person_called(check_sought(sought), None), None, None)
    _note(export, About(("installation", 0), None), act)
    return export


def _add(export: Export, sought: Sought, team_id: int | None, asker: Asker | None) -> None:
    kinds_found = find(sought, team_id, asker)
    if not kinds_found:
        return
    slug = "" if team_id is None else db.session.get_one(Team, team_id).slug
    export.teams[slug] = kinds_found
    rows = [row for kind in kinds_found.values() for row in kind]
    signed = [row for row in rows if row.table == "commitment" and row.is_theirs]
    named = _records([*signed, *(row for row in rows if row.table == "record")])
    export.records += [record for record in named if asker is None or not record.confidential]
    export.signed += [record for record in _records(signed) if record in export.records]


def _records(rows: Iterable[Found]) -> list[Record]:
    codes = {row.row["code"] if row.table == "record" else row.row["record_code"] for row in rows} - {None}
    return list(db.session.scalars(sa.select(Record).where(Record.code.in_(codes)).order_by(Record.id)))


def _note(export: Export, thing: About, act: Act) -> None:
    """Record that somebody asked and how much they received, but never about whom."""
    events.record(PrivacyEvent.PERSON_EXPORTED, thing, act, rows=export.rows, records=len(export.records))


def packed(export: Export) -> bytes:
    """The ZIP file: `person.json`, `README.txt` in both languages, and the records."""
    packed_in = io.BytesIO()
    with zipfile.ZipFile(packed_in, "w", zipfile.ZIP_DEFLATED) as archive:
        files = dict(_files(export.signed[:MOST_FILES]))
        listed = json.dumps(as_dict(export, files), ensure_ascii=False, indent=2, default=_plain)
        given: dict[str, bytes | str] = {"README.txt": _readme(), "person.json": listed, **files}
        for name, content in given.items():
            entry = zipfile.ZipInfo(name, export.made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed_in.getvalue()


def as_dict(export: Export, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The export as plain values, grouped by team and kind, with dates."""
    return {
        "made_at": export.made_at,
        "kept": [
            {"team": slug or None, **_kind(key, rows, retention.days_for(_team_id(slug)))}
            for slug, kinds in export.teams.items()
            for key, rows in kinds.items()
        ],
        "records": [
            {
                "code": record.code,
                "title": record.title,
                "made_at": record.made_at,
                "file": name if (name := f"records/{record.code}.pdf") in files else None,
            }
            for record in export.records
        ],
    }


def _kind(key: str, rows: Sequence[Found], days: Mapping[Any, int]) -> dict[str, Any]:
    kept_kind = KEPT[key]
    held = {table.table: table for table in kept_kind.tables}
    values = {"days": days[kept_kind.period]} if kept_kind.period else {}
    return {
        "what": gettext(kept_kind.title),
        "why": gettext(kept_kind.why),
        "how_long": gettext(kept_kind.how_long, **values),
        "rows": [_row(row, held[row.table]) for row in rows],
    }


def _row(found: Found, held: Held) -> dict[str, Any]:
    """A row of the person in full; of other people's rows only the matching parts, with their dates."""
    given = set(held.columns if found.is_theirs else found.named_in) - set(held.secret)
    shown = {
        column.name: found.row[column.name]
        for column in table_named(found.table).columns
        if column.name in given | EXPLAINING or isinstance(_bare(column.type), (sa.Date, sa.DateTime))
    }
    return {
        "of": found.table,
        "named_in": list(found.named_in),
        **{name: value for name, value in shown.items() if value not in (None, "", [], {})},
    }


def _bare(kind: Any) -> Any:
    return kind.impl if isinstance(kind, sa.TypeDecorator) else kind


def _files(signed: Iterable[Record]) -> Iterable[tuple[str, bytes]]:
    for record in signed:
        try:
            yield f"records/{record.code}.pdf", record_queries.content_of(record)
        except StorageFailed:  # the list names the record in any case
            continue


def _readme() -> str:
    return "\n\n".join(_readme_in(language) for language in LANGUAGES)


def _readme_in(language: str) -> str:
    with force_locale(language):
        return render_template("privacy/readme.txt")


def _plain(value: object) -> str:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return gettext("a file") if isinstance(value, bytes) else str(value)


def _team_id(slug: str) -> int | None:
    return db.session.scalar(sa.select(Team.id).where(Team.slug == slug)) if slug else None
