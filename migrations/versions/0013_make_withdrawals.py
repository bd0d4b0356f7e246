"""Make withdrawals: requests for a notice, notices, efforts and their answers, notice periods."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawal_notice_period",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 1", name=op.f("ck_withdrawal_notice_period_days_positive")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_withdrawal_notice_period_team_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_withdrawal_notice_period")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("status_before", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_withdrawal_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.create_index("ix_withdrawal_partner_id", ["partner_id", "id"], unique=False)
        batch_op.create_index("ix_withdrawal_state_effective_on", ["state", "effective_on"], unique=False)
        batch_op.create_index(
            "uq_withdrawal_running",
            ["partner_id"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "withdrawal_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_withdrawal_act_by_id")),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"], ["withdrawal.id"], name=op.f("fk_withdrawal_act_withdrawal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_act")),
    )
    with op.batch_alter_table("withdrawal_act", schema=None) as batch_op:
        batch_op.create_index("ix_withdrawal_act_withdrawal_id", ["withdrawal_id", "id"], unique=False)

    op.create_table(
        "withdrawal_effort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("offered_by", sa.String(length=200), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_withdrawal_effort_by_id")),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"], ["withdrawal.id"], name=op.f("fk_withdrawal_effort_withdrawal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_effort")),
    )
    with op.batch_alter_table("withdrawal_effort", schema=None) as batch_op:
        batch_op.create_index("ix_withdrawal_effort_withdrawal_id", ["withdrawal_id", "id"], unique=False)

    op.create_table(
        "withdrawal_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_withdrawal_request_by_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_withdrawal_request_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_withdrawal_request_signatory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_request")),
    )
    with op.batch_alter_table("withdrawal_request", schema=None) as batch_op:
        batch_op.create_index("ix_withdrawal_request_partner_id", ["partner_id", "id"], unique=False)
        batch_op.create_index(
            "uq_withdrawal_request_open",
            ["partner_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "withdrawal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("effort_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_withdrawal_answer_by_id")),
        sa.ForeignKeyConstraint(
            ["effort_id"], ["withdrawal_effort.id"], name=op.f("fk_withdrawal_answer_effort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_answer")),
        sa.UniqueConstraint("effort_id", name=op.f("uq_withdrawal_answer_effort_id")),
    )
    op.create_table(
        "withdrawal_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("partner_name", sa.String(length=200), nullable=False),
        sa.Column("signatory_name", sa.String(length=200), nullable=False),
        sa.Column("signatory_title", sa.String(length=200), nullable=False),
        sa.Column("signature_text", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan", sa.String(length=64), nullable=False),
        sa.Column("consent", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("event_digest", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_withdrawal_notice_by_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["withdrawal_request.id"], name=op.f("fk_withdrawal_notice_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"], ["withdrawal.id"], name=op.f("fk_withdrawal_notice_withdrawal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_notice")),
        sa.UniqueConstraint("request_id", name=op.f("uq_withdrawal_notice_request_id")),
        sa.UniqueConstraint("withdrawal_id", name=op.f("uq_withdrawal_notice_withdrawal_id")),
    )


def downgrade() -> None:
    op.drop_table("withdrawal_notice")
    op.drop_table("withdrawal_answer")
    with op.batch_alter_table("withdrawal_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_withdrawal_request_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_withdrawal_request_partner_id")

    op.drop_table("withdrawal_request")
    with op.batch_alter_table("withdrawal_effort", schema=None) as batch_op:
        batch_op.drop_index("ix_withdrawal_effort_withdrawal_id")

    op.drop_table("withdrawal_effort")
    with op.batch_alter_table("withdrawal_act", schema=None) as batch_op:
        batch_op.drop_index("ix_withdrawal_act_withdrawal_id")

    op.drop_table("withdrawal_act")
    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_withdrawal_running",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index("ix_withdrawal_state_effective_on")
        batch_op.drop_index("ix_withdrawal_partner_id")

    op.drop_table("withdrawal")
    op.drop_table("withdrawal_notice_period")
