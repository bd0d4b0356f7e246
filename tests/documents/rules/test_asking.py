"""Of whom a document is asked."""

import datetime as dt

import pytest

from registry.documents.rules.asking import check_before_statements, check_not_retired, is_asked
from registry.errors import RuleBroken

TODAY = dt.date(2026, 11, 24)
DAY = dt.timedelta(1)


def test_a_document_is_asked_of_all_unless_something_else_is_said() -> None:
    assert is_asked(None, TODAY, retired_on=None, joined_before=None)


@pytest.mark.parametrize(("retired_on", "asked"), [(TODAY - DAY, False), (TODAY, False), (TODAY + DAY, True)])
def test_a_retired_document_is_asked_until_the_day_before(retired_on: dt.date, asked: bool) -> None:
    assert is_asked(TODAY, TODAY, retired_on=retired_on, joined_before=None) is asked


@pytest.mark.parametrize(
    ("joined_on", "asked"), [(TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False), (None, False)]
)
def test_who_joins_on_the_day_or_later_or_only_now_is_not_asked(
    joined_on: dt.date | None, asked: bool
) -> None:
    assert is_asked(joined_on, TODAY, retired_on=None, joined_before=TODAY) is asked


def test_who_is_joining_is_asked_while_the_day_lies_ahead() -> None:
    assert is_asked(None, TODAY, retired_on=None, joined_before=TODAY + DAY)


def test_a_retired_document_is_refused_from_its_day_on() -> None:
    check_not_retired(TODAY + DAY, TODAY)
    with pytest.raises(RuleBroken, match="retired"):
        check_not_retired(TODAY, TODAY)


def test_a_statement_of_before_is_dated_before_those_published_here() -> None:
    check_before_statements(TODAY - DAY, TODAY)
    check_before_statements(TODAY, None)
    with pytest.raises(RuleBroken, match="in force from"):
        check_before_statements(TODAY, TODAY)
