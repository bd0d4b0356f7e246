"""Order the records of commitments and editions as all others are: what they owe or have becomes an order."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

#: How the team of an edition is found: by the document of its version.
OF_VERSION = (
    "JOIN document_version version ON version.id = owner.version_id "
    "JOIN document of_team ON of_team.id = version.document_id"
)
#: Each table that ordered by itself, the column that says when, and how its team is found.
OWNERS = (
    ("commitment", "recorded_at", "JOIN partner of_team ON of_team.id = owner.partner_id"),
    ("edition", "requested_at", OF_VERSION),
)
#: Its columns that go, and those of an order that say the same.
COLUMNS = {
    "record_id": "record_id",
    "record_attempts": "attempts",
    "record_problem": "problem",
    "record_leased_until": "leased_until",
}
TO_ORDERS = (
    "INSERT INTO record_order (kind, subject, team_id, language, confidential, code, ordered_at, {kept}) "
    "SELECT '{table}', '{table}:' || owner.id, of_team.team_id, owner.language, FALSE, owner.record_code, "
    "owner.{asked_at}, {columns} FROM {table} owner {team} WHERE owner.record_code IS NOT NULL "
    "ORDER BY owner.id"
)
FROM_ORDERS = (
    "UPDATE {table} SET {column} = (SELECT record_order.{kept} FROM record_order "
    "WHERE record_order.code = {table}.record_code) WHERE record_code IS NOT NULL"
)


def upgrade() -> None:
    kept, columns = ", ".join(COLUMNS.values()), ", ".join(f"owner.{column}" for column in COLUMNS)
    for table, asked_at, team in OWNERS:
        op.execute(TO_ORDERS.format(table=table, asked_at=asked_at, team=team, kept=kept, columns=columns))
    op.drop_index("ix_commitment_record_id", "commitment")
    for table, _asked_at, _team in OWNERS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_record_id"), type_="foreignkey")
            for column in COLUMNS:
                batch_op.drop_column(column)


def downgrade() -> None:
    for table, _asked_at, _team in OWNERS:
        _add_columns(table)
        for column, kept in COLUMNS.items():
            op.execute(FROM_ORDERS.format(table=table, column=column, kept=kept))
        op.execute(sa.text("DELETE FROM record_order WHERE kind = :kind").bindparams(kind=table))
    op.create_index("ix_commitment_record_id", "commitment", ["record_id"])


def _add_columns(table: str) -> None:
    """Add what went, with a default that is only of the rows that are there."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("record_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("record_attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("record_problem", sa.String(length=500), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("record_leased_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f(f"fk_{table}_record_id"), "record", ["record_id"], ["id"])
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column("record_attempts", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("record_problem", existing_type=sa.String(length=500), server_default=None)
