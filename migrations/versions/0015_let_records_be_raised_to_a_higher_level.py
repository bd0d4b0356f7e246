"""Let records be raised to a higher level."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_augmentation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("level_aimed", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level_reached", sa.String(length=10), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_augmentation_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_augmentation")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_record_augmentation_fingerprint")),
    )
    with op.batch_alter_table("record_augmentation", schema=None) as batch_op:
        batch_op.create_index("ix_record_augmentation_made_at", ["made_at"], unique=False)
        batch_op.create_index("ix_record_augmentation_record_id", ["record_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_augmentation", schema=None) as batch_op:
        batch_op.drop_index("ix_record_augmentation_record_id")
        batch_op.drop_index("ix_record_augmentation_made_at")

    op.drop_table("record_augmentation")
