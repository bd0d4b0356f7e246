"""Make requests to sign, commitments and editions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lapse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_lapse_decided_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_lapse_document_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_lapse_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapse")),
    )
    with op.batch_alter_table("lapse", schema=None) as batch_op:
        batch_op.create_index("ix_lapse_document_id_partner_id", ["document_id", "partner_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name=op.f("fk_campaign_opened_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f("fk_campaign_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_version_id", ["version_id"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("commitment_ids", sa.JSON(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("record_code", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("record_attempts", sa.Integer(), nullable=False),
        sa.Column("record_problem", sa.String(length=500), nullable=False),
        sa.Column("record_leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_edition_record_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user_account.id"], name=op.f("fk_edition_requested_by_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["document_version.id"], name=op.f("fk_edition_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("record_code", name=op.f("uq_edition_record_code")),
        sa.UniqueConstraint(
            "version_id", "language", "number", name=op.f("uq_edition_version_id_language_number")
        ),
    )
    op.create_table(
        "signing_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("requirement", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("board_until", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_signing_request_campaign_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_signing_request_partner_id")),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_signing_request_signatory_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_signing_request_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_request")),
    )
    with op.batch_alter_table("signing_request", schema=None) as batch_op:
        batch_op.create_index("ix_signing_request_partner_id", ["partner_id", "id"], unique=False)
        batch_op.create_index("ix_signing_request_state_due_on", ["state", "due_on"], unique=False)
        batch_op.create_index(
            "ix_signing_request_version_id_partner_id", ["version_id", "partner_id"], unique=False
        )
        batch_op.create_index(
            "uq_signing_request_open",
            ["version_id", "signatory_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("partner_name", sa.String(length=200), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("signatory_name", sa.String(length=200), nullable=False),
        sa.Column("signatory_title", sa.String(length=200), nullable=False),
        sa.Column("signature_text", sa.String(length=200), nullable=False),
        sa.Column("signature_strokes", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("scan", sa.String(length=64), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("consent", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("record_code", sa.String(length=40), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("event_digest", sa.String(length=64), nullable=False),
        sa.Column("record_attempts", sa.Integer(), nullable=False),
        sa.Column("record_problem", sa.String(length=500), nullable=False),
        sa.Column("record_leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("slot >= 1", name=op.f("ck_commitment_slot_positive")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_commitment_partner_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_commitment_record_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_commitment_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["signing_request.id"], name=op.f("fk_commitment_request_id")
        ),
        sa.ForeignKeyConstraint(["signatory_id"], ["signatory.id"], name=op.f("fk_commitment_signatory_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_commitment_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("record_code", name=op.f("uq_commitment_record_code")),
        sa.UniqueConstraint("request_id", name=op.f("uq_commitment_request_id")),
        sa.UniqueConstraint(
            "version_id", "partner_id", "slot", name=op.f("uq_commitment_version_id_partner_id_slot")
        ),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_partner_id", ["partner_id", "id"], unique=False)
        batch_op.create_index("ix_commitment_record_id", ["record_id"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("from_signatory_id", sa.Integer(), nullable=False),
        sa.Column("to_signatory_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_hand_over_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_signatory_id"], ["signatory.id"], name=op.f("fk_hand_over_from_signatory_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["signing_request.id"], name=op.f("fk_hand_over_request_id")),
        sa.ForeignKeyConstraint(
            ["to_signatory_id"], ["signatory.id"], name=op.f("fk_hand_over_to_signatory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.create_index("ix_hand_over_request_id", ["request_id"], unique=False)
    op.create_table(
        "signing_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_signing_question_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["signing_request.id"], name=op.f("fk_signing_question_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_question")),
    )
    with op.batch_alter_table("signing_question", schema=None) as batch_op:
        batch_op.create_index("ix_signing_question_request_id", ["request_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("signing_question", schema=None) as batch_op:
        batch_op.drop_index("ix_signing_question_request_id")
    op.drop_table("signing_question")
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.drop_index("ix_hand_over_request_id")
    op.drop_table("hand_over")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index("ix_commitment_record_id")
        batch_op.drop_index("ix_commitment_partner_id")
    op.drop_table("commitment")
    with op.batch_alter_table("signing_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signing_request_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_signing_request_version_id_partner_id")
        batch_op.drop_index("ix_signing_request_state_due_on")
        batch_op.drop_index("ix_signing_request_partner_id")
    op.drop_table("signing_request")
    op.drop_table("edition")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_version_id")
    op.drop_table("campaign")
    with op.batch_alter_table("lapse", schema=None) as batch_op:
        batch_op.drop_index("ix_lapse_document_id_partner_id")
    op.drop_table("lapse")
