"""Make decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deciding_rules",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("scale", sa.String(length=12), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("tier_voices", sa.JSON(), nullable=False),
        sa.Column("pass_rule", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_deciding_rules_team_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_deciding_rules")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("scale", sa.String(length=12), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("roll_kind", sa.String(length=12), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("vacant", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.CheckConstraint("quorum >= 1", name=op.f("ck_decision_quorum_positive")),
        sa.CheckConstraint("threshold BETWEEN 1 AND 5", name=op.f("ck_decision_threshold_is_a_level")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_decision_by_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_decision_committee_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_decision_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_team_id", ["team_id", "id"], unique=False)

    op.create_table(
        "decision_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_reader_decision_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_decision_reader_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_reader")),
        sa.UniqueConstraint("decision_id", "user_id", name=op.f("uq_decision_reader_decision_id_user_id")),
    )
    with op.batch_alter_table("decision_reader", schema=None) as batch_op:
        batch_op.create_index("ix_decision_reader_user_id", ["user_id"], unique=False)

    op.create_table(
        "decision_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("is_plain_agreement", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_decision_round_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_round_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_round")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_decision_round_decision_id_number")),
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_resolution_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_resolution_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_resolution_decision_id")),
    )
    op.create_table(
        "voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_voice_decision_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_voice_partner_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_voice_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint(
            "decision_id", "partner_id", "seat_id", name=op.f("uq_voice_decision_id_partner_id_seat_id")
        ),
        sa.UniqueConstraint("decision_id", "position", name=op.f("uq_voice_decision_id_position")),
    )
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.create_index("ix_voice_partner_id", ["partner_id"], unique=False)
        batch_op.create_index("ix_voice_seat_id", ["seat_id"], unique=False)

    op.create_table(
        "carrying_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("task", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_carrying_out_partner_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_carrying_out_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrying_out")),
    )
    with op.batch_alter_table("carrying_out", schema=None) as batch_op:
        batch_op.create_index("ix_carrying_out_partner_id", ["partner_id"], unique=False)
        batch_op.create_index("ix_carrying_out_resolution_id", ["resolution_id"], unique=False)

    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirms_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(mark = 'given') = (level IS NOT NULL)", name=op.f("ck_position_level_where_given")
        ),
        sa.CheckConstraint(
            "level IS NULL OR level BETWEEN 1 AND 6", name=op.f("ck_position_level_is_on_the_scale")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_position_by_id")),
        sa.ForeignKeyConstraint(["confirms_id"], ["position.id"], name=op.f("fk_position_confirms_id")),
        sa.ForeignKeyConstraint(["round_id"], ["decision_round.id"], name=op.f("fk_position_round_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_position_voice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint(
            "round_id", "voice_id", "number", name=op.f("uq_position_round_id_voice_id_number")
        ),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index("ix_position_voice_id", ["voice_id"], unique=False)

    op.create_table(
        "recorded_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("efforts", sa.Text(), nullable=False),
        sa.Column("pass_rule", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_passed", sa.Boolean(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_recorded_vote_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_recorded_vote_decision_id")),
        sa.ForeignKeyConstraint(["round_id"], ["decision_round.id"], name=op.f("fk_recorded_vote_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_vote")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_recorded_vote_decision_id")),
    )
    op.create_table(
        "round_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("is_consensus", sa.Boolean(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_round_closing_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["decision_round.id"], name=op.f("fk_round_closing_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_closing")),
        sa.UniqueConstraint("round_id", name=op.f("uq_round_closing_round_id")),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrying_out_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_follow_up_by_id")),
        sa.ForeignKeyConstraint(
            ["carrying_out_id"], ["carrying_out.id"], name=op.f("fk_follow_up_carrying_out_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_carrying_out_id", ["carrying_out_id"], unique=False)

    op.create_table(
        "point_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_point_answer_by_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_point_answer_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_answer")),
    )
    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.create_index("ix_point_answer_position_id", ["position_id"], unique=False)

    op.create_table(
        "voice_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ballot", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_capacity", sa.String(length=20), nullable=False),
        sa.Column("by_for", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_voice_ballot_by_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_voice_ballot_voice_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["recorded_vote.id"], name=op.f("fk_voice_ballot_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_ballot")),
        sa.UniqueConstraint(
            "vote_id", "voice_id", "number", name=op.f("uq_voice_ballot_vote_id_voice_id_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("voice_ballot")
    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_point_answer_position_id")

    op.drop_table("point_answer")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_carrying_out_id")

    op.drop_table("follow_up")
    op.drop_table("round_closing")
    op.drop_table("recorded_vote")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index("ix_position_voice_id")

    op.drop_table("position")
    with op.batch_alter_table("carrying_out", schema=None) as batch_op:
        batch_op.drop_index("ix_carrying_out_resolution_id")
        batch_op.drop_index("ix_carrying_out_partner_id")

    op.drop_table("carrying_out")
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.drop_index("ix_voice_seat_id")
        batch_op.drop_index("ix_voice_partner_id")

    op.drop_table("voice")
    op.drop_table("resolution")
    op.drop_table("decision_round")
    with op.batch_alter_table("decision_reader", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_reader_user_id")

    op.drop_table("decision_reader")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_team_id")

    op.drop_table("decision")
    op.drop_table("deciding_rules")
