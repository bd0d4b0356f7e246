"""Make foundational documents."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: A published version never changes, whoever holds the connection.
SQLITE = (
    """
    CREATE TRIGGER document_version_no_update BEFORE UPDATE ON document_version
    WHEN OLD.state = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
    """,
    """
    CREATE TRIGGER document_version_no_delete BEFORE DELETE ON document_version
    WHEN OLD.state = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
    """,
    """
    CREATE TRIGGER document_section_no_insert BEFORE INSERT ON document_section
    WHEN (SELECT state FROM document_version WHERE id = NEW.version_id) = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
    """,
    """
    CREATE TRIGGER document_section_no_update BEFORE UPDATE ON document_section
    WHEN 'published' IN (SELECT state FROM document_version WHERE id IN (OLD.version_id, NEW.version_id))
    BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
    """,
    """
    CREATE TRIGGER document_section_no_delete BEFORE DELETE ON document_section
    WHEN (SELECT state FROM document_version WHERE id = OLD.version_id) = 'published'
    BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'published' THEN
            RAISE EXCEPTION 'a published version never changes';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER document_version_unchanged BEFORE UPDATE OR DELETE ON document_version
    FOR EACH ROW EXECUTE FUNCTION refuse_version_change()
    """,
    """
    CREATE FUNCTION refuse_section_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND EXISTS (
            SELECT FROM document_version WHERE id = OLD.version_id AND state = 'published'
        ) OR TG_OP <> 'DELETE' AND EXISTS (
            SELECT FROM document_version WHERE id = NEW.version_id AND state = 'published'
        ) THEN
            RAISE EXCEPTION 'a published version never changes';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER document_section_unchanged BEFORE INSERT OR UPDATE OR DELETE ON document_section
    FOR EACH ROW EXECUTE FUNCTION refuse_section_change()
    """,
)

POSTGRESQL_DROP = (
    "DROP FUNCTION refuse_section_change() CASCADE",
    "DROP FUNCTION refuse_version_change() CASCADE",
)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_fr", sa.String(length=200), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_document_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("team_id", "slug", name=op.f("uq_document_team_id_slug")),
    )
    op.create_table(
        "document_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("change_kind", sa.String(length=10), nullable=False),
        sa.Column("change_note", sa.JSON(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_document_version_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
    )
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_document_version_draft",
            ["document_id"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
    op.create_table(
        "document_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_document_section_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_section")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_document_section_version_id_key")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRESQL_DROP:
            op.execute(statement)
    op.drop_table("document_section")
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_document_version_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
    op.drop_table("document_version")
    op.drop_table("document")
