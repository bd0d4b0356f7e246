"""Strike out what was entered wrongly, in one way for all that is dated or entered by hand; keep the versions
of schedules.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

#: The columns of a row that can be struck out.
STRUCK = {
    "struck_at": sa.DateTime(timezone=True),
    "struck_by_id": sa.Integer(),
    "struck_by_name": sa.String(length=200),
    "struck_as": sa.String(length=20),
    "struck_for": sa.String(length=200),
    "struck_reason": sa.Text(),
}
#: The tables that get them, and what they have of them already.
HAS: dict[str, tuple[str, ...]] = {
    "partner": (),
    "partner_tier": (),
    "partner_status": (),
    "committee_chair": (),
    "seat_term": ("struck_at", "struck_by_name", "struck_reason"),
    "commitment": (),
}
#: Those whose rows had no successor yet.
SUPERSEDED = ("seat_term", "commitment", "conflict_recusal")
#: Tables that SQLite numbers once.
ONCE = frozenset({"partner"})
#: A recusal that was taken back is one that was struck out.
RECUSAL = {
    "taken_back_at": "struck_at",
    "taken_back_reason": "struck_reason",
    "taken_back_by_id": "struck_by_id",
    "taken_back_by": "struck_by_name",
    "taken_back_as": "struck_as",
    "taken_back_for": "struck_for",
}
NOT_STRUCK = "struck_at IS NULL"
STANDS = "struck_at IS NULL AND superseded_by_id IS NULL"
#: What was promised before versions were kept holds since the partner is on the list.
FIRST_SCHEDULES = """
INSERT INTO schedule (partner_id, effective_on, recorded_at)
SELECT partner.id, COALESCE(
    (SELECT MIN(effective_on) FROM partner_status WHERE partner_id = partner.id), DATE(partner.created_at)
), partner.created_at
FROM partner WHERE EXISTS (SELECT 1 FROM schedule_line WHERE partner_id = partner.id) ORDER BY partner.id
"""
OF_FIRST = """
UPDATE schedule_line
SET schedule_id = (SELECT id FROM schedule WHERE schedule.partner_id = schedule_line.partner_id)
"""
#: On the way back the newest schedule that stands is all there is.
OF_OTHERS = f"""
DELETE FROM schedule_line WHERE schedule_id NOT IN (
    SELECT newest.id FROM schedule AS newest WHERE newest.id = (
        SELECT id FROM schedule WHERE partner_id = newest.partner_id AND {STANDS}
        ORDER BY effective_on DESC, id DESC LIMIT 1
    )
)
"""  # noqa: S608


def upgrade() -> None:
    for table, has in HAS.items():
        _add(table, [name for name in STRUCK if name not in has])
    _limit_reasons_of_terms(is_limited=False)
    _rename_recusals(RECUSAL)
    for table in SUPERSEDED:
        _add_successor(table)
    _make_wrong_seats()
    _make_schedules()
    _only_those_that_stand()
    op.add_column("record_order", sa.Column("corrects", sa.String(length=40), nullable=True))
    op.create_index("ix_record_order_corrects", "record_order", ["corrects"])


def downgrade() -> None:
    op.drop_index("ix_record_order_corrects", "record_order")
    with op.batch_alter_table("record_order", schema=None) as batch_op:
        batch_op.drop_column("corrects")
    _all_again()
    _unmake_schedules()
    op.drop_table("wrong_seat")
    for table in SUPERSEDED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_superseded_by_id"), type_="foreignkey")
            batch_op.drop_column("superseded_by_id")
    _rename_recusals({new: old for old, new in RECUSAL.items()})
    op.execute("UPDATE seat_term SET struck_reason = SUBSTR(struck_reason, 1, 500)")
    _limit_reasons_of_terms(is_limited=True)
    for table, has in HAS.items():
        with op.batch_alter_table(table, schema=None, **_kept(table)) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_struck_by_id"), type_="foreignkey")
            for name in STRUCK:
                if name not in has:
                    batch_op.drop_column(name)


def _add(table: str, names: list[str]) -> None:
    with op.batch_alter_table(table, schema=None, **_kept(table)) as batch_op:
        for name in names:
            batch_op.add_column(sa.Column(name, STRUCK[name], nullable=True))
        batch_op.create_foreign_key(
            op.f(f"fk_{table}_struck_by_id"), "user_account", ["struck_by_id"], ["id"]
        )


def _add_successor(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("superseded_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f(f"fk_{table}_superseded_by_id"), table, ["superseded_by_id"], ["id"])


def _limit_reasons_of_terms(*, is_limited: bool) -> None:
    kinds = (sa.String(length=500), sa.Text())
    before, after = kinds[::-1] if is_limited else kinds
    with op.batch_alter_table("seat_term", schema=None) as batch_op:
        batch_op.alter_column("struck_reason", existing_type=before, type_=after, nullable=True)


def _kept(table: str) -> dict[str, dict[str, bool]]:
    return {"table_kwargs": {"sqlite_autoincrement": True}} if table in ONCE else {}


def _rename_recusals(names: dict[str, str]) -> None:
    """Rename the columns with the key of one of them, and make the index on those in force anew."""
    is_back = "taken_back_at" in names.values()
    op.drop_index("uq_conflict_recusal_holds", "conflict_recusal")
    if is_back:
        for name in ("struck_reason", "struck_by_name", "struck_as", "struck_for"):
            op.execute(f"UPDATE conflict_recusal SET {name} = '' WHERE {name} IS NULL")  # noqa: S608
    key = "struck_by_id" if is_back else "taken_back_by_id"
    with op.batch_alter_table("conflict_recusal", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"fk_conflict_recusal_{key}"), type_="foreignkey")
    with op.batch_alter_table("conflict_recusal", schema=None) as batch_op:
        for old, new in names.items():
            batch_op.alter_column(old, new_column_name=new, **_changed(old, new, is_back=is_back))
    with op.batch_alter_table("conflict_recusal", schema=None) as batch_op:
        batch_op.create_foreign_key(
            op.f(f"fk_conflict_recusal_{names[key]}"), "user_account", [names[key]], ["id"]
        )
    if is_back:
        _index_recusals("taken_back_at IS NULL")


def _changed(old: str, new: str, *, is_back: bool) -> dict[str, object]:
    """What else is to be said of a renamed column: its texts were never null."""
    kind = STRUCK[old if is_back else new]
    if not isinstance(kind, sa.String):
        return {"existing_type": kind}
    return {"existing_type": kind, "nullable": not is_back, "server_default": "" if is_back else None}


def _index_recusals(in_force: str) -> None:
    where = sa.text(in_force)
    op.create_index(
        "uq_conflict_recusal_holds",
        "conflict_recusal",
        ["case_id", "user_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _make_wrong_seats() -> None:
    op.create_table(
        "wrong_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("label_fr", sa.String(length=200), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        *(sa.Column(name, kind, nullable=True) for name, kind in STRUCK.items()),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_wrong_seat_seat_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_wrong_seat_partner_id")),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user_account.id"], name=op.f("fk_wrong_seat_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_seat")),
    )
    op.create_index("ix_wrong_seat_seat_id", "wrong_seat", ["seat_id"])


def _make_schedules() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_as", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("recorded_for", sa.String(length=200), nullable=False, server_default=""),
        *(sa.Column(name, kind, nullable=True) for name, kind in STRUCK.items()),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_schedule_partner_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_schedule_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["struck_by_id"], ["user_account.id"], name=op.f("fk_schedule_struck_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["schedule.id"], name=op.f("fk_schedule_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    op.create_index("ix_schedule_partner_id", "schedule", ["partner_id", "effective_on"])
    op.execute(FIRST_SCHEDULES)
    op.drop_index("ix_schedule_line_partner_id", "schedule_line")
    with op.batch_alter_table("schedule_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("schedule_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_schedule_line_schedule_id"), "schedule", ["schedule_id"], ["id"])
    op.execute(OF_FIRST)
    with op.batch_alter_table("schedule_line", schema=None) as batch_op:
        batch_op.alter_column("schedule_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f("fk_schedule_line_partner_id"), type_="foreignkey")
        batch_op.drop_column("partner_id")
    op.create_index("ix_schedule_line_schedule_id", "schedule_line", ["schedule_id", "position"])


def _unmake_schedules() -> None:
    op.execute(OF_OTHERS)
    op.drop_index("ix_schedule_line_schedule_id", "schedule_line")
    with op.batch_alter_table("schedule_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_schedule_line_partner_id"), "partner", ["partner_id"], ["id"])
    op.execute(
        "UPDATE schedule_line SET partner_id = "
        "(SELECT partner_id FROM schedule WHERE schedule.id = schedule_line.schedule_id)"
    )
    with op.batch_alter_table("schedule_line", schema=None) as batch_op:
        batch_op.alter_column("partner_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f("fk_schedule_line_schedule_id"), type_="foreignkey")
        batch_op.drop_column("schedule_id")
    op.create_index("ix_schedule_line_partner_id", "schedule_line", ["partner_id", "position"])
    op.drop_table("schedule")


#: The unique constraints that hold, from now on, among rows that stand.
UNIQUE = (
    ("partner", ["team_id", "name_key"], NOT_STRUCK),
    ("commitment", ["version_id", "partner_id", "slot"], STANDS),
)
#: On the way back, rows struck out cannot stand beside those in their place.
STRUCK_COMMITMENTS = f"DELETE FROM commitment WHERE NOT ({STANDS})"  # noqa: S608
FREE_NAMES = f"UPDATE partner SET name_key = name_key || ' ' || id WHERE NOT ({NOT_STRUCK})"  # noqa: S608


def _only_those_that_stand() -> None:
    for table, columns, stands in UNIQUE:
        name = f"uq_{table}_{'_'.join(columns)}"
        with op.batch_alter_table(table, schema=None, **_kept(table)) as batch_op:
            batch_op.drop_constraint(op.f(name), type_="unique")
        where = sa.text(stands)
        op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
    _index_recusals(STANDS)


def _all_again() -> None:
    op.drop_index("uq_conflict_recusal_holds", "conflict_recusal")
    _index_recusals(NOT_STRUCK)
    op.execute(STRUCK_COMMITMENTS)
    op.execute(FREE_NAMES)
    for table, columns, _stands in UNIQUE:
        name = f"uq_{table}_{'_'.join(columns)}"
        op.drop_index(name, table)
        with op.batch_alter_table(table, schema=None, **_kept(table)) as batch_op:
            batch_op.create_unique_constraint(op.f(name), columns)
