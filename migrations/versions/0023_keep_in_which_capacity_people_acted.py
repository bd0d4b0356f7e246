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
)
ACTS = ("position", "voice_ballot")


def upgrade() -> None:
    for table, name, length in COLUMNS:
        op.add_column(table, sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    for table in ACTS:
        op.add_column(table, sa.Column("authority", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    for table in reversed(ACTS):
        op.drop_column(table, "authority")
    for table, name, _length in reversed(COLUMNS):
        op.drop_column(table, name)
