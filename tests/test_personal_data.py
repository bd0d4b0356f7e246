"""What columns say of the persons in them."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from registry.committees.models import ChairChange, Term
from registry.database.session import db
from registry.personal_data import (
    BOUNDS,
    FORGETTINGS,
    GUARDS,
    KEPT,
    NONE,
    OTHERS,
    SECRET,
    WHOSE,
    Held,
    Part,
    held_in,
    part_of,
    personal,
)
from registry.privacy.queries.persons import kind_of
from registry.privacy.queries.table_paths import table_named, way_to_team
from tests.removable import NEEDS_ALL

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


class Base(DeclarativeBase):
    """Models of this test alone."""


class Letter(Base):
    """A table with each part, not in their order."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(info=personal(OTHERS))
    pin: Mapped[str] = mapped_column(info=personal(SECRET))
    subject: Mapped[str] = mapped_column(info=personal(NONE))
    writer: Mapped[str] = mapped_column(info=personal(WHOSE))
    answered_by: Mapped[str] = mapped_column(info=personal(OTHERS))


def can_be_personal(column):
    """Whether a column could hold something of a person."""
    kind = column.type
    is_long = isinstance(kind, (sa.Text, sa.JSON, sa.LargeBinary)) or (
        isinstance(kind, sa.String) and (kind.length is None or kind.length > LONGEST_CODE)
    )
    is_named = isinstance(kind, sa.String) and any(word in column.name for word in PERSONAL_NAMES)
    return is_long or is_named or (kind_of(column) is not None and not column.primary_key)


def tables_with_personal_columns():
    return {
        table.name
        for table in db.metadata.sorted_tables
        if any(part_of(column) not in (None, NONE) for column in table.columns)
    }


def told_tables():
    return [held.table for kept in KEPT.values() for held in kept.tables]


def test_what_a_table_holds_is_read_from_its_columns():
    assert held_in(Letter) == Held("letter", ("writer",), ("text", "pin", "answered_by"), ("pin",))


def test_whose_row_it_is_comes_first_and_what_holds_nothing_not_at_all():
    assert held_in(Letter).columns == ("writer", "text", "pin", "answered_by")


@pytest.mark.parametrize(("name", "part"), [("id", None), ("subject", NONE), ("pin", SECRET)])
def test_nobody_having_said_is_told_from_nothing_being_held(name: str, part: Part | None):
    assert part_of(Letter.__table__.c[name]) is part


@pytest.mark.parametrize(("model", "part"), [(ChairChange, WHOSE), (Term, OTHERS)])
def test_an_act_is_of_who_did_it_unless_it_is_about_somebody(model: Any, part: Part):
    columns = model.__table__.c
    assert [part_of(columns[name]) for name in ("by_id", "by_name", "by_for")] == [part, part, OTHERS]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_column_that_can_hold_something_of_a_person_says_whether_it_does():
    silent = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if can_be_personal(column) and part_of(column) is None
    ]
    assert not silent, "say what of a person it holds, or none: `mapped_column(info=personal(...))`"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_table_with_something_of_a_person_is_told_of_once():
    assert sorted(told_tables()) == sorted(tables_with_personal_columns())


@NEEDS_ALL
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_table_that_holds_something_of_a_person_is_found_from_its_team():
    tables = tables_with_personal_columns() - OF_NO_TEAM
    assert len(tables) > 40
    assert not [name for name in tables if way_to_team(table_named(name)) is None]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whatever_hangs_on_a_case_is_reached_over_the_case_that_guards_it():
    of_cases = {name for name in tables_with_personal_columns() if name.startswith("conflict_")}
    ways = {name: {step.target.name for step in way_to_team(table_named(name))} | {name} for name in of_cases}
    assert not [name for name, passed in ways.items() if not passed & set(GUARDS)]


@pytest.mark.usefixtures("app")
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


@pytest.mark.needs("admissions")
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_goes_has_a_period_with_bounds_that_hold_the_usual():
    assert {one.period for one in FORGETTINGS.values()} == set(BOUNDS)
    assert not [bounds for bounds in BOUNDS.values() if not bounds.least <= bounds.usual <= bounds.most]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_how_long_names_the_days_exactly_where_there_is_a_period():
    assert not [one.key for one in KEPT.values() if bool(one.period) != ("%(days)s" in one.how_long)]
