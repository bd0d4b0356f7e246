"""Migrations run and reverse on both databases, agree with the models, and keep the audit trail's guards."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from registry.database.session import WRITING, db
from registry.documents.rules.provisions import as_json
from tests import databases, postgres
from tests.conftest import STOPPED_AT
from tests.removable import NEEDS_ALL

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture
def new_database(
    database: str, tmp_path: Path, worker_id: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database without a single table."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = request.getfixturevalue("postgres_server"), f"registry_migrations_{worker_id}"
    yield postgres.make_database(server, name)
    postgres.drop_database(server, name)


@pytest.fixture
def empty_app(new_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application, in its context, whose database is not migrated yet."""
    app = databases.make_app(databases.settings_for(new_database, tmp_path))
    with app.app_context():
        yield app
    databases.disconnect(app)


@dataclass
class Kept:
    """Databases by kind and revision, a file or a name on the server, and what is to be done with them."""

    at_end: ExitStack
    names: dict[tuple[str, str], str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    """Databases at a revision, which are gone when all tests have been."""
    with ExitStack() as at_end:
        yield Kept(at_end)


@pytest.fixture
def begin_at(
    database: str,
    new_database: str,
    empty_app: Flask,
    kept: Kept,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Callable[..., None]:
    """Migrates the empty database to a revision: once with all its steps, and by a copy from then on."""

    def on_sqlite(revision: str) -> None:
        file = sa.make_url(new_database).database
        assert file
        if (database, revision) not in kept.names:
            flask_migrate.upgrade(revision=revision)
            databases.disconnect(empty_app)
            kept.names[database, revision] = str(tmp_path_factory.mktemp("migrated") / "kept.db")
            shutil.copyfile(file, kept.names[database, revision])
        shutil.copyfile(kept.names[database, revision], file)

    def on_postgres(revision: str) -> None:
        server, name = request.getfixturevalue("postgres_server"), sa.make_url(new_database).database
        assert name
        if (database, revision) not in kept.names:
            flask_migrate.upgrade(revision=revision)
            databases.disconnect(empty_app)
            kept.names[database, revision] = f"{name}_{revision}"
            postgres.make_database(server, kept.names[database, revision], template=name)
            kept.at_end.callback(postgres.drop_database, server, kept.names[database, revision])
        postgres.make_database(server, name, template=kept.names[database, revision])

    def begin(revision: str = "head") -> None:
        databases.disconnect(empty_app)
        (on_sqlite if database == "sqlite" else on_postgres)(revision)

    return begin


def tables() -> set[str]:
    """The tables there are, without Alembic's own."""
    return set(sa.inspect(db.engines[WRITING]).get_table_names()) - {"alembic_version"}


def refuses(statement: str) -> bool:
    """Whether the database refuses a statement."""
    try:
        with db.engines[WRITING].begin() as connection:
            connection.execute(sa.text(statement))
    except sa.exc.DBAPIError:
        return True
    return False


def record_event() -> None:
    """Put one event into the trail."""
    text = dict.fromkeys(("chain", "tag", "actor", "subject", "previous", "digest"), "x")
    event = {**text, "seq": 1, "at": STOPPED_AT, "details": {}}
    with db.engines[WRITING].begin() as connection:
        connection.execute(db.metadata.tables["audit_event"].insert().values(event))


@NEEDS_ALL
def test_the_models_say_what_the_migrations_made(empty_app):
    flask_migrate.upgrade()
    flask_migrate.check()


def test_everything_migrated_can_be_taken_back(empty_app):
    flask_migrate.upgrade()
    assert tables()
    flask_migrate.downgrade(revision="base")
    assert not tables()


def test_what_was_taken_back_can_be_migrated_again(empty_app):
    flask_migrate.upgrade()
    before = tables()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()
    assert tables() == before


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory(str(TOP / "migrations")).get_heads()) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET seq = 99", "DELETE FROM audit_event"])
def test_the_audit_trail_refuses_to_be_changed(begin_at, statement):
    begin_at()
    record_event()
    assert refuses(statement)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("first", ["id, ", ""])
def test_the_audit_trail_refuses_to_be_replaced(begin_at, first):
    begin_at()
    record_event()
    columns = f"{first}chain, seq, at, tag, actor, subject, details, previous, digest"
    assert refuses(f"INSERT OR REPLACE INTO audit_event ({columns}) SELECT {columns} FROM audit_event")


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET seq = 99", "DELETE FROM audit_event"])
def test_the_guards_are_there_again_after_going_back_and_forth(begin_at, statement):
    begin_at()
    flask_migrate.downgrade(revision="-1")
    flask_migrate.upgrade()
    record_event()
    assert refuses(statement)


#: Rows as they stood before there were grants: a team, a partner, who signs and who represents it.
BEFORE_GRANTS = (
    (
        "INSERT INTO team (id, slug, name_en, name_fr, region_en, region_fr, timezone, languages,"
        " tier_labels, created_at, revision) VALUES (1, 'east', 'East', 'Est', '', '', 'UTC',"
        " '[\"en\"]', '{}',"
        " '2026-01-01 00:00:00', 1)"
    ),
    (
        "INSERT INTO user_account (id, email, name, language, password_hash, password_generation, failures,"
        " created_at) VALUES (1, 'bo@example.org', 'Bo', 'en', '', 0, 0, '2026-01-01 00:00:00')"
    ),
    (
        "INSERT INTO organization (id, name, name_key, created_at)"
        " VALUES (1, 'Carefor', 'carefor', '2026-01-01 00:00:00')"
    ),
    (
        "INSERT INTO partner (id, team_id, organization_id, name, name_key, sort_key, position, sector, city,"
        " language, signatures_needed, extra_cells, on_latest_list, created_at, revision) VALUES (1, 1, 1,"
        " 'Carefor', 'carefor', 'carefor', 1, '', '', 'en', 1, '{}', TRUE, '2026-01-01 00:00:00', 1)"
    ),
    (
        "INSERT INTO signatory (id, partner_id, name, title, email, language, authority, position, ended_on)"
        " VALUES (1, 1, 'Ann', 'Director', '', '', '', 1, '2026-06-01'),"
        " (2, 1, 'Cy', 'Chair', '', '', 'By-law 4', 2, NULL)"
    ),
    (
        "INSERT INTO representative (id, partner_id, user_id, title, started_on)"
        " VALUES (1, 1, 1, 'Nurse', '2026-02-01')"
    ),
)


def test_who_signed_and_spoke_before_there_were_grants_is_granted_it_by_title(begin_at):
    begin_at("0015")
    with db.engines[WRITING].begin() as connection:
        for statement in BEFORE_GRANTS:
            connection.execute(sa.text(statement))
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="0015")
    flask_migrate.upgrade()
    with db.engines[WRITING].begin() as connection:
        query = "SELECT reference, started_on, ended_on FROM authority_grant ORDER BY id"
        found = [tuple(map(str, row)) for row in connection.execute(sa.text(query))]
    assert found == [
        ("Director", "None", "2026-06-01"),
        ("By-law 4", "None", "None"),
        ("Nurse", "2026-02-01", "None"),
    ]


