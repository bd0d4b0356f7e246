"""Make admissions: intake, criteria, dossiers with their answers, documents and acts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admission_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("text_fr", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_admission_criterion_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_criterion")),
    )
    with op.batch_alter_table("admission_criterion", schema=None) as batch_op:
        batch_op.create_index("ix_admission_criterion_team_id", ["team_id", "position"], unique=False)

    op.create_table(
        "intake_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("all_year", sa.Boolean(), nullable=False),
        sa.Column("welcome_en", sa.Text(), nullable=False),
        sa.Column("welcome_fr", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_intake_setting_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_setting")),
        sa.UniqueConstraint("team_id", name=op.f("uq_intake_setting_team_id")),
    )
    op.create_table(
        "intake_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_intake_window_closes_after_opening")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_intake_window_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_window")),
    )
    with op.batch_alter_table("intake_window", schema=None) as batch_op:
        batch_op.create_index("ix_intake_window_team_id", ["team_id", "opens_on"], unique=False)

    op.create_table(
        "admission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=14), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("organization", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_title", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("region_served", sa.String(length=200), nullable=False),
        sa.Column("tier_asked", sa.String(length=12), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("has_interest", sa.Boolean(), nullable=True),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("tier_granted", sa.String(length=12), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_signer", sa.String(length=200), nullable=False),
        sa.Column("outcome_title", sa.String(length=200), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_admission_decision_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_admission_partner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_admission_team_id")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["intake_window.id"], name=op.f("fk_admission_window_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_admission_decision_id")),
    )
    with op.batch_alter_table("admission", schema=None) as batch_op:
        batch_op.create_index("ix_admission_network_opened_at", ["network", "opened_at"], unique=False)
        batch_op.create_index("ix_admission_partner_id", ["partner_id"], unique=False)
        batch_op.create_index("ix_admission_team_id_name_key", ["team_id", "name_key"], unique=False)
        batch_op.create_index("ix_admission_team_id_step", ["team_id", "step", "id"], unique=False)
        batch_op.create_index(
            "uq_admission_in_hand",
            ["team_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("step IN ('under_review', 'deliberation', 'invited')"),
            postgresql_where=sa.text("step IN ('under_review', 'deliberation', 'invited')"),
        )

    op.create_table(
        "admission_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("admission_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=14), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["admission_id"], ["admission.id"], name=op.f("fk_admission_act_admission_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_admission_act_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_act")),
    )
    with op.batch_alter_table("admission_act", schema=None) as batch_op:
        batch_op.create_index("ix_admission_act_admission_id", ["admission_id", "id"], unique=False)

    op.create_table(
        "admission_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("admission_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("text_fr", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=4), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("finding", sa.String(length=10), nullable=False),
        sa.Column("finding_remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["admission_id"], ["admission.id"], name=op.f("fk_admission_answer_admission_id")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["admission_criterion.id"], name=op.f("fk_admission_answer_criterion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_answer")),
        sa.UniqueConstraint(
            "admission_id", "position", name=op.f("uq_admission_answer_admission_id_position")
        ),
    )
    op.create_table(
        "admission_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("admission_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["admission_id"], ["admission.id"], name=op.f("fk_admission_document_admission_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_admission_document_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_document")),
    )
    with op.batch_alter_table("admission_document", schema=None) as batch_op:
        batch_op.create_index("ix_admission_document_admission_id", ["admission_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("admission_document", schema=None) as batch_op:
        batch_op.drop_index("ix_admission_document_admission_id")

    op.drop_table("admission_document")
    op.drop_table("admission_answer")
    with op.batch_alter_table("admission_act", schema=None) as batch_op:
        batch_op.drop_index("ix_admission_act_admission_id")

    op.drop_table("admission_act")
    with op.batch_alter_table("admission", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_admission_in_hand",
            sqlite_where=sa.text("step IN ('under_review', 'deliberation', 'invited')"),
            postgresql_where=sa.text("step IN ('under_review', 'deliberation', 'invited')"),
        )
        batch_op.drop_index("ix_admission_team_id_step")
        batch_op.drop_index("ix_admission_team_id_name_key")
        batch_op.drop_index("ix_admission_partner_id")
        batch_op.drop_index("ix_admission_network_opened_at")

    op.drop_table("admission")
    with op.batch_alter_table("intake_window", schema=None) as batch_op:
        batch_op.drop_index("ix_intake_window_team_id")

    op.drop_table("intake_window")
    op.drop_table("intake_setting")
    with op.batch_alter_table("admission_criterion", schema=None) as batch_op:
        batch_op.drop_index("ix_admission_criterion_team_id")

    op.drop_table("admission_criterion")
