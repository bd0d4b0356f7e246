"""Let a term that was entered wrongly be struck out, with who did so and why."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seat_term", schema=None) as batch_op:
        batch_op.add_column(sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("struck_by_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("struck_reason", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("seat_term", schema=None) as batch_op:
        batch_op.drop_column("struck_reason")
        batch_op.drop_column("struck_by_name")
        batch_op.drop_column("struck_at")
