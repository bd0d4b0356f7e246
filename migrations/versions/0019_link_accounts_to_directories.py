"""Link accounts to the directories of organizations."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_on_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_on_identity_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_sign_on_identity_issuer_subject")),
    )
    with op.batch_alter_table("sign_on_identity", schema=None) as batch_op:
        batch_op.create_index("ix_sign_on_identity_user_id", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sign_on_identity")
