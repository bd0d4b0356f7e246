"""Keep announcements to the partners of tiers, their papers, the copies that went out, and the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def _acted(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f(f"fk_{table}_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _refers(table: str, *columns: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{column.removesuffix('_id')}.id"], name=op.f(f"fk_{table}_{column}")
        )
        for column in columns
    ]


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_fr", sa.String(length=200), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("asks_answer", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_acted("announcement"),
        *_refers("announcement", "team_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_team_id", "announcement", ["team_id", "id"])
    op.create_table(
        "announcement_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        *_acted("announcement_paper"),
        *_refers("announcement_paper", "announcement_id"),
    )
    op.create_index(op.f("ix_announcement_paper_announcement_id"), "announcement_paper", ["announcement_id"])
    op.create_table(
        "announcement_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        *_refers("announcement_copy", "announcement_id", "partner_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_copy")),
    )
    op.create_index(
        "ix_announcement_copy_announcement_id", "announcement_copy", ["announcement_id", "partner_id"]
    )
    op.create_index("ix_announcement_copy_partner_id", "announcement_copy", ["partner_id", "id"])
    op.create_table(
        "announcement_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        *_acted("announcement_answer"),
        *_refers("announcement_answer", "announcement_id", "partner_id"),
    )
    op.create_index(
        "ix_announcement_answer_announcement_id",
        "announcement_answer",
        ["announcement_id", "partner_id", "id"],
    )


def downgrade() -> None:
    for table in ("announcement_answer", "announcement_copy", "announcement_paper", "announcement"):
        op.drop_table(table)