def test_a_grant_that_was_put_right_is_struck_out_by_who_entered_the_one_in_its_place(begin_at):
    begin_at("0015")
    put(BEFORE_GRANTS)
    flask_migrate.upgrade(revision="0037")
    put(
        (
            (
                "INSERT INTO authority_grant (id, partner_id, signatory_id, basis, reference, granted_by,"
                " file, file_name, is_alternate, recorded_at, recorded_by_id, recorded_as) VALUES"
                " (9, 1, 1, 'title', 'Chair', '', '', '', FALSE, '2026-04-01', 1, 'coordinator')"
            ),
            "UPDATE authority_grant SET superseded_by_id = 9 WHERE id = 1",
        )
    )
    flask_migrate.upgrade(revision="0038")
    query = "SELECT id, struck_by_id, struck_by_name, struck_as, struck_for FROM authority_grant ORDER BY id"
    none = (None, None, None, None)
    assert rows(query) == [(1, 1, "Bo", "coordinator", ""), (2, *none), (3, *none), (9, *none)]


def test_a_grant_struck_out_holds_on_no_day_on_the_way_back(begin_at):
    begin_at("0015")
    put(BEFORE_GRANTS)
    flask_migrate.upgrade(revision="0038")
    put(("UPDATE authority_grant SET struck_at = '2026-05-01' WHERE id > 1",))
    flask_migrate.downgrade(revision="0037")
    found = rows("SELECT id, started_on, ended_on FROM authority_grant ORDER BY id")
    assert [(number, first == last) for number, first, last in found] == [(1, False), (2, True), (3, True)]


#: A team that asks for codes by telephone and one that asks for none.
BEFORE_SEVERAL_PROOFS = (
    "INSERT INTO team (id, slug, name_en, name_fr, region_en, region_fr, timezone, languages, tier_labels,"
    " second_factor_roles, allows_link, step_up, created_at, revision) VALUES"
    " (1, 'a', 'A', 'A', '', '', 'America/Toronto', '[]', '{}', '[]', FALSE, 'phone', '2026-01-01', 1),"
    " (2, 'b', 'B', 'B', '', '', 'America/Toronto', '[]', '{}', '[]', FALSE, 'none', '2026-01-01', 1)"
)


def test_a_team_that_asked_for_codes_by_telephone_goes_on_to(begin_at):
    begin_at("0020")
    with db.engines[WRITING].begin() as connection:
        connection.execute(sa.text(BEFORE_SEVERAL_PROOFS))
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="0020")
    flask_migrate.upgrade()
    with db.engines[WRITING].begin() as connection:
        found = connection.execute(sa.text("SELECT step_ups FROM team ORDER BY id"))
        assert [str(row[0]).replace("'", '"') for row in found] == ['["phone"]', "[]"]


#: A sealed checkpoint of the installation's own chain, and the record that prints it.
OF_NO_TEAM = (
    (
        "INSERT INTO record (id, code, team_id, kind, language, title, fingerprint, size, pages, level_aimed,"
        " level_reached, serials, facts, confidential, made_at) VALUES (1, 'a', NULL, 'checkpoint', 'en', '',"
        " 'f', 1, 1, 'B-B', 'B-B', '[]', '{}', FALSE, '2026-01-02')"
    ),
    (
        "INSERT INTO record_order (id, kind, subject, team_id, language, confidential, code, ordered_at,"
        " record_id, attempts, problem) VALUES (1, 'checkpoint', 'trail:0', NULL, 'en', FALSE, 'a',"
        " '2026-01-02', 1, 0, '')"
    ),
    (
        "INSERT INTO audit_checkpoint (id, team_id, day, events, head, order_id, made_at)"
        " VALUES (1, NULL, '2026-01-01', 1, 'h', 1, '2026-01-02')"
    ),
)


