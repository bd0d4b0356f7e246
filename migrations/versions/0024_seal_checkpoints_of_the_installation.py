"""Let records and checkpoints belong to no team: the installation's own chain of events is sealed too."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

REFUSED = "the audit trail is append-only"
TABLES = ("record", "record_order", "audit_checkpoint")
OF_NO_TEAM = sa.text("team_id IS NULL")
#: What 0017 made; a table that SQLite builds anew loses its triggers.
SQLITE_TRIGGERS = {
    "audit_checkpoint_no_UPDATE": "BEFORE UPDATE ON audit_checkpoint",
    "audit_checkpoint_no_DELETE": "BEFORE DELETE ON audit_checkpoint",
    "audit_checkpoint_no_replace": (
        "BEFORE INSERT ON audit_checkpoint WHEN EXISTS (SELECT 1 FROM audit_checkpoint WHERE id = NEW.id "
        "OR (team_id IS NEW.team_id AND (day = NEW.day OR events = NEW.events)) OR order_id = NEW.order_id)"
    ),
}
#: What is of no team, from the leaves on.
OWN = (
    "DELETE FROM audit_checkpoint WHERE team_id IS NULL",
    "DELETE FROM record_order WHERE team_id IS NULL",
    "DELETE FROM record_augmentation WHERE record_id IN (SELECT id FROM record WHERE team_id IS NULL)",
    "DELETE FROM record WHERE team_id IS NULL",
)


def upgrade() -> None:
    _let_be_null(nullable=True)
    for column in ("day", "events"):
        op.create_index(
            f"uq_audit_checkpoint_installation_{column}",
            "audit_checkpoint",
            [column],
            unique=True,
            sqlite_where=OF_NO_TEAM,
            postgresql_where=OF_NO_TEAM,
        )
    _guard()


def downgrade() -> None:
    _unguard()
    for statement in OWN:
        op.execute(statement)
    for column in ("events", "day"):
        op.drop_index(f"uq_audit_checkpoint_installation_{column}", "audit_checkpoint")
    _let_be_null(nullable=False)
    _guard()
    if _is_postgresql():
        op.execute(
            "CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "
            "audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )


def _let_be_null(*, nullable: bool) -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("team_id", existing_type=sa.Integer(), nullable=nullable)


def _guard() -> None:
    if not _is_postgresql():
        for name, when in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")


def _unguard() -> None:
    if _is_postgresql():
        op.execute("DROP TRIGGER audit_checkpoint_append_only ON audit_checkpoint")
        return
    for name in SQLITE_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
