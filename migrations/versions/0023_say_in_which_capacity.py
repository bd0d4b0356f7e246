"""Say in which capacity tiers and statuses were recorded and versions published."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

#: Each table, its column, and the account it is about. Until now only coordinators could do it.
COLUMNS = (
    ("partner_tier", "recorded_as", "recorded_by_id"),
    ("partner_status", "recorded_as", "recorded_by_id"),
    ("document_version", "published_as", "published_by_id"),
)


def upgrade() -> None:
    for table, column, account in COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.String(length=20), server_default="", nullable=False))
        rows = sa.table(table, sa.column(column), sa.column(account))
        op.execute(rows.update().where(rows.c[account].is_not(None)).values({column: "coordinator"}))


def downgrade() -> None:
    for table, column, _ in COLUMNS:
        op.drop_column(table, column)  # no copy of the table: guards of others look at it