@pytest.mark.parametrize("change", ["UPDATE audit_checkpoint SET head = 'x'", "DELETE FROM audit_checkpoint"])
def test_checkpoints_of_no_team_go_on_the_way_back_and_stay_guarded_on_the_way_forth(begin_at, change):
    begin_at()
    put(OF_NO_TEAM)
    flask_migrate.downgrade(revision="0023")
    flask_migrate.upgrade()
    put(OF_NO_TEAM)
    assert refuses(change)


#: A partner with who signs for it, and another that somebody took off the register.
NUMBERED = (
    BEFORE_SEVERAL_PROOFS.replace("step_up,", "step_ups,")
    .replace("'phone'", "'[]'")
    .replace("'none'", "'[]'"),
    (
        "INSERT INTO organization (id, name, name_key, created_at) VALUES"
        " (1, 'Maple', 'maple', '2026-01-01'), (2, 'Birch', 'birch', '2026-01-01')"
    ),
    (
        "INSERT INTO partner (id, team_id, organization_id, name, name_key, sort_key, position, sector, city,"
        " language, signatures_needed, extra_cells, on_latest_list, created_at, revision) VALUES"
        " (1, 1, 1, 'Maple', 'maple', 'maple', 1, '', '', 'en', 1, '{}', TRUE, '2026-01-01', 1),"
        " (2, 1, 2, 'Birch', 'birch', 'birch', 2, '', '', 'en', 1, '{}', TRUE, '2026-01-01', 1)"
    ),
    (
        "INSERT INTO signatory (id, partner_id, name, title, email, language, authority, position) VALUES"
        " (1, 1, 'Ann', '', '', '', '', 1)"
    ),
    (
        "INSERT INTO authority_grant (id, partner_id, signatory_id, basis, reference, granted_by, file,"
        " file_name, is_alternate, recorded_at) VALUES"
        " (1, 1, 1, 'title', '', '', '', '', FALSE, '2026-01-01')"
    ),
)


def test_partners_stay_while_their_tables_are_made_to_number_rows_once(begin_at):
    begin_at()
    put(NUMBERED)
    flask_migrate.downgrade(revision="0024")
    flask_migrate.upgrade()
    put(("DELETE FROM partner WHERE id = 2",))
    assert refuses("DELETE FROM partner WHERE id = 1")
    with db.engines[WRITING].begin() as connection:
        found = [
            connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
            for table in ("signatory", "authority_grant")
        ]
    assert found == [1, 1]


#: Two messages of before messages had names.
NAMELESS = tuple(
    "INSERT INTO outbox_message (id, team_id, template, params, to_name, to_address, language, subject,"
    f" confidential, fate, posted_at, due_at, attempts, last_answer) VALUES ({number}, NULL, 'records.watch',"
    " '{}', '', 'ann@example.org', 'en', 'keys:0', FALSE, 'refused', '2026-01-01', '2026-01-01', 1, '550')"
    for number in (1, 2)
)


def test_messages_of_before_get_a_name_of_their_own_each(begin_at):
    begin_at("0024")
    put(NAMELESS)
    flask_migrate.upgrade()
    put(("UPDATE outbox_message SET again_of_id = 1 WHERE id = 2",))
    flask_migrate.downgrade(revision="0024")
    flask_migrate.upgrade()
    with db.engines[WRITING].begin() as connection:
        found = list(connection.execute(sa.text("SELECT message_id, again_of_id FROM outbox_message")))
    assert len({name for name, _ in found}) == 2
    assert [(name.count("@"), again) for name, again in found] == [(1, None)] * 2


def put(statements: tuple[str, ...]) -> None:
    """Put rows into the database as they are."""
    with db.engines[WRITING].begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


WHO = "'Bo', 'coordinator', ''"
#: Two matters with three voices that count: a vote closed without a ballot, and one that is open.
BEFORE_QUORUMS = (
    BEFORE_GRANTS[0],
    (
        "INSERT INTO decision (id, team_id, title, background, scale, threshold, roll_kind, quorum, audience,"
        " vacant, state, opened_at, opened_on, revision, by_name, by_capacity, by_for) VALUES"
        f" (1, 1, 'One', '', 'round', 4, 'seat', 3, 'team', '[]', 'voted', '2026-01-01', '2026-01-01', 1,"
        f" {WHO}),"
        f" (2, 1, 'Two', '', 'round', 4, 'seat', 3, 'team', '[]', 'in_vote', '2026-01-01', '2026-01-01', 1,"
        f" {WHO})"
    ),
    (
        "INSERT INTO decision_round (id, decision_id, number, question, opened_at, opened_on, attendance,"
        " is_plain_agreement, by_name, by_capacity, by_for) VALUES"
        f" (1, 1, 1, 'Yes?', '2026-01-01', '2026-01-01', '', FALSE, {WHO}),"
        f" (2, 2, 1, 'Yes?', '2026-01-01', '2026-01-01', '', FALSE, {WHO})"
    ),
    (
        "INSERT INTO voice (id, decision_id, position, name, sector, is_counted) VALUES"
        " (1, 2, 1, 'A', '', TRUE), (2, 2, 2, 'B', '', TRUE), (3, 2, 3, 'C', '', TRUE),"
        " (4, 2, 4, 'D', '', FALSE)"
    ),
    (
        "INSERT INTO recorded_vote (id, decision_id, round_id, efforts, pass_rule, opened_at, closed_at,"
        " has_passed, by_name, by_capacity, by_for) VALUES"
        f" (1, 1, 1, 'Talks', 'majority_cast', '2026-01-01', '2026-01-02', FALSE, {WHO}),"
        f" (2, 2, 2, 'Talks', 'majority_cast', '2026-01-01', NULL, NULL, {WHO})"
    ),
)
#: What the schema before cannot say: a vote that was not held, and another on the same matter.
NOT_HELD = (
    (
        "INSERT INTO recorded_vote (id, decision_id, round_id, efforts, pass_rule, quorum, opened_at,"
        " closed_at, by_name, by_capacity, by_for) VALUES"
        f" (3, 1, 1, '', 'majority_cast', 2, '2026-01-03', '2026-01-04', {WHO})"
    ),
    "UPDATE decision SET state = 'not_held' WHERE id = 1",
)


