"""What somebody typed stands in no line of the log, whatever goes wrong with it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from registry import tracebacks
from registry.app import FEATURES as THERE
from registry.database.session import WRITING, db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.jobs import runner
from registry.web import logs
from tests.factories import make_partner, make_team
from tests.removable import NEEDS_ALL
from tests.security.forms import Field, every_form, harmless

SECRET = "Zebrafinch confides"
NAME = SECRET.split(maxsplit=1)[0]
LIST = f"Name,Tier\n{SECRET},Anchor\n"
#: Tables that a signed-in request writes to before it does anything.
OF_SESSIONS = ("user_session", "alembic_version")
#: Features with forms that write, each of which is to fail here.
FEATURES = {
    *("accounts", "admissions", "commitments", "committees", "conflicts", "decisions", "documents"),
    *("partner_lists", "partners", "privacy", "sign_in", "signing", "teams", "withdrawals"),
}


@pytest.fixture
def lines(monkeypatch) -> list[str]:
    """The lines that are logged from now on."""
    found: list[str] = []
    monkeypatch.setattr(logs._HANDLER, "emit", lambda record: found.append(logs._HANDLER.format(record)))
    return found


@contextmanager
def no_row_is_taken() -> Iterator[None]:
    """Let the database refuse every row that is added or changed, as a broken rule of its own would."""
    with _engine().begin() as connection:
        for table in _tables():
            for statement in _refusals(connection.dialect.name, table):
                connection.exec_driver_sql(statement)
    try:
        yield
    finally:
        db.session.rollback()
        with _engine().begin() as connection:
            for table in _tables():
                for statement in _amends(connection.dialect.name, table):
                    connection.exec_driver_sql(statement)


def _engine() -> sa.Engine:
    return db.engines[WRITING]


def _tables() -> list[str]:
    return [table.name for table in db.metadata.sorted_tables if table.name not in OF_SESSIONS]


def _refusals(dialect: str, table: str) -> list[str]:
    if dialect == "postgresql":
        return [f'ALTER TABLE "{table}" ADD CONSTRAINT never CHECK (false) NOT VALID']
    return [
        f"CREATE TRIGGER never_{act}_{table} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'never'); END"
        for act in ("INSERT", "UPDATE")
    ]


def _amends(dialect: str, table: str) -> list[str]:
    if dialect == "postgresql":
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT never']
    return [f"DROP TRIGGER never_{act}_{table}" for act in ("INSERT", "UPDATE")]


def telling(one: Field) -> object:
    """A confidence where words are typed, else what an honest person would send."""
    if one.kind == "file":
        return io.BytesIO(LIST.encode()), "list.csv"
    return SECRET if one.is_text else harmless(one)


def feature_of(app, action: str) -> str:
    """The feature whose page a form is sent to."""
    endpoint, _values = app.url_map.bind("localhost").match(action.partition("?")[0], method="POST")
    return app.view_functions[endpoint].__module__.split(".")[1]


# -- the engines -------------------------------------------------------------------------------------


def test_no_engine_puts_values_into_its_errors(app, session):
    assert {key: engine.hide_parameters for key, engine in db.engines.items()} == {None: True, WRITING: True}


# -- every form --------------------------------------------------------------------------------------


def test_a_write_that_fails_in_any_feature_logs_nothing_that_was_typed(
    app, client, database, whole_team, addresses, lines
):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    forms = [form for _page, form in every_form(client, addresses) if form.method == "POST"]
    with no_row_is_taken():
        answers = {
            form.action: client.open(form.action, method="POST", data=form.filled(telling)).status_code
            for form in forms
            if "sign-out" not in form.action
        }
    failed = {feature_of(app, action) for action, status in answers.items() if status == 500}
    assert failed >= FEATURES.intersection(THERE)
    assert {"sqlite": "IntegrityError", "postgresql": "CheckViolation"}[database] in "".join(lines)
    assert not [line for line in lines if "ebrafinch" in line or "confides" in line]


@NEEDS_ALL
def test_a_task_that_cannot_write_logs_nothing_of_its_row(app, whole_team, lines):
    with no_row_is_taken():
        runner.run_all()
    assert "Traceback" not in "".join(lines)
    assert [line for line in lines if "failed" in line]
    assert not [line for line in lines if "Ann Lee" in line or "The van" in line]


# -- errors of all kinds -----------------------------------------------------------------------------


def logged(lines, error: BaseException) -> str:
    """The line of an error."""
    try:
        raise error
    except BaseException:
        logging.getLogger("registry").exception("it failed: %s", error)
    return lines[-1]


def test_the_row_that_the_database_refused_is_not_told(session, database, lines):
    with unit_of_work():
        partner = make_partner(make_team(), "Zebrafinch Home")
        duplicate = sa.insert(type(partner)).values(
            {column.name: getattr(partner, column.name) for column in partner.__table__.columns}
        )
    with pytest.raises(sa.exc.IntegrityError) as caught, unit_of_work():
        db.session.execute(duplicate)
    line = logged(lines, caught.value)
    assert {"sqlite": "partner.id", "postgresql": "pk_partner"}[database] in line
    assert NAME not in line


@pytest.mark.parametrize(
    "error",
    [
        ValueError("invalid literal for int() with base 10: 'Zebrafinch'"),
        KeyError("Zebrafinch"),
        UnicodeDecodeError("utf-8", b"Zebrafinch\xff", 10, 11, "invalid start byte"),
        LookupError('unknown encoding: "Zebrafinch"'),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_python_repeats_of_a_value_is_not_told(lines, error):
    assert NAME not in logged(lines, error)
    assert type(error).__name__ in lines[-1]


def test_the_words_of_the_registry_itself_are_told(lines):
    assert "RuleBroken: This case was closed." in logged(lines, RuleBroken("This case was closed."))


def test_the_cause_behind_an_error_is_told_the_same_way(lines):
    try:
        int(NAME)
    except ValueError as cause:
        error = RuntimeError("the list cannot be read")
        error.__cause__ = cause
    line = logged(lines, error)
    assert NAME not in line
    assert (
        line.index("ValueError") < line.index("which caused") < line.rindex("RuntimeError: the list cannot")
    )


def test_what_is_typed_into_a_form_is_blotted_out_of_an_error_that_repeats_it(app, lines):
    with app.test_request_context("/", method="POST", data={"reason": f"  {SECRET} "}) as context:
        assert context.request.form
        assert SECRET not in logged(lines, RuntimeError(f"no place for {SECRET} here"))


def test_what_a_library_logs_goes_the_same_way(lines):
    try:
        int(NAME)
    except ValueError:
        logging.getLogger("huey").exception("Unhandled exception in task 7.")
    assert "ValueError" in lines[-1]
    assert NAME not in lines[-1]


def test_a_line_of_code_is_told(lines):
    assert "test_typed_words_in_logs.py" in logged(lines, ValueError("x"))
    assert tracebacks.told(None) == ""
