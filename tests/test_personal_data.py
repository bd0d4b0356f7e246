"""What columns say of the persons in them."""

from typing import Any

import pytest
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from registry.committees.models import ChairChange, Term
from registry.personal_data import NONE, OTHERS, SECRET, WHOSE, Held, Part, held_in, part_of, personal


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