def rows(query: str) -> list[tuple[object, ...]]:
    """What a query finds."""
    with db.engines[WRITING].begin() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_votes_closed_before_keep_what_they_said_and_open_ones_get_the_quorum(begin_at):
    begin_at("0024")
    put(BEFORE_QUORUMS)
    flask_migrate.upgrade()
    found = rows("SELECT quorum, has_passed FROM recorded_vote ORDER BY id")
    assert found == [(0, False), (2, None)]


def test_a_vote_that_was_not_held_leaves_no_false_result_on_the_way_back(begin_at):
    begin_at("0024")
    put(BEFORE_QUORUMS)
    flask_migrate.upgrade()
    put(NOT_HELD)
    flask_migrate.downgrade(revision="0024")
    assert rows("SELECT id, has_passed FROM recorded_vote ORDER BY id") == [(1, False), (2, None)]
    assert rows("SELECT state FROM decision WHERE id = 1") == [("no_consensus",)]


#: Of two partners listed in March without a tier: one was an anchor since February, one has none yet. The
#: third gave its tier up in March, on purpose.
BLANK_TIERS = (
    *BEFORE_GRANTS[:4:2],
    *(
        (
            "INSERT INTO partner (id, team_id, organization_id, name, name_key, sort_key, position, sector,"
            " city, language, signatures_needed, extra_cells, on_latest_list, created_at, revision) VALUES"
            f" ({number}, 1, 1, '{number}', '{number}', '{number}', 1, '', '', 'en', 1, '{{}}', TRUE,"
            " '2026-01-01', 1)"
        )
        for number in (1, 2, 3)
    ),
    (
        "INSERT INTO partner_tier (id, partner_id, tier, label, effective_on, reason, agreed_by, recorded_at)"
        " VALUES (1, 1, '', '', '2026-03-01', '', '', '2026-03-01'),"
        " (2, 1, 'anchor', '', '2026-02-01', '', '', '2026-03-02'),"
        " (3, 2, '', '', '2026-03-01', '', '', '2026-03-01'),"
        " (4, 3, 'anchor', '', '2026-02-01', '', '', '2026-02-01'),"
        " (5, 3, '', '', '2026-03-01', '', '', '2026-03-01')"
    ),
)


def test_the_blank_that_a_partner_was_listed_with_does_not_win_over_its_tier(begin_at):
    begin_at("0024")
    put(BLANK_TIERS)
    flask_migrate.upgrade()
    found = rows("SELECT id, superseded_by_id FROM partner_tier WHERE superseded_by_id IS NOT NULL")
    assert found == [(1, 2)]


#: What two partners contribute, as it was kept before versions: one is a partner since February.
CONTRIBUTIONS = (
    *BLANK_TIERS,
    (
        "INSERT INTO partner_status (id, partner_id, status, effective_on, reason, recorded_at)"
        " VALUES (1, 1, 'partner', '2026-02-01', '', '2026-03-01')"
    ),
    (
        "INSERT INTO schedule_line (id, partner_id, kind, text_en, text_fr, position)"
        " VALUES (1, 1, 'time', 'Two nurses', '', 1), (2, 1, 'money', 'Ten dollars', '', 2),"
        " (3, 2, 'time', 'A room', '', 1)"
    ),
)


def test_what_partners_contributed_becomes_their_first_schedule_and_goes_back(begin_at):
    begin_at("0024")
    put(CONTRIBUTIONS)
    flask_migrate.upgrade(revision="0035")
    kept = rows(
        "SELECT line.id, schedule.partner_id, schedule.effective_on FROM schedule_line AS line"
        " JOIN schedule ON schedule.id = line.schedule_id ORDER BY line.id"
    )
    assert [(line, partner, str(day)) for line, partner, day in kept] == [
        (1, 1, "2026-02-01"),
        (2, 1, "2026-02-01"),
        (3, 2, "2026-01-01"),
    ]
    flask_migrate.downgrade(revision="0034")
    assert rows("SELECT id, partner_id FROM schedule_line ORDER BY id") == [(1, 1), (2, 1), (3, 2)]


