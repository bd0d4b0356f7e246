"""Let documents bear a date, be retired and be asked of some partners only; give teams their stages."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

DAYS = ("dated_on", "retired_on", "joined_before")


def upgrade() -> None:
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_stage_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
    )
    op.create_index(op.f("ix_stage_team_id"), "stage", ["team_id"])
    op.create_table(
        "stage_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_stage_day_by_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_day_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_day")),
    )
    op.create_index("ix_stage_day_stage_id", "stage_day", ["stage_id", "id"])
    with op.batch_alter_table("document") as batch_op:
        for name in DAYS:
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("stage_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_document_stage_id"), "stage", ["stage_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("document") as batch_op:
        batch_op.drop_constraint(op.f("fk_document_stage_id"), type_="foreignkey")
        batch_op.drop_column("stage_id")
        for name in DAYS:
            batch_op.drop_column(name)
    op.drop_index("ix_stage_day_stage_id", "stage_day")
    op.drop_table("stage_day")
    op.drop_index(op.f("ix_stage_team_id"), "stage")
    op.drop_table("stage")
