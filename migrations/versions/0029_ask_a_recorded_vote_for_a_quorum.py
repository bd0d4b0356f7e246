"""Ask a recorded vote for a quorum of ballots, and let one that was not held be held again.

Votes that are closed keep what they said and are asked for no ballots; one that is open gets the default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("closed_at IS NULL")
MORE_THAN_HALF = """
UPDATE recorded_vote SET quorum = 1 + (
    SELECT count(*) FROM voice WHERE voice.decision_id = recorded_vote.decision_id AND voice.is_counted
) / 2 WHERE closed_at IS NULL
"""
#: What the schema before cannot say: votes without a result, and more than one on a matter.
BACK = (
    """
    DELETE FROM voice_ballot WHERE vote_id IN (
        SELECT id FROM recorded_vote WHERE closed_at IS NOT NULL AND has_passed IS NULL)
    """,
    "DELETE FROM recorded_vote WHERE closed_at IS NOT NULL AND has_passed IS NULL",
    """
    DELETE FROM voice_ballot WHERE vote_id NOT IN (
        SELECT max(id) FROM recorded_vote GROUP BY decision_id)
    """,
    "DELETE FROM recorded_vote WHERE id NOT IN (SELECT max(id) FROM recorded_vote GROUP BY decision_id)",
    "UPDATE decision SET state = 'no_consensus' WHERE state = 'not_held'",
)


def upgrade() -> None:
    with op.batch_alter_table("recorded_vote", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quorum", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint("uq_recorded_vote_decision_id", type_="unique")
        batch_op.create_index("ix_recorded_vote_decision_id", ["decision_id"])
    op.create_index(
        "uq_recorded_vote_open",
        "recorded_vote",
        ["decision_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.execute(MORE_THAN_HALF)


def downgrade() -> None:
    for statement in BACK:
        op.execute(statement)
    op.drop_index("uq_recorded_vote_open", "recorded_vote")
    with op.batch_alter_table("recorded_vote", schema=None) as batch_op:
        batch_op.drop_index("ix_recorded_vote_decision_id")
        batch_op.create_unique_constraint("uq_recorded_vote_decision_id", ["decision_id"])
        batch_op.drop_column("quorum")