def test_of_schedules_over_time_the_newest_that_stands_goes_back(begin_at):
    begin_at("0024")
    put(CONTRIBUTIONS)
    flask_migrate.upgrade(revision="0035")
    put(
        (
            (
                "INSERT INTO schedule (id, partner_id, effective_on, recorded_at, struck_at)"
                " VALUES (10, 1, '2026-05-01', '2026-05-01', NULL),"
                " (11, 1, '2026-06-01', '2026-06-01', '2026-06-02')"
            ),
            (
                "INSERT INTO schedule_line (id, schedule_id, kind, text_en, text_fr, position)"
                " VALUES (10, 10, 'time', 'Three nurses', '', 1), (11, 11, 'time', 'Wrong', '', 1)"
            ),
        )
    )
    flask_migrate.downgrade(revision="0034")
    assert rows("SELECT id, partner_id FROM schedule_line ORDER BY id") == [(3, 2), (10, 1)]


#: Requests with a board until 10 March whose links were to die in February: one open, one answered.
WITH_BOARD = (
    (
        "INSERT INTO document (id, team_id, slug, kind, title_en, title_fr, requirements, created_at,"
        " revision) VALUES (1, 1, 'policy', 'policy', 'Policy', '', '{}', '2026-01-01', 1)"
    ),
    (
        "INSERT INTO document_version (id, document_id, number, state, source, change_kind, change_note,"
        " title, languages, fields, requirements, files, fingerprint, created_at, published_as, revision)"
        " VALUES (1, 1, 1, 'published', 'written', 'material', '{}', '{}', '[\"en\"]', '{}', '{}', '{}',"
        " 'f', '2026-01-01', '', 1)"
    ),
    *(
        (
            "INSERT INTO signing_request (id, version_id, partner_id, signatory_id, tier, requirement,"
            " state, generation, asked_at, expires_at, board_until, reason, revision) VALUES"
            f" ({number}, 1, 1, {number}, 'anchor', 'signs', '{state}', 1, '2026-01-01 00:00:00',"
            " '2026-02-15 00:00:00', '2026-03-10', '', 1)"
        )
        for number, state in ((1, "open"), (2, "declined"))
    ),
)


def test_a_link_that_was_to_die_before_the_boards_day_lives_on(begin_at):
    begin_at("0015")
    put(BEFORE_GRANTS)
    flask_migrate.upgrade(revision="0024")
    put(WITH_BOARD)
    flask_migrate.upgrade()
    found = rows("SELECT expires_at FROM signing_request ORDER BY id")
    assert [str(row[0])[:10] for row in found] == ["2026-04-10", "2026-02-15"]


#: Three answers and an edition of them: a signature with its record, one whose record failed twice, one that
#: was acknowledged and has none.
ORDERED_BY_THEMSELVES = (
    *WITH_BOARD[:2],
    OF_NO_TEAM[0].replace("NULL, 'checkpoint'", "1, 'commitment'"),
    *(
        (
            "INSERT INTO commitment (id, version_id, partner_id, slot, method, partner_name, tier,"
            " signatory_name, signatory_title, signature_text, signature_strokes, language, signed_on,"
            " recorded_at, scan, schedule, consent, evidence, event_digest, record_code, record_id,"
            f" record_attempts, record_problem, record_leased_until) VALUES ({number}, 1, 1, {number},"
            " 'typed', 'Carefor', 'anchor', 'Ann', '', '', '[]', 'fr', '2026-01-01', '2026-01-02 12:00:00',"
            f" '', '[]', '', '{{}}', '', {record})"
        )
        for number, record in (
            (1, "'a', 1, 0, '', NULL"),
            (2, "'b', NULL, 2, 'OSError', '2026-01-03 12:00:00'"),
            (3, "NULL, NULL, 0, '', NULL"),
        )
    ),
    (
        "INSERT INTO edition (id, version_id, language, number, commitment_ids, requested_at, record_code,"
        " record_id, record_attempts, record_problem, record_leased_until) VALUES"
        " (1, 1, 'en', 1, '[1, 2]', '2026-01-04 12:00:00', 'c', NULL, 0, '', NULL)"
    ),
)
#: What they owed and had, as they said it themselves.
THEIR_OWN = " UNION ALL ".join(
    f"SELECT '{table}:' || id, record_code, record_id, record_attempts, record_problem,"
    f" substr(CAST(record_leased_until AS VARCHAR), 1, 10) FROM {table}"
    for table in ("commitment", "edition")
)


@pytest.fixture
def ordered_by_themselves(begin_at):
    """A database of the time when commitments and editions ordered their records by themselves."""
    begin_at("0015")
    put(BEFORE_GRANTS)
    flask_migrate.upgrade(revision="0031")
    put(ORDERED_BY_THEMSELVES)


def test_what_signatures_and_editions_owe_or_have_becomes_an_order_with_the_same_code_and_record(
    ordered_by_themselves,
):
    flask_migrate.upgrade()
    orders = rows(
        "SELECT kind, subject, team_id, language, code, substr(CAST(ordered_at AS VARCHAR), 1, 10),"
        " record_id, attempts, problem, substr(CAST(leased_until AS VARCHAR), 1, 10)"
        " FROM record_order ORDER BY id"
    )
    assert orders == [
        ("commitment", "commitment:1", 1, "fr", "a", "2026-01-02", 1, 0, "", None),
        ("commitment", "commitment:2", 1, "fr", "b", "2026-01-02", None, 2, "OSError", "2026-01-03"),
        ("edition", "edition:1", 1, "en", "c", "2026-01-04", None, 0, "", None),
    ]
    assert rows("SELECT record_code FROM commitment ORDER BY id") == [("a",), ("b",), (None,)]


