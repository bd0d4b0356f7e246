"""Let administrators disable accounts, and keep recovery codes as passwords are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("disabled_reason", sa.String(length=500), server_default="", nullable=False)
        )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("selector", sa.String(length=4), nullable=True))
        batch_op.alter_column("digest", existing_type=sa.String(length=64), type_=sa.String(length=200))
        batch_op.create_unique_constraint(op.f("uq_recovery_code_user_id_selector"), ["user_id", "selector"])


def downgrade() -> None:
    op.execute("DELETE FROM recovery_code WHERE selector IS NOT NULL")  # no earlier version can read them
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_recovery_code_user_id_selector"), type_="unique")
        batch_op.alter_column("digest", existing_type=sa.String(length=200), type_=sa.String(length=64))
        batch_op.drop_column("selector")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("disabled_reason")
        batch_op.drop_column("disabled_at")
