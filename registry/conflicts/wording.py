"""Sentences and formats for cases in the reader's language: days left, term calculation, amounts."""

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from registry.conflicts.models.cases import Case, CaseTerm
from registry.conflicts.rules.terms import CASE_DAYS, Basis, Standing
from registry.dates import language_read


def short_day(date: dt.date | None) -> str:
    """A short date: 1 Jan 2026."""
    return format_date(date, "d MMM y") if date else ""


def dollars(cents: int) -> str:
    """An amount in Canadian dollars, formatted for the reader's language."""
    language = language_read()
    return format_currency(Decimal(cents) / 100, "CAD", locale=f"{language}_CA")


def sum_of(case: Case, term: CaseTerm) -> str:
    """The calculation of the last day in words: raised 1 Jan 2026 + 45 days = 15 Feb 2026, clause 5 of
    version 3.
    """
    if term.began_on is None:
        return _("%(days)s days from the day on which it comes before the steering committee", days=CASE_DAYS)
    values = {"began": short_day(term.began_on), "days": CASE_DAYS, "due": short_day(term.original_due_on)}
    counted = _sum(term.basis, values)
    source = _source(case)
    return f"{counted}, {source}" if source else counted


def days_words(standing: Standing | None) -> str:
    """How many days are left, or overdue."""
    if standing is None:
        return _("term not begun")
    if standing.is_over:
        return ngettext("%(num)s day over", "%(num)s days over", standing.days_over)
    if standing.days_left == 0:
        return _("last day today")
    return ngettext("%(num)s day left", "%(num)s days left", standing.days_left)


def days_tone(standing: Standing | None) -> str:
    """The tone in which the days left are displayed."""
    if standing is None:
        return "quiet"
    if standing.is_over:
        return "bad"
    return "wait" if standing.days_left <= 7 else "good"


def _sum(basis: Basis, values: dict[str, Any]) -> str:
    if basis is Basis.ESCALATED:
        return _("escalated %(began)s + %(days)s days = %(due)s", **values)
    if basis is Basis.REOPENED:
        return _("reopened %(began)s + %(days)s days = %(due)s", **values)
    return _("raised %(began)s + %(days)s days = %(due)s", **values)


def _source(case: Case) -> str:
    if case.version is None:
        return ""
    if case.clause is None:
        return _("version %(number)s", number=case.version.number)
    return _("clause %(clause)s of version %(number)s", clause=case.clause, number=case.version.number)
