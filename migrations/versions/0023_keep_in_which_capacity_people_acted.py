"""Keep in which capacity people recorded and published, and on what authority a position was given."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

#: Table, column, and how long it may be.
COLUMNS = (
    ("partner_tier", "recorded_as", 20),
    ("partner_tier", "recorded_for", 200),
    ("partner_status", "recorded_as", 20),
    ("partner_status", "recorded_for", 200),
    ("document_version", "published_as", 20),
    ("authority_grant", "recorded_as", 20),
)
ACTS = ("position", "voice_ballot")
HOLDS = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    for table, name, length in COLUMNS:
        op.add_column(table, sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    for table in ACTS:
        op.add_column(table, sa.Column("authority", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("conflict_recusal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("taken_back_reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("taken_back_by_id", sa.Integer(), nullable=True))
        for name, length in (("by", 200), ("as", 20), ("for", 200)):
            words = sa.String(length=length)
            batch_op.add_column(sa.Column(f"taken_back_{name}", words, server_default="", nullable=False))
        batch_op.create_foreign_key(
            op.f("fk_conflict_recusal_taken_back_by_id"), "user_account", ["taken_back_by_id"], ["id"]
        )
        batch_op.drop_constraint(op.f("uq_conflict_recusal_case_id_user_id"), type_="unique")
        batch_op.create_index(
            "uq_conflict_recusal_holds",
            ["case_id", "user_id"],
            unique=True,
            sqlite_where=HOLDS,
            postgresql_where=HOLDS,
        )


def downgrade() -> None:
    op.execute("DELETE FROM conflict_recusal WHERE taken_back_at IS NOT NULL")  # else they would hold again
    with op.batch_alter_table("conflict_recusal", schema=None) as batch_op:
        batch_op.drop_index("uq_conflict_recusal_holds")
        batch_op.create_unique_constraint(op.f("uq_conflict_recusal_case_id_user_id"), ["case_id", "user_id"])
        batch_op.drop_constraint(op.f("fk_conflict_recusal_taken_back_by_id"), type_="foreignkey")
        for name in ("for", "as", "by", "by_id", "reason", "at"):
            batch_op.drop_column(f"taken_back_{name}")
    for table in reversed(ACTS):
        op.drop_column(table, "authority")
    for table, name, _length in reversed(COLUMNS):
        op.drop_column(table, name)
