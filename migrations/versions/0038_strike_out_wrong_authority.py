"""Strike out a wrong authority to act as all else that was entered wrongly: with who, when and why, and
so voices in decisions; keep what a term in a seat said of its end before it ended with something else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

#: Of these SQLite numbers rows once.
TABLES: dict[str, dict[str, dict[str, bool]]] = {
    "authority_grant": {"table_kwargs": {"sqlite_autoincrement": True}},
    "voice": {},
}
#: The columns of a row that can be struck out.
STRUCK = {
    "struck_at": sa.DateTime(timezone=True),
    "struck_by_id": sa.Integer(),
    "struck_by_name": sa.String(length=200),
    "struck_as": sa.String(length=20),
    "struck_for": sa.String(length=200),
    "struck_reason": sa.Text(),
}
#: What a term said of its end.
PLAN = ("ended_with", "planned_end", "planned_reason")
#: Of grants put right so far only the one in their place is known: who entered that one struck them out.
FROM_SUCCESSORS = """
UPDATE authority_grant SET struck_at = successor.recorded_at, struck_by_id = successor.recorded_by_id,
    struck_by_name = COALESCE(successor.name, ''), struck_as = successor.recorded_as, struck_for = ''
FROM (
    SELECT other.id, other.recorded_at, other.recorded_by_id, other.recorded_as, user_account.name
    FROM authority_grant AS other LEFT JOIN user_account ON user_account.id = other.recorded_by_id
) AS successor
WHERE successor.id = authority_grant.superseded_by_id
"""
#: On the way back a grant struck out with nothing in its place would hold again: it ends on its first day.
ON_NO_DAY = """
UPDATE authority_grant SET started_on = COALESCE(started_on, DATE(recorded_at)),
    ended_on = COALESCE(started_on, DATE(recorded_at))
WHERE struck_at IS NOT NULL AND superseded_by_id IS NULL
"""


def upgrade() -> None:
    for table, kept in TABLES.items():
        with op.batch_alter_table(table, schema=None, **kept) as batch_op:
            for name, kind in STRUCK.items():
                batch_op.add_column(sa.Column(name, kind, nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_struck_by_id"), "user_account", ["struck_by_id"], ["id"]
            )
    op.execute(FROM_SUCCESSORS)
    op.add_column("voice", sa.Column("quorum_before", sa.Integer(), nullable=True))
    with op.batch_alter_table("seat_term", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_with", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("planned_end", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("planned_reason", sa.String(length=500), server_default="", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("seat_term", schema=None) as batch_op:
        for name in PLAN:
            batch_op.drop_column(name)
    op.execute(ON_NO_DAY)
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.drop_column("quorum_before")
    for table, kept in TABLES.items():
        with op.batch_alter_table(table, schema=None, **kept) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_struck_by_id"), type_="foreignkey")
            for name in STRUCK:
                batch_op.drop_column(name)
