"""Keep the consent of who pays a share, given elsewhere and entered by a coordinator."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

NAME = "conflict_share_relayed"
_STANDS = sa.text("struck_at IS NULL")


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_by_name", sa.String(length=200), nullable=True),
        sa.Column("struck_as", sa.String(length=20), nullable=True),
        sa.Column("struck_for", sa.String(length=200), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f(f"fk_{NAME}_by_id")),
        sa.ForeignKeyConstraint(["share_id"], ["conflict_share.id"], name=op.f(f"fk_{NAME}_share_id")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["user_account.id"], name=op.f(f"fk_{NAME}_struck_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
    )
    op.create_index(f"ix_{NAME}_share_id", NAME, ["share_id"])
    op.create_index(
        f"uq_{NAME}_standing",
        NAME,
        ["share_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    op.drop_index(f"uq_{NAME}_standing", NAME)
    op.drop_index(f"ix_{NAME}_share_id", NAME)
    op.drop_table(NAME)
