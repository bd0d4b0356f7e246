"""Keep with each case, decision and withdrawal the figures by which it runs, and the version they are of.

What began before keeps the figures that ran, not yet compared with the signed text.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

#: The foreign keys that come.
KEYS = {"decision": ("version_id", "rests_on_id"), "withdrawal": ("version_id",), "conflict_case": ()}

#: What ran in every team until now.
CASE_DAYS, VOICES = 45, {"anchor": "decides", "associate": "consulted", "observer": "informed"}

VERSIONS = sa.text("""
SELECT version.id, version.number, document.team_id, document.slug, document.title_en, document.title_fr,
    version_in_force.from_on
FROM document_version AS version JOIN document ON document.id = version.document_id
LEFT JOIN version_in_force ON version_in_force.id = (
    SELECT max(newest.id) FROM version_in_force AS newest WHERE newest.version_id = version.id
)
WHERE version.state = 'published'
""").columns(from_on=sa.Date())
CASES = sa.text("""
SELECT conflict_case.id, conflict_case.version_id, conflict_case.clause, term.basis, term.began_on
FROM conflict_case JOIN conflict_term AS term ON term.case_id = conflict_case.id AND term.number = 1
""").columns(began_on=sa.Date())
DECISIONS = sa.text("""
SELECT decision.id, decision.team_id, decision.opened_on, decision.scale, decision.threshold, decision.quorum,
    deciding_rules.tier_voices, deciding_rules.pass_rule,
    (SELECT count(*) FROM voice WHERE voice.decision_id = decision.id AND voice.is_counted) AS counted
FROM decision LEFT JOIN deciding_rules ON deciding_rules.team_id = decision.team_id
""").columns(opened_on=sa.Date(), tier_voices=sa.JSON())
WITHDRAWALS = sa.text("""
SELECT withdrawal.id, partner.team_id, withdrawal_notice.given_on, withdrawal_notice_period.days
FROM withdrawal JOIN partner ON partner.id = withdrawal.partner_id
JOIN withdrawal_notice ON withdrawal_notice.withdrawal_id = withdrawal.id
LEFT JOIN withdrawal_notice_period ON withdrawal_notice_period.team_id = partner.team_id
""").columns(given_on=sa.Date())
KEPT = sa.text("SELECT id, provisions FROM conflict_case").columns(provisions=sa.JSON())

Row = Mapping[str, Any]


def upgrade() -> None:
    for table, keys in KEYS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("provisions", sa.JSON(), server_default="{}", nullable=False))
            if table == "decision":
                batch_op.add_column(
                    sa.Column("rests_on_key", sa.String(length=80), server_default="", nullable=False)
                )
            for key in keys:
                batch_op.add_column(sa.Column(key, sa.Integer(), nullable=True))
                batch_op.create_foreign_key(op.f(f"fk_{table}_{key}"), "document_version", [key], ["id"])
    versions = Versions()
    _keep("conflict_case", _of_cases(versions))
    _keep("decision", _of_decisions(versions))
    _keep("withdrawal", _of_withdrawals(versions))
    with op.batch_alter_table("conflict_case", schema=None) as batch_op:
        batch_op.drop_column("clause")
    _let_clock_start_be_null(nullable=True)


def downgrade() -> None:
    op.execute("UPDATE conflict_setting SET clock_start = 'raised' WHERE clock_start IS NULL")
    _let_clock_start_be_null(nullable=False)
    with op.batch_alter_table("conflict_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clause", sa.Integer(), nullable=True))
    cases = sa.table("conflict_case", sa.column("id"), sa.column("clause"))
    for case_id, kept in op.get_bind().execute(KEPT).all():
        place = kept.get("conflict_days", {}).get("place")
        if place is not None and place["kind"] == "section":
            part = int(place["number"].partition(".")[0])
            op.execute(cases.update().where(cases.c.id == case_id).values(clause=part))
    for table, keys in KEYS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for key in keys:
                batch_op.drop_constraint(op.f(f"fk_{table}_{key}"), type_="foreignkey")
                batch_op.drop_column(key)
            if table == "decision":
                batch_op.drop_column("rests_on_key")
            batch_op.drop_column("provisions")


def _let_clock_start_be_null(*, nullable: bool) -> None:
    """A team that sets who learns of cases sets no longer from which day their terms are counted."""
    with op.batch_alter_table("conflict_setting", schema=None) as batch_op:
        batch_op.alter_column("clock_start", existing_type=sa.String(length=10), nullable=nullable)


class Versions:
    """The published versions, and which Statement was in force in a team on a day."""

    def __init__(self) -> None:
        self.by_id: dict[int, Row] = {}
        self.of_team: dict[int, list[Row]] = defaultdict(list)
        for row in op.get_bind().execute(VERSIONS).mappings():
            self.by_id[row["id"]] = row
            if row["from_on"] is not None:
                self.of_team[row["team_id"]].append(row)

    def on(self, team_id: int, day: dt.date) -> Row | None:
        """The version in force in a team on a day."""
        begun = [row for row in self.of_team[team_id] if row["from_on"] <= day]
        return max(begun, key=lambda row: (row["from_on"], row["id"]), default=None)


def _keep(table: str, kept: Iterator[dict[str, Any]]) -> None:
    found = list(kept)
    columns = sa.table(table, sa.column("id"), sa.column("provisions", sa.JSON), sa.column("version_id"))
    values = {"provisions": sa.bindparam("figures", type_=sa.JSON), "version_id": sa.bindparam("version")}
    if found:
        update = columns.update().where(columns.c.id == sa.bindparam("row")).values(values)
        op.get_bind().execute(update, found)


def _of_cases(versions: Versions) -> Iterator[dict[str, Any]]:
    for row in op.get_bind().execute(CASES).mappings():
        counts_later = row["basis"] == "escalated" or row["began_on"] is None
        values = {
            "conflict_days": CASE_DAYS,
            "counted_from": "escalated" if counts_later else "raised",
            "expenses": "as_agreed",
        }
        yield _figures(row["id"], values, versions.by_id.get(row["version_id"] or 0), row["clause"])


def _of_decisions(versions: Versions) -> Iterator[dict[str, Any]]:
    for row in op.get_bind().execute(DECISIONS).mappings():
        values = {
            "voices": VOICES | (row["tier_voices"] or {}),
            "scale": row["scale"],
            "threshold": row["threshold"],
            "quorum": "everyone" if row["quorum"] == row["counted"] else row["quorum"],
            "pass_rule": row["pass_rule"] or "none",
            "vote_quorum": "more_than_half",
        }
        yield _figures(row["id"], values, versions.on(row["team_id"], row["opened_on"]))


def _of_withdrawals(versions: Versions) -> Iterator[dict[str, Any]]:
    for row in op.get_bind().execute(WITHDRAWALS).mappings():
        values = {"notice_days": row["days"] or "none"}
        yield _figures(row["id"], values, versions.on(row["team_id"], row["given_on"]))


def _figures(
    row_id: int, values: Mapping[str, Any], version: Row | None, clause: int | None = None
) -> dict[str, Any]:
    source = {
        "basis": "not_compared" if version else "none_in_force",
        "version": version["id"] if version else None,
        "number": version["number"] if version else None,
        "slug": version["slug"] if version else "",
        "title": {"en": version["title_en"], "fr": version["title_fr"]} if version else {},
        "place": {"kind": "section", "number": str(clause), "key": ""} if clause else None,
        "name": {},
    }
    figures = {kind: {"value": value, **source} for kind, value in values.items()}
    return {"row": row_id, "figures": figures, "version": version["id"] if version else None}
