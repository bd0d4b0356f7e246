"""Make checkpoints of the audit trail, guard where its chains end, and let it be filtered by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: Events of a chain are shown by time, the latest first, whatever they are narrowed to.
INDEXES = {
    "ix_audit_event_chain_at": ["chain", "at", "seq"],
    "ix_audit_event_chain_tag_at": ["chain", "tag", "at", "seq"],
    "ix_audit_event_chain_actor_at": ["chain", "actor", "at", "seq"],
    "ix_audit_event_chain_subject_at": ["chain", "subject", "at", "seq"],
}

REFUSED = "the audit trail is append-only"
#: The end of a chain only moves on, by one event at a time.
MOVES_ON = "NEW.chain = OLD.chain AND NEW.seq = OLD.seq + 1"
SQLITE_TRIGGERS = {
    "audit_chain_head_no_DELETE": "BEFORE DELETE ON audit_chain_head",
    "audit_chain_head_only_on": f"BEFORE UPDATE ON audit_chain_head WHEN NOT ({MOVES_ON})",
    # `INSERT OR REPLACE` deletes without asking a DELETE trigger
    "audit_chain_head_no_replace": (
        "BEFORE INSERT ON audit_chain_head "
        "WHEN EXISTS (SELECT 1 FROM audit_chain_head WHERE chain = NEW.chain)"
    ),
    "audit_checkpoint_no_UPDATE": "BEFORE UPDATE ON audit_checkpoint",
    "audit_checkpoint_no_DELETE": "BEFORE DELETE ON audit_checkpoint",
    "audit_checkpoint_no_replace": (
        "BEFORE INSERT ON audit_checkpoint WHEN EXISTS (SELECT 1 FROM audit_checkpoint WHERE id = NEW.id "
        "OR (team_id = NEW.team_id AND (day = NEW.day OR events = NEW.events)) OR order_id = NEW.order_id)"
    ),
}
POSTGRESQL_TRIGGERS = {
    ("audit_chain_head", "audit_chain_head_kept"): (
        "BEFORE DELETE OR TRUNCATE ON audit_chain_head FOR EACH STATEMENT"
    ),
    ("audit_chain_head", "audit_chain_head_only_on"): (
        f"BEFORE UPDATE ON audit_chain_head FOR EACH ROW WHEN (NOT ({MOVES_ON}))"
    ),
    ("audit_checkpoint", "audit_checkpoint_append_only"): (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint FOR EACH STATEMENT"
    ),
}


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["record_order.id"], name=op.f("fk_audit_checkpoint_order_id")),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["audit_checkpoint.id"], name=op.f("fk_audit_checkpoint_previous_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_audit_checkpoint_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
        sa.UniqueConstraint("order_id", name=op.f("uq_audit_checkpoint_order_id")),
        sa.UniqueConstraint("team_id", "day", name=op.f("uq_audit_checkpoint_team_id_day")),
        sa.UniqueConstraint("team_id", "events", name=op.f("uq_audit_checkpoint_team_id_events")),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_event", columns, unique=False)
    op.drop_index("ix_audit_event_chain_subject", "audit_event")
    if op.get_bind().dialect.name == "postgresql":
        for (_, name), when in POSTGRESQL_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION refuse_audit_change()")
    else:
        for name, when in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, name in POSTGRESQL_TRIGGERS:
            op.execute(f"DROP TRIGGER {name} ON {table}")
    else:
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    op.create_index("ix_audit_event_chain_subject", "audit_event", ["chain", "subject", "seq"], unique=False)
    for name in INDEXES:
        op.drop_index(name, "audit_event")
    op.drop_table("audit_checkpoint")
