"""Give versions of the Statement their provisions, and a day from which each is in force.

Versions published before keep their fingerprints: they are of scheme 1, and their provisions are entered in a
table beside them.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

#: The Statements published before: each is in force from its publication, or from the date that it bears.
PUBLISHED = """
SELECT version.id, version.dated_on, version.published_at, version.published_by_id, version.published_as,
    user_account.name, team.timezone
FROM document_version version
JOIN document ON document.id = version.document_id
JOIN team ON team.id = document.team_id
LEFT JOIN user_account ON user_account.id = version.published_by_id
WHERE document.kind = 'statement' AND version.state = 'published'
ORDER BY version.id
"""
PUBLISHED_COLUMNS = {"dated_on": sa.Date(), "published_at": sa.DateTime(timezone=True)}


def upgrade() -> None:
    # without a batch: SQLite would build the table anew, and lose its triggers
    op.add_column("document_version", sa.Column("scheme", sa.Integer(), server_default="1", nullable=False))
    op.add_column("document_version", sa.Column("provisions", sa.JSON(none_as_null=True), nullable=True))
    in_force = op.create_table(
        "version_in_force",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        *_acted_by("version_in_force"),
    )
    op.create_table(
        "entered_provision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("place_kind", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_name", sa.String(length=200), nullable=False),
        sa.Column("confirmed_as", sa.String(length=20), nullable=False),
        *_acted_by("entered_provision"),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_entered_provision_confirmed_by_id")
        ),
    )
    for table in ("version_in_force", "entered_provision"):
        op.create_index(f"ix_{table}_version_id", table, ["version_id", "id"], unique=False)
    published = sa.text(PUBLISHED).columns(**PUBLISHED_COLUMNS)
    rows = [_in_force(row) for row in op.get_bind().execute(published).mappings()]
    op.bulk_insert(in_force, rows)


def downgrade() -> None:
    for table in ("entered_provision", "version_in_force"):
        op.drop_index(f"ix_{table}_version_id", table)
        op.drop_table(table)
    op.drop_column("document_version", "provisions")
    op.drop_column("document_version", "scheme")


def _acted_by(table: str) -> list[sa.schema.SchemaItem]:
    """Who acted, and the keys that both tables have."""
    return [
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f(f"fk_{table}_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f(f"fk_{table}_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _in_force(row: Any) -> dict[str, Any]:
    published_at: dt.datetime = row["published_at"]
    moment = published_at if published_at.tzinfo else published_at.replace(tzinfo=dt.UTC)
    return {
        "version_id": row["id"],
        "from_on": row["dated_on"] or moment.astimezone(ZoneInfo(row["timezone"])).date(),
        "set_at": moment,
        "by_id": row["published_by_id"],
        "by_name": row["name"] or "",
        "by_capacity": row["published_as"],
        "by_for": "",
    }