def test_what_signatures_and_editions_owe_or_have_is_their_own_again_on_the_way_back(ordered_by_themselves):
    before = rows(f"{THEIR_OWN} ORDER BY 1")
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="0031")
    assert rows(f"{THEIR_OWN} ORDER BY 1") == before
    assert rows("SELECT count(*) FROM record_order") == [(0,)]


VERSION = (
    "INSERT INTO document_version (id, document_id, number, state, source, change_kind, change_note, title,"
    " languages, fields, requirements, files, dated_on, fingerprint, created_at, published_at,"
    " published_by_id, published_as, revision) VALUES"
)
OF_VERSION = "'{}', '{}', '[\"en\"]', '{\"conflict_days\": {\"en\": \"45\"}}', '{}', '{}'"
#: A Statement with an agreement of before, a version published late on a day in Toronto, and a draft; and a
#: policy.
BEFORE_PROVISIONS = (
    BEFORE_GRANTS[0].replace("'UTC'", "'America/Toronto'"),
    BEFORE_GRANTS[1].replace(" failures,", "").replace(" 0, 0,", " 0,"),
    *(
        (
            "INSERT INTO document (id, team_id, slug, kind, title_en, title_fr, requirements, created_at,"
            f" revision) VALUES ({number}, 1, '{kind}', '{kind}', 'Title', '', '{{}}', '2026-01-01', 1)"
        )
        for number, kind in ((1, "statement"), (2, "policy"))
    ),
    (
        f"{VERSION} (1, 1, 1, 'published', 'uploaded', 'first', {OF_VERSION}, '2023-05-01', 'a',"
        " '2026-01-01', '2026-01-05 12:00:00', 1, 'coordinator', 1)"
    ),
    (
        f"{VERSION} (2, 1, 2, 'published', 'written', 'material', {OF_VERSION}, NULL, 'b', '2026-01-01',"
        " '2026-02-02 03:00:00', NULL, '', 1)"
    ),
    (f"{VERSION} (3, 1, 3, 'draft', 'written', '', {OF_VERSION}, NULL, '', '2026-01-01', NULL, NULL, '', 1)"),
    (
        f"{VERSION} (4, 2, 1, 'published', 'written', 'first', {OF_VERSION}, NULL, 'c', '2026-01-01',"
        " '2026-02-02 03:00:00', NULL, '', 1)"
    ),
)


@pytest.fixture
def with_statements(begin_at):
    """A database of today in which a Statement and a policy were published before there were provisions."""
    begin_at("0032")
    put(BEFORE_PROVISIONS)
    flask_migrate.upgrade()


def test_published_statements_are_in_force_from_their_day_in_the_teams_zone(with_statements):
    found = rows("SELECT version_id, from_on, by_name, by_capacity FROM version_in_force ORDER BY id")
    assert [(*map(str, row),) for row in found] == [
        ("1", "2023-05-01", "Bo", "coordinator"),
        ("2", "2026-02-01", "", ""),
    ]


def test_versions_of_before_keep_their_scheme_and_every_byte(with_statements):
    before = "SELECT id, fields, fingerprint FROM document_version ORDER BY id"
    kept = rows(before)
    of_before = "SELECT count(*) FROM document_version WHERE scheme = 1 AND provisions IS NULL"
    assert rows(of_before) == [(len(kept),)]
    flask_migrate.downgrade(revision="0032")
    assert rows(before) == kept
    flask_migrate.upgrade()
    assert rows(before) == kept


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document_version SET fingerprint = 'x' WHERE id = 2",
        "UPDATE document_version SET scheme = 2 WHERE id = 2",
        "DELETE FROM document_version WHERE id = 2",
    ],
)
def test_published_versions_stay_guarded_while_they_get_columns(with_statements, statement):
    assert refuses(statement)
    flask_migrate.downgrade(revision="0032")
    assert refuses(statement)


DOCUMENTS = (
    "SELECT id, team_id, slug, kind, title_en, title_fr, requirements, created_at, revision"
    " FROM document ORDER BY id"
)
#: A stage, reached, whose day was set twice; and a policy of it that is dated, retired and asked of a few.
STAGED = (
    "INSERT INTO stage (id, team_id, name_en, name_fr, created_at) VALUES (1, 1, 'One', 'Un', '2026-01-01')",
    *(
        (
            f"INSERT INTO stage_day (id, stage_id, from_on, set_at, by_name, by_capacity, by_for) VALUES"
            f" ({number}, 1, {day}, '2026-01-0{number}', {WHO})"
        )
        for number, day in ((1, "NULL"), (2, "'2026-01-02'"))
    ),
    (
        "UPDATE document SET stage_id = 1, dated_on = '2026-01-05', retired_on = '2026-03-01',"
        " joined_before = '2026-02-01' WHERE id = 2"
    ),
)


def test_documents_of_before_are_asked_of_all_and_of_no_stage(with_statements):
    assert rows("SELECT dated_on, retired_on, joined_before, stage_id FROM document") == [(None,) * 4] * 2


