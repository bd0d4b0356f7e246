"""Keep one Message-ID a message, what was sent in place of what, and why mail does not leave."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MESSAGE = sa.table("outbox_message", sa.column("id", sa.Integer), sa.column("message_id", sa.String))
#: Messages of before were known by another name at each try; the domain is nobody’s (RFC 2606).
DOMAIN = "registry.invalid"
BATCH = 1_000


def upgrade() -> None:
    op.create_table(
        "outbox_pause",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_outbox_pause_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_pause")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("again_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kept_since", sa.DateTime(timezone=True), nullable=True))
    _name_all()
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=sa.String(length=300), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_outbox_message_message_id"), ["message_id"])
        batch_op.create_unique_constraint(op.f("uq_outbox_message_again_of_id"), ["again_of_id"])
        batch_op.create_foreign_key(
            op.f("fk_outbox_message_again_of_id"), "outbox_message", ["again_of_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_outbox_message_again_of_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_outbox_message_again_of_id"), type_="unique")
        batch_op.drop_constraint(op.f("uq_outbox_message_message_id"), type_="unique")
        for column in ("kept_since", "again_of_id", "message_id"):
            batch_op.drop_column(column)
    op.drop_table("outbox_pause")


def _name_all() -> None:
    connection = op.get_bind()
    ids = list(connection.scalars(sa.select(MESSAGE.c.id)))
    statement = (
        sa.update(MESSAGE).where(MESSAGE.c.id == sa.bindparam("of")).values(message_id=sa.bindparam("name"))
    )
    for start in range(0, len(ids), BATCH):
        rows = [{"of": one, "name": f"{uuid.uuid4().hex}@{DOMAIN}"} for one in ids[start : start + BATCH]]
        connection.execute(statement, rows)
