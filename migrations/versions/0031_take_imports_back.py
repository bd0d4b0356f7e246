"""Take imports back: what was chosen about a list, what it changed; no number of a partner is given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

#: Tables whose rows the audit trail names by number: SQLite gives the number of a row that went to the next.
NUMBERED = ("partner", "signatory", "authority_grant")


def upgrade() -> None:
    with op.batch_alter_table("list_import", schema=None) as batch_op:
        for name in ("choices", "counts"):
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("changes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("taken_back_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_list_import_taken_back_by_id"), "user_account", ["taken_back_by_id"], ["id"]
        )
    _number_once(True)


def downgrade() -> None:
    _number_once(False)
    with op.batch_alter_table("list_import", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_list_import_taken_back_by_id"), type_="foreignkey")
        for name in ("taken_back_by_id", "taken_back_at", "changes", "counts", "choices"):
            batch_op.drop_column(name)


def _number_once(once: bool) -> None:
    """PostgreSQL numbers rows once by itself; SQLite does in tables that are made so."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in NUMBERED:
        with op.batch_alter_table(
            table, schema=None, recreate="always", table_kwargs={"sqlite_autoincrement": once}
        ):
            pass
