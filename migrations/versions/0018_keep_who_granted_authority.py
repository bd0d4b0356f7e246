"""Keep who granted authority to sign and speak, codes by phone, administrators and new addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authority_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=500), nullable=False),
        sa.Column("granted_by", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("is_alternate", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "signatory_id IS NOT NULL OR representative_id IS NOT NULL",
            name=op.f("ck_authority_grant_given_to_somebody"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_authority_grant_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_authority_grant_partner_id")),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_authority_grant_signatory_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representative.id"], name=op.f("fk_authority_grant_representative_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_authority_grant_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["authority_grant.id"], name=op.f("fk_authority_grant_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_grant")),
    )
    with op.batch_alter_table("authority_grant", schema=None) as batch_op:
        batch_op.create_index("ix_authority_grant_partner_id", ["partner_id", "id"], unique=False)
        batch_op.create_index("ix_authority_grant_signatory_id", ["signatory_id"], unique=False)
        batch_op.create_index("ix_authority_grant_representative_id", ["representative_id"], unique=False)
    _grant_what_is_known()
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=40), server_default="", nullable=False))
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step_up", sa.String(length=12), server_default="none", nullable=False))
    op.create_table(
        "signing_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.Column("read_by_name", sa.String(length=200), nullable=False),
        sa.Column("number_ending", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["signing_request.id"], name=op.f("fk_signing_code_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_signing_code_signatory_id")
        ),
        sa.ForeignKeyConstraint(["read_by_id"], ["user_account.id"], name=op.f("fk_signing_code_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_code")),
    )
    with op.batch_alter_table("signing_code", schema=None) as batch_op:
        batch_op.create_index("ix_signing_code_request_id", ["request_id"], unique=False)
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_administrator", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("is_administrator")
    with op.batch_alter_table("signing_code", schema=None) as batch_op:
        batch_op.drop_index("ix_signing_code_request_id")

    op.drop_table("signing_code")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("step_up")
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.drop_column("phone")
    with op.batch_alter_table("authority_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_authority_grant_representative_id")
        batch_op.drop_index("ix_authority_grant_signatory_id")
        batch_op.drop_index("ix_authority_grant_partner_id")

    op.drop_table("authority_grant")


def _grant_what_is_known() -> None:
    """Those who sign and speak already do so by their title, from the day they began."""
    op.execute(
        "INSERT INTO authority_grant (partner_id, signatory_id, representative_id, basis, reference,"
        " granted_by, file, file_name, is_alternate, started_on, ended_on, recorded_at)"
        " SELECT partner_id, signatory.id, NULL, 'title',"
        " CASE WHEN authority = '' THEN title ELSE authority END,"
        " '', '', '', FALSE, started_on, ended_on, partner.created_at"
        " FROM signatory JOIN partner ON partner.id = signatory.partner_id ORDER BY signatory.id"
    )
    op.execute(
        "INSERT INTO authority_grant (partner_id, signatory_id, representative_id, basis, reference,"
        " granted_by, file, file_name, is_alternate, started_on, ended_on, recorded_at)"
        " SELECT partner_id, NULL, representative.id, 'title', title,"
        " '', '', '', FALSE, started_on, ended_on, partner.created_at"
        " FROM representative JOIN partner ON partner.id = representative.partner_id"
        " ORDER BY representative.id"
    )
