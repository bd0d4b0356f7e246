"""Make conflict cases."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conflict_setting",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("clock_start", sa.String(length=10), nullable=False),
        sa.Column("shows_existence", sa.Boolean(), nullable=False),
        sa.Column("sharing_en", sa.Text(), nullable=False),
        sa.Column("sharing_fr", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_conflict_setting_team_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_conflict_setting")),
    )
    op.create_table(
        "conflict_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("at_steering", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("clause", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_case_by_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_conflict_case_committee_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_conflict_case_team_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_conflict_case_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_case")),
        sa.UniqueConstraint("team_id", "reference", name=op.f("uq_conflict_case_team_id_reference")),
    )
    with op.batch_alter_table("conflict_case", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_case_committee_id", ["committee_id"], unique=False)
        batch_op.create_index("ix_conflict_case_team_id_state", ["team_id", "state", "id"], unique=False)

    op.create_table(
        "conflict_expense",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.CheckConstraint("total_cents > 0", name=op.f("ck_conflict_expense_total_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_expense_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_expense_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_expense")),
    )
    with op.batch_alter_table("conflict_expense", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_expense_case_id", ["case_id"], unique=False)

    op.create_table(
        "conflict_helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organization", sa.String(length=200), nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_helper_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_helper_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_helper")),
    )
    with op.batch_alter_table("conflict_helper", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_helper_case_id", ["case_id"], unique=False)

    op.create_table(
        "conflict_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("name_en", sa.String(length=400), nullable=False),
        sa.Column("name_fr", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_party_case_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_conflict_party_committee_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_conflict_party_partner_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_conflict_party_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_party")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_conflict_party_case_id_key")),
    )
    with op.batch_alter_table("conflict_party", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_party_partner_id", ["partner_id"], unique=False)

    op.create_table(
        "conflict_recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_own_party", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_recusal_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_recusal_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_conflict_recusal_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_recusal")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_conflict_recusal_case_id_user_id")),
    )
    op.create_table(
        "conflict_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_set_on", sa.Date(), nullable=True),
        sa.CheckConstraint("due_on >= original_due_on", name=op.f("ck_conflict_term_never_shortened")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_term_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_term")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_conflict_term_case_id_number")),
    )
    with op.batch_alter_table("conflict_term", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_term_due_on", ["due_on"], unique=False)

    op.create_table(
        "conflict_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_file_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_file_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["conflict_party.id"], name=op.f("fk_conflict_file_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_file")),
    )
    with op.batch_alter_table("conflict_file", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_file_case_id", ["case_id", "id"], unique=False)

    op.create_table(
        "conflict_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_note_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_note_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["conflict_party.id"], name=op.f("fk_conflict_note_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_note")),
    )
    with op.batch_alter_table("conflict_note", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_note_case_id", ["case_id", "id"], unique=False)

    op.create_table(
        "conflict_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("closed_from", sa.String(length=14), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("signer_for", sa.String(length=400), nullable=False),
        sa.Column("decider", sa.String(length=8), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_outcome_by_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_conflict_outcome_decision_id")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["conflict_term.id"], name=op.f("fk_conflict_outcome_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_outcome")),
        sa.UniqueConstraint("term_id", name=op.f("uq_conflict_outcome_term_id")),
    )
    op.create_table(
        "conflict_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("person_organization", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("days_over", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_proposal_by_id")),
        sa.ForeignKeyConstraint(["term_id"], ["conflict_term.id"], name=op.f("fk_conflict_proposal_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_proposal")),
    )
    with op.batch_alter_table("conflict_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_proposal_term_id", ["term_id"], unique=False)
        batch_op.create_index(
            "uq_conflict_proposal_open",
            ["term_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "conflict_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expense_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.CheckConstraint("cents > 0", name=op.f("ck_conflict_share_cents_positive")),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["conflict_expense.id"], name=op.f("fk_conflict_share_expense_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["conflict_party.id"], name=op.f("fk_conflict_share_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_share")),
        sa.UniqueConstraint("expense_id", "party_id", name=op.f("uq_conflict_share_expense_id_party_id")),
    )
    with op.batch_alter_table("conflict_share", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_share_party_id", ["party_id"], unique=False)

    op.create_table(
        "conflict_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_step_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name=op.f("fk_conflict_step_case_id")),
        sa.ForeignKeyConstraint(["term_id"], ["conflict_term.id"], name=op.f("fk_conflict_step_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_step")),
    )
    with op.batch_alter_table("conflict_step", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_step_case_id", ["case_id", "id"], unique=False)

    op.create_table(
        "conflict_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("relayed", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_conflict_answer_by_id")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["conflict_party.id"], name=op.f("fk_conflict_answer_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["conflict_proposal.id"], name=op.f("fk_conflict_answer_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_answer")),
        sa.UniqueConstraint("proposal_id", "party_id", name=op.f("uq_conflict_answer_proposal_id_party_id")),
    )
    op.create_table(
        "conflict_share_confirmation",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_conflict_share_confirmation_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["conflict_share.id"], name=op.f("fk_conflict_share_confirmation_share_id")
        ),
        sa.PrimaryKeyConstraint("share_id", name=op.f("pk_conflict_share_confirmation")),
    )


def downgrade() -> None:
    op.drop_table("conflict_share_confirmation")
    op.drop_table("conflict_answer")
    with op.batch_alter_table("conflict_step", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_step_case_id")

    op.drop_table("conflict_step")
    with op.batch_alter_table("conflict_share", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_share_party_id")

    op.drop_table("conflict_share")
    with op.batch_alter_table("conflict_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_conflict_proposal_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_conflict_proposal_term_id")

    op.drop_table("conflict_proposal")
    op.drop_table("conflict_outcome")
    with op.batch_alter_table("conflict_note", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_note_case_id")

    op.drop_table("conflict_note")
    with op.batch_alter_table("conflict_file", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_file_case_id")

    op.drop_table("conflict_file")
    with op.batch_alter_table("conflict_term", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_term_due_on")

    op.drop_table("conflict_term")
    op.drop_table("conflict_recusal")
    with op.batch_alter_table("conflict_party", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_party_partner_id")

    op.drop_table("conflict_party")
    with op.batch_alter_table("conflict_helper", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_helper_case_id")

    op.drop_table("conflict_helper")
    with op.batch_alter_table("conflict_expense", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_expense_case_id")

    op.drop_table("conflict_expense")
    with op.batch_alter_table("conflict_case", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_case_team_id_state")
        batch_op.drop_index("ix_conflict_case_committee_id")

    op.drop_table("conflict_case")
    op.drop_table("conflict_setting")
