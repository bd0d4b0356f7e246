"""Let signing ask for one of several second proofs, and notices of withdrawal ask as statements do."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step_ups", sa.JSON(), server_default="[]", nullable=False))
    op.execute("UPDATE team SET step_ups = '[\"phone\"]' WHERE step_up = 'phone'")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("step_up")
    op.create_table(
        "proof_phone_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
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
            ["signatory_id"], ["signatory.id"], name=op.f("fk_proof_phone_code_signatory_id")
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["user_account.id"], name=op.f("fk_proof_phone_code_read_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_phone_code")),
    )
    with op.batch_alter_table("proof_phone_code", schema=None) as batch_op:
        batch_op.create_index("ix_proof_phone_code_about", ["about"], unique=False)
    _take_codes_over()
    with op.batch_alter_table("signing_code", schema=None) as batch_op:
        batch_op.drop_index("ix_signing_code_request_id")
    op.drop_table("signing_code")
    op.create_table(
        "proof_app_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_proof_app_tries_signatory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_app_tries")),
        sa.UniqueConstraint("about", "signatory_id", name=op.f("uq_proof_app_tries_about_signatory_id")),
    )
    op.create_table(
        "proof_by_directory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("issuer_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_proof_by_directory_signatory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_by_directory")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_proof_by_directory_token_digest")),
    )
    with op.batch_alter_table("proof_by_directory", schema=None) as batch_op:
        batch_op.create_index("ix_proof_by_directory_about", ["about"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("proof_by_directory", schema=None) as batch_op:
        batch_op.drop_index("ix_proof_by_directory_about")
    op.drop_table("proof_by_directory")
    op.drop_table("proof_app_tries")
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
    _give_codes_back()
    with op.batch_alter_table("proof_phone_code", schema=None) as batch_op:
        batch_op.drop_index("ix_proof_phone_code_about")
    op.drop_table("proof_phone_code")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step_up", sa.String(length=12), server_default="none", nullable=False))
    op.execute("UPDATE team SET step_up = 'phone' WHERE CAST(step_ups AS TEXT) LIKE '%phone%'")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("step_ups")


def _take_codes_over() -> None:
    """Under the numbers that evidence names; one that is out ends, for its digest was made otherwise."""
    op.execute(
        "INSERT INTO proof_phone_code (id, about, signatory_id, mac, made_at, expires_at, tries, used_at,"
        " revoked_at, read_by_id, read_by_name, number_ending)"
        " SELECT id, 'signing_request:' || CAST(request_id AS TEXT), signatory_id, mac, made_at, expires_at,"
        " tries, used_at, COALESCE(revoked_at, CASE WHEN used_at IS NULL THEN expires_at END),"
        " read_by_id, read_by_name, number_ending FROM signing_code ORDER BY id"
    )
    _count_on_from("proof_phone_code")


def _give_codes_back() -> None:
    """Those of statements; there is no place for those of notices."""
    op.execute(
        "INSERT INTO signing_code (id, request_id, signatory_id, mac, made_at, expires_at, tries, used_at,"
        " revoked_at, read_by_id, read_by_name, number_ending)"
        " SELECT id, CAST(SUBSTR(about, 17) AS INTEGER), signatory_id, mac, made_at, expires_at, tries,"
        " used_at, revoked_at, read_by_id, read_by_name, number_ending FROM proof_phone_code"
        " WHERE about LIKE 'signing_request:%' ORDER BY id"
    )
    _count_on_from("signing_code")


def _count_on_from(table: str) -> None:
    """New rows are numbered after those that were taken over with their numbers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608  # names of our own
            f" COALESCE(MAX(id), 0) + 1, false) FROM {table}"
        )
