"""Keep what it rests on that an organization is a partner, and let others than the parties pay a share."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

#: The columns of a status, and how long each text may be.
GROUND = {"rests_on": 12, "rests_on_words": 300, "rests_on_subject": 60}
#: Who was invited by an admission, and joins or is a partner since, rests on it; of others nothing is known.
OF_ADMISSION = (
    "UPDATE partner_status SET rests_on = 'admission', rests_on_subject = ("
    "SELECT 'admission:' || MAX(admission.id) FROM admission "
    "WHERE admission.partner_id = partner_status.partner_id "
    "AND admission.outcome_on <= partner_status.effective_on) "
    "WHERE status IN ('joining', 'partner') AND EXISTS (SELECT 1 FROM admission "
    "WHERE admission.partner_id = partner_status.partner_id "
    "AND admission.outcome_on <= partner_status.effective_on)"
)
OF_NO_PARTY = sa.text("party_id IS NULL AND partner_id IS NULL")
#: What an earlier release cannot keep: expenses of which others than the parties pay a share.
GONE = (
    """UPDATE conflict_share SET party_id = NULL
    WHERE expense_id IN (SELECT expense_id FROM conflict_share WHERE party_id IS NULL)""",
    """DELETE FROM conflict_share_confirmation
    WHERE share_id IN (SELECT id FROM conflict_share WHERE party_id IS NULL)""",
    "DELETE FROM conflict_share WHERE party_id IS NULL",
    "DELETE FROM conflict_expense WHERE id NOT IN (SELECT expense_id FROM conflict_share)",
)


def upgrade() -> None:
    for name, length in GROUND.items():
        op.add_column(
            "partner_status", sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        )
    op.execute(OF_ADMISSION)
    with op.batch_alter_table("conflict_share", schema=None) as batch_op:
        batch_op.alter_column("party_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("partner_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_conflict_share_partner_id"), "partner", ["partner_id"], ["id"])
        batch_op.create_unique_constraint(
            op.f("uq_conflict_share_expense_id_partner_id"), ["expense_id", "partner_id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_conflict_share_one_payer"), "party_id IS NULL OR partner_id IS NULL"
        )
        batch_op.create_index("ix_conflict_share_partner_id", ["partner_id"])
    op.create_index(
        "uq_conflict_share_of_team",
        "conflict_share",
        ["expense_id"],
        unique=True,
        sqlite_where=OF_NO_PARTY,
        postgresql_where=OF_NO_PARTY,
    )


def downgrade() -> None:
    op.drop_index("uq_conflict_share_of_team", "conflict_share")
    for statement in GONE:
        op.execute(statement)
    with op.batch_alter_table("conflict_share", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_share_partner_id")
        batch_op.drop_constraint(op.f("ck_conflict_share_one_payer"), type_="check")
        batch_op.drop_constraint(op.f("uq_conflict_share_expense_id_partner_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_conflict_share_partner_id"), type_="foreignkey")
        batch_op.drop_column("partner_id")
        batch_op.alter_column("party_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("partner_status", schema=None) as batch_op:
        for name in GROUND:
            batch_op.drop_column(name)
