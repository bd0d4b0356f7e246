"""What is kept of persons is declared for every column of every table."""

import pytest
import sqlalchemy as sa

from registry import personal_data
from registry.database.session import db
from registry.personal_data import BOUNDS, FORGETTINGS, GUARDS, KEPT
from registry.privacy.queries.persons import kind_of
from registry.privacy.queries.table_paths import table_named, way_to_team

#: Text longer than that can hold a name; shorter is a code, a state, a digest.
LONGEST_CODE = 64
#: Unless its name says otherwise.
PERSONAL_NAMES = ("name", "mail", "actor", "network", "address", "phone", "browser", "agent")
#: Tables that hang on no team, and are asked for otherwise; the last hang on an account alone.
OF_NO_TEAM = {"user_account", "audit_event"} | {
    "authenticator",
    "passkey",
    "recovery_code",
    "sign_in_link",
    "sign_on_identity",
    "user_session",
}

pytestmark = pytest.mark.usefixtures("app")


def can_be_personal(column):
    """Whether a column could hold something of a person."""
    kind = column.type
    is_long = isinstance(kind, (sa.Text, sa.JSON, sa.LargeBinary)) or (
        isinstance(kind, sa.String) and (kind.length is None or kind.length > LONGEST_CODE)
    )
    is_named = isinstance(kind, sa.String) and any(word in column.name for word in PERSONAL_NAMES)
    return is_long or is_named or (kind_of(column) is not None and not column.primary_key)


def columns_that_can_be_personal():
    return {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if can_be_personal(column)
    }


def declared():
    return {
        f"{table}.{column}"
        for of in (personal_data.held_columns(), personal_data.IMPERSONAL)
        for table, columns in of.items()
        for column in columns
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_column_that_can_hold_something_of_a_person_is_declared():
    undeclared = sorted(columns_that_can_be_personal() - declared())
    assert not undeclared, "say what is kept in the `privacy.py` of the feature, or that it is impersonal"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_declared_column_exists():
    there = {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}
    assert not declared() - there


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_column_is_both_personal_and_impersonal():
    held = {(table, one) for table, columns in personal_data.held_columns().items() for one in columns}
    plain = {(table, one) for table, columns in personal_data.IMPERSONAL.items() for one in columns}
    assert not held & plain


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_table_that_holds_something_of_a_person_is_found_from_its_team():
    tables = set(personal_data.held_columns()) - OF_NO_TEAM
    assert not [name for name in tables if way_to_team(table_named(name)) is None]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whatever_hangs_on_a_case_is_reached_over_the_case_that_guards_it():
    of_cases = {name for name in personal_data.held_columns() if name.startswith("conflict_")}
    ways = {name: {step.target.name for step in way_to_team(table_named(name))} | {name} for name in of_cases}
    assert not [name for name, passed in ways.items() if not passed & set(GUARDS)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_key_or_password_is_ever_given_out():
    words = ("hash", "secret", "token", "key_")
    given = [
        f"{held.table}.{column}"
        for kept in KEPT.values()
        for held in kept.tables
        for column in held.columns
        if any(word in column for word in words) and column not in held.secret
    ]
    assert not given


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_goes_has_a_period_with_bounds_that_hold_the_usual():
    assert {one.period for one in FORGETTINGS.values()} == set(BOUNDS)
    assert not [bounds for bounds in BOUNDS.values() if not bounds.least <= bounds.usual <= bounds.most]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_how_long_names_the_days_exactly_where_there_is_a_period():
    assert not [one.key for one in KEPT.values() if bool(one.period) != ("%(days)s" in one.how_long)]
