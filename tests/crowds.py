"""Many rows at once, for the gates: written straight into the tables, as a service would have left them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Note, Partner, PartnerWord, StatusChange, TierChange
from registry.partners.models.people import Grant, Signatory
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.conftest import Counted
from tests.factories import NOW

JANUARY = dt.date(2026, 1, 1)
#: Tables of which a page may never read every row.
GROWING = (Organization, Partner, PartnerWord, TierChange, StatusChange, Signatory, Grant, Note, Message)
SECTORS = ("home care", "hospital", "primary care", "hospice", "mental health")
CITIES = ("ottawa", "hull", "kingston")


def fill(team: Team, numbers: range) -> None:
    """Give a team partners of these numbers: `service 00001`, each with a tier, a status and a signatory."""
    with unit_of_work(team.id):
        _insert(Organization, (_organization(number) for number in numbers))
        _insert(Partner, (_partner(team, number) for number in numbers))
        _insert(PartnerWord, (word for number in numbers for word in _words(team, number)))
        _insert(TierChange, (_dated(number, tier=list(Tier)[number % 3].value) for number in numbers))
        _insert(StatusChange, (_dated(number, status="partner") for number in numbers))
        _insert(Signatory, ({"partner_id": number, "email": f"a{number}@example.org"} for number in numbers))
        _let_sign(numbers)


def _let_sign(numbers: range) -> None:
    """Grant each signatory what lets them sign."""
    said = {"basis": "title", "reference": "", "granted_by": "", "file": "", "file_name": ""}
    said |= {"is_alternate": False, "recorded_at": NOW}
    theirs = sa.select(
        Signatory.partner_id,
        Signatory.id,
        *(sa.literal(value, Grant.__table__.c[name].type) for name, value in said.items()),
    ).where(Signatory.partner_id.between(numbers[0], numbers[-1]))
    db.session.execute(sa.insert(Grant).from_select(["partner_id", "signatory_id", *said], theirs))


def take_stock() -> None:
    """Let the database count what it holds, as it does by itself from time to time."""
    with unit_of_work():
        db.session.execute(sa.text("ANALYZE"))


def plan_of(query: sa.Select[Any]) -> str:
    """How the database would go about a query."""
    bind = db.session.connection()
    written = query.compile(bind, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if bind.dialect.name == "sqlite" else "EXPLAIN"
    rows = bind.exec_driver_sql(f"{explain} {written}".replace("%", "%%"))
    return "\n".join(str(row[-1]) for row in rows)


def plans_of(counted: Counted) -> Iterator[str]:
    """How the database went about each query that was counted."""
    bind = db.session.connection()
    explain = "EXPLAIN QUERY PLAN" if bind.dialect.name == "sqlite" else "EXPLAIN"
    for statement, parameters in zip(counted.statements, counted.parameters, strict=True):
        if statement in counted.selects:
            rows = bind.exec_driver_sql(f"{explain} {statement}", parameters)
            yield "\n".join([statement, *(str(row[-1]) for row in rows)])


def scans_of(counted: Counted, *more: type[db.Model]) -> list[str]:
    """The plans that read a whole table of those that grow large, or of `more` that a test has filled."""
    tables = "|".join(sorted(model.__tablename__ for model in (*GROWING, *more)))
    reads_all = re.compile(rf"(?:Seq Scan on|SCAN) (?:{tables})\b(?!.*USING)")
    return [plan for plan in plans_of(counted) if reads_all.search(plan)]


def fill_outbox(team: Team, count: int) -> None:
    """Post so many messages of a team, about partners one after the other."""
    with unit_of_work(team.id):
        _insert(Message, (_message(team, number) for number in range(1, count + 1)))


def fill_notes(numbers: range) -> None:
    """Note a call with each of these partners."""
    said = {"kind": "call", "on": JANUARY, "text": "They call back", "recorded_at": NOW}
    with unit_of_work():
        _insert(Note, ({"partner_id": number} | said for number in numbers))


def _message(team: Team, number: int) -> dict[str, Any]:
    return {
        "team_id": team.id,
        "template": "commitments.reminder",
        "params": {},
        "to_address": f"a{number}@example.org",
        "language": "en",
        "subject": f"test:{number}",
        "fate": "sent",
        "posted_at": NOW,
        "due_at": NOW,
    }


def _insert(model: type[db.Model], rows: Iterator[dict[str, Any]]) -> None:
    """Add rows, and count them: PostgreSQL would check the keys of the next table by what it last knew."""
    db.session.execute(sa.insert(model), list(rows))
    db.session.execute(sa.text(f'ANALYZE "{model.__tablename__}"'))


def _name(number: int) -> str:
    return f"service {number:05}"


def _organization(number: int) -> dict[str, Any]:
    return {"id": number, "name": _name(number), "name_key": _name(number), "created_at": NOW}


def _partner(team: Team, number: int) -> dict[str, Any]:
    name = _name(number)
    return {
        "id": number,
        "team_id": team.id,
        "organization_id": number,
        "name": name,
        "name_key": name,
        "sort_key": name,
        "position": number,
        "sector": SECTORS[number % len(SECTORS)],
        "city": CITIES[number % len(CITIES)],
        "created_at": NOW,
    }


def _words(team: Team, number: int) -> Iterator[dict[str, Any]]:
    texts = (_name(number), SECTORS[number % len(SECTORS)], CITIES[number % len(CITIES)])
    for word in " ".join(texts).split():
        yield {"team_id": team.id, "partner_id": number, "word": word}


def _dated(number: int, **said: str) -> dict[str, Any]:
    return {"partner_id": number, "effective_on": JANUARY, "recorded_at": NOW} | said
