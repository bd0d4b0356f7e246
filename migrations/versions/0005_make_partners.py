"""Make organizations and partners."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["organization.id"], name=op.f("fk_organization_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organization_name_key"), ["name_key"], unique=False)
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("signatures_needed", sa.Integer(), nullable=False),
        sa.Column("extra_cells", sa.JSON(), nullable=False),
        sa.Column("on_latest_list", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("signatures_needed >= 1", name=op.f("ck_partner_signatures_needed_positive")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_partner_organization_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_partner_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("team_id", "name_key", name="uq_partner_team_id_name_key"),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index("ix_partner_organization_id", ["organization_id"], unique=False)
        batch_op.create_index("ix_partner_team_id_position", ["team_id", "position", "id"], unique=False)
        batch_op.create_index("ix_partner_team_id_sector", ["team_id", "sector"], unique=False)
        batch_op.create_index("ix_partner_team_id_sort_key", ["team_id", "sort_key", "id"], unique=False)
    op.create_table(
        "partner_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_name_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_name")),
    )
    with op.batch_alter_table("partner_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_name_partner_id"), ["partner_id"], unique=False)
    op.create_table(
        "partner_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_partner_note_author_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_note_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_note")),
    )
    with op.batch_alter_table("partner_note", schema=None) as batch_op:
        batch_op.create_index("ix_partner_note_partner_id", ["partner_id", "on"], unique=False)
    op.create_table(
        "partner_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_status_partner_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_partner_status_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["partner_status.id"], name=op.f("fk_partner_status_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_status")),
    )
    with op.batch_alter_table("partner_status", schema=None) as batch_op:
        batch_op.create_index("ix_partner_status_partner_id", ["partner_id", "effective_on"], unique=False)
    op.create_table(
        "partner_tier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_tier_partner_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_partner_tier_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["partner_tier.id"], name=op.f("fk_partner_tier_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_tier")),
    )
    with op.batch_alter_table("partner_tier", schema=None) as batch_op:
        batch_op.create_index("ix_partner_tier_partner_id", ["partner_id", "effective_on"], unique=False)
    op.create_table(
        "partner_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_word_partner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_partner_word_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_word")),
        sa.UniqueConstraint("partner_id", "word", name=op.f("uq_partner_word_partner_id_word")),
    )
    with op.batch_alter_table("partner_word", schema=None) as batch_op:
        batch_op.create_index("ix_partner_word_team_id_word", ["team_id", "word", "partner_id"], unique=False)
    op.create_table(
        "schedule_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_schedule_line_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_line")),
    )
    with op.batch_alter_table("schedule_line", schema=None) as batch_op:
        batch_op.create_index("ix_schedule_line_partner_id", ["partner_id", "position"], unique=False)
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("authority", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_signatory_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
    )
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.create_index("ix_signatory_partner_id", ["partner_id", "position"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.drop_index("ix_signatory_partner_id")
    op.drop_table("signatory")
    with op.batch_alter_table("schedule_line", schema=None) as batch_op:
        batch_op.drop_index("ix_schedule_line_partner_id")
    op.drop_table("schedule_line")
    with op.batch_alter_table("partner_word", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_word_team_id_word")
    op.drop_table("partner_word")
    with op.batch_alter_table("partner_tier", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_tier_partner_id")
    op.drop_table("partner_tier")
    with op.batch_alter_table("partner_status", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_status_partner_id")
    op.drop_table("partner_status")
    with op.batch_alter_table("partner_note", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_note_partner_id")
    op.drop_table("partner_note")
    with op.batch_alter_table("partner_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_name_partner_id"))
    op.drop_table("partner_name")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_team_id_sort_key")
        batch_op.drop_index("ix_partner_team_id_sector")
        batch_op.drop_index("ix_partner_team_id_position")
        batch_op.drop_index("ix_partner_organization_id")
    op.drop_table("partner")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_name_key"))
    op.drop_table("organization")