def test_documents_and_all_that_rests_on_them_stay_as_they_were_back_and_forth(with_statements):
    flask_migrate.downgrade(revision="0036")
    versions = "SELECT id, document_id, number, fingerprint FROM document_version ORDER BY id"
    before = rows(DOCUMENTS), rows(versions)
    assert len(before[0]) == 2
    flask_migrate.upgrade()
    assert (rows(DOCUMENTS), rows(versions)) == before
    put(STAGED)
    flask_migrate.downgrade(revision="0036")
    assert (rows(DOCUMENTS), rows(versions)) == before
    assert refuses("UPDATE document_version SET fingerprint = 'x' WHERE id = 2")
    assert refuses("DELETE FROM document WHERE id = 2")
    assert not {"stage", "stage_day"} & tables()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE document SET stage_id = 2 WHERE id = 1", "DELETE FROM stage WHERE id = 1"],
)
def test_a_document_belongs_to_a_stage_that_there_is(with_statements, statement):
    put(STAGED)
    assert refuses(statement)


#: What began in February under version 2, and one case of January, before any agreement was published.
BEGAN_BEFORE = (
    *BEFORE_PROVISIONS,
    *BEFORE_GRANTS[2:4],
    (
        "INSERT INTO committee (id, team_id, name_en, name_fr, purpose_en, purpose_fr, is_steering,"
        " created_at, revision) VALUES (1, 1, 'Council', 'Conseil', '', '', TRUE, '2026-01-01', 1)"
    ),
    *(
        (
            "INSERT INTO conflict_case (id, team_id, reference, committee_id, at_steering, state, subject,"
            " account, raised_on, raised_at, version_id, clause, revision, by_name, by_capacity, by_for)"
            f" VALUES ({number}, 1, 'case-{number}', 1, TRUE, 'at_steering', 'The van', '', '2026-02-03',"
            f" '2026-02-03', {version}, 1, {WHO})"
        )
        for number, version in ((1, "2, 5"), (2, "NULL, NULL"))
    ),
    (
        "INSERT INTO conflict_term (id, case_id, number, basis, began_on, original_due_on, due_on) VALUES"
        " (1, 1, 1, 'raised', '2026-02-03', '2026-03-20', '2026-03-20'),"
        " (2, 2, 1, 'raised', NULL, NULL, NULL)"
    ),
    (
        "INSERT INTO deciding_rules (team_id, scale, threshold, tier_voices, pass_rule, revision) VALUES"
        ' (1, \'agreement\', 5, \'{"anchor": "consulted", "associate": "decides"}\', \'majority_cast\', 1)'
    ),
    *(
        (
            "INSERT INTO decision (id, team_id, title, background, scale, threshold, roll_kind, quorum,"
            " audience, vacant, state, opened_at, opened_on, revision, by_name, by_capacity, by_for) VALUES"
            f" ({number}, 1, 'One', '', 'round', 3, 'seat', {quorum}, 'team', '[]', 'in_round',"
            f" '2026-02-03', '2026-02-03', 1, {WHO})"
        )
        for number, quorum in ((1, 1), (2, 2))
    ),
    "INSERT INTO voice (id, decision_id, position, name, sector, is_counted) VALUES (1, 1, 1, 'A', '', TRUE)",
    "INSERT INTO withdrawal_notice_period (team_id, days) VALUES (1, 60)",
    (
        "INSERT INTO withdrawal (id, partner_id, state, status_before, language, begun_at, handed_over,"
        " revision) VALUES (1, 1, 'running', 'partner', 'en', '2026-02-03', '[]', 1)"
    ),
    (
        "INSERT INTO withdrawal_notice (id, withdrawal_id, method, partner_name, signatory_name,"
        " signatory_title, signature_text, language, given_on, reason, account, recorded_at, scan, consent,"
        " evidence, event_digest, by_name, by_capacity, by_for) VALUES (1, 1, 'paper', 'Carefor', '', '', '',"
        f" 'en', '2024-01-01', 'other', '', '2026-02-03', '', '', '{{}}', '', {WHO})"
    ),
)


@pytest.fixture
def began_before(begin_at):
    """A database of today in which cases, decisions and a withdrawal began before there were provisions."""
    begin_at("0032")
    put(BEGAN_BEFORE)
    flask_migrate.upgrade()


def kept_in(table):
    """The figures of each row, each with its value, basis and version, and the place of the first."""
    rows_of = db.metadata.tables[table].select().order_by(sa.text("id"))
    with db.engines[WRITING].begin() as connection:
        kept = [row.provisions for row in connection.execute(rows_of)]
    return [
        {
            kind.value: (as_json(figure.value), figure.basis.value, figure.number)
            for kind, figure in one.items()
        }
        for one in kept
    ]


@pytest.mark.needs("conflicts", "decisions", "withdrawals")
def test_what_began_before_keeps_the_figures_that_ran_not_yet_compared(began_before):
    first, second = kept_in("conflict_case")
    assert first == {
        "conflict_days": (45, "not_compared", 2),
        "counted_from": ("raised", "not_compared", 2),
        "expenses": ("as_agreed", "not_compared", 2),
    }
    assert second["counted_from"] == ("escalated", "none_in_force", None)
    decided, chosen = kept_in("decision")
    assert decided == {
        "voices": (
            {"anchor": "consulted", "associate": "decides", "observer": "informed"},
            "not_compared",
            2,
        ),
        "scale": ("round", "not_compared", 2),
        "threshold": (3, "not_compared", 2),
        "quorum": ("everyone", "not_compared", 2),
        "pass_rule": ("majority_cast", "not_compared", 2),
        "vote_quorum": ("more_than_half", "not_compared", 2),
    }
    assert chosen["quorum"] == (2, "not_compared", 2)
    assert kept_in("withdrawal") == [{"notice_days": (60, "not_compared", 1)}]


