"""Let teams choose how long they keep what they do not need any more."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_setting",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_retention_setting_team_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_retention_setting")),
    )


def downgrade() -> None:
    op.drop_table("retention_setting")
