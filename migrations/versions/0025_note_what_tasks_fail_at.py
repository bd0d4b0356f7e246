"""Note at which rows tasks fail, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=300), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_task_trouble_times_positive")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_task_trouble_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_trouble")),
        sa.UniqueConstraint("task", "subject", name=op.f("uq_task_trouble_task_subject")),
    )
    op.create_index("ix_task_trouble_team_id", "task_trouble", ["team_id"])


def downgrade() -> None:
    op.drop_table("task_trouble")