@pytest.mark.needs("conflicts", "decisions", "withdrawals")
def test_what_began_before_is_as_it_was_on_the_way_back(began_before):
    flask_migrate.downgrade(revision="0032")
    assert rows("SELECT id, version_id, clause FROM conflict_case ORDER BY id") == [
        (1, 2, 5),
        (2, None, None),
    ]
    flask_migrate.upgrade()
    assert kept_in("conflict_case")[0]["conflict_days"] == (45, "not_compared", 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET quorum = 0",
        "UPDATE decision SET rests_on_id = 99",
        "UPDATE conflict_case SET version_id = 99",
    ],
)
def test_what_the_tables_refused_they_still_refuse(began_before, statement):
    assert refuses(statement)


#: Two partners, the first of which was one before, and joined again by an admission in March; and a case in
#: which both share an expense, and the first pays another alone.
BEFORE_GROUNDS = (
    *BLANK_TIERS[:4],
    (
        "INSERT INTO admission (id, team_id, partner_id, origin, step, organization, name_key, contact_name,"
        " contact_title, contact_email, language, sector, city, region_served, tier_asked, account, interest,"
        " review, tier_granted, outcome_words, outcome_on, outcome_signer, outcome_title, generation,"
        " network, opened_at, revision) VALUES (7, 1, 1, 'asked', 'partner', '1', '1', '', '', '', 'en', '',"
        " '', '', '', '', '', '', 'anchor', '', '2026-03-01', '', '', 1, '', '2026-02-01', 1)"
    ),
    (
        "INSERT INTO partner_status (id, partner_id, status, effective_on, reason, recorded_at) VALUES"
        " (1, 1, 'partner', '2025-01-01', '', '2025-01-01'),"
        " (2, 1, 'withdrawn', '2025-06-01', '', '2025-06-01'),"
        " (3, 1, 'joining', '2026-03-01', '', '2026-03-01'),"
        " (4, 1, 'partner', '2026-04-01', '', '2026-04-01'),"
        " (5, 2, 'partner', '2026-04-01', '', '2026-04-01')"
    ),
    (
        "INSERT INTO committee (id, team_id, name_en, name_fr, purpose_en, purpose_fr, is_steering,"
        " created_at, revision) VALUES (1, 1, 'Table', 'Table', '', '', TRUE, '2026-01-01', 1)"
    ),
    (
        "INSERT INTO conflict_case (id, team_id, reference, committee_id, at_steering, state, subject,"
        " account, raised_on, raised_at, revision, by_name, by_capacity, by_for) VALUES (1, 1, 'A-1', 1,"
        f" TRUE, 'at_steering', 'Who', '', '2026-05-01', '2026-05-01', 1, {WHO})"
    ),
    *(
        (
            "INSERT INTO conflict_party (id, case_id, position, kind, key, partner_id, name_en, name_fr)"
            f" VALUES ({number}, 1, {number}, 'partner', 'partner:{number}', {number}, '', '')"
        )
        for number in (1, 2)
    ),
    *(
        (
            "INSERT INTO conflict_expense (id, case_id, what, total_cents, ground, recorded_at,"
            " set_aside_reason, by_name, by_capacity, by_for)"
            f" VALUES ({number}, 1, 'Mediation', 100, '', '2026-05-02', '', {WHO})"
        )
        for number in (1, 2)
    ),
    (
        "INSERT INTO conflict_share (id, expense_id, party_id, cents) VALUES"
        " (1, 1, 1, 50), (2, 1, 2, 50), (3, 2, 1, 100)"
    ),
    *(
        (
            "INSERT INTO conflict_share_confirmation (share_id, confirmed_at, by_name, by_capacity, by_for)"
            f" VALUES ({number}, '2026-05-03', {WHO})"
        )
        for number in (1, 3)
    ),
)


@pytest.fixture
def with_grounds(begin_at):
    """The database with these, brought to where grounds and other payers are kept."""
    begin_at("0032")
    put(BEFORE_GROUNDS)
    flask_migrate.upgrade(revision="0034")


@pytest.mark.usefixtures("with_grounds")
def test_who_joined_by_an_admission_rests_on_it_and_of_others_nothing_is_guessed():
    found = rows("SELECT id, rests_on, rests_on_subject FROM partner_status ORDER BY id")
    assert found == [
        (1, "", ""),
        (2, "", ""),
        (3, "admission", "admission:7"),
        (4, "admission", "admission:7"),
        (5, "", ""),
    ]
    assert rows("SELECT id, party_id, partner_id FROM conflict_share ORDER BY id") == [
        (1, 1, None),
        (2, 2, None),
        (3, 1, None),
    ]


@pytest.mark.usefixtures("with_grounds")
def test_an_expense_that_others_pay_too_goes_whole_on_the_way_back_and_all_others_stay():
    put(
        (
            "INSERT INTO conflict_share (id, expense_id, cents) VALUES (4, 1, 10)",
            "INSERT INTO conflict_share (id, expense_id, partner_id, cents) VALUES (5, 1, 2, 10)",
        )
    )
    flask_migrate.downgrade(revision="0032")
    assert rows("SELECT id, expense_id, party_id, cents FROM conflict_share") == [(3, 2, 1, 100)]
    assert rows("SELECT share_id FROM conflict_share_confirmation") == [(3,)]
    assert rows("SELECT id FROM conflict_expense") == [(2,)]
    assert rows("SELECT count(*) FROM partner_status") == [(5,)]
