"""Sentences and formats for cases in the reader's language: days left, term calculation, amounts."""

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from registry.conflicts.models.cases import Case, CaseTerm
from registry.conflicts.rules.terms import Basis, Standing
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.wording import source_words
from registry.sentences import language_read


def short_day(date: dt.date | None) -> str:
    """A short date: 1 Jan 2026."""
    return format_date(date, "d MMM y") if date else ""


def dollars(cents: int) -> str:
    """An amount in Canadian dollars, formatted for the reader's language."""
    language = language_read()
    return format_currency(Decimal(cents) / 100, "CAD", locale=f"{language}_CA")


def sum_of(case: Case, term: CaseTerm) -> str:
    """The calculation of the last day in words: raised 1 Jan 2026 + 45 days = 15 Feb 2026, version 3,
    section 5.3.
    """
    return f"{bare_sum_of(case, term)}, {source_words(case.provisions[ProvisionKind.CONFLICT_DAYS])}"


def bare_sum_of(case: Case, term: CaseTerm) -> str:
    """The same without the place in the agreement, to which pages link."""
    days = case.values.conflict_days
    if term.began_on is None:
        return ngettext(
            "%(num)s day from the day on which it comes before the steering committee",
            "%(num)s days from the day on which it comes before the steering committee",
            days,
        )
    values = {"began": short_day(term.began_on), "due": short_day(term.original_due_on)}
    return _sum(term.basis, days, values)


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


def _sum(basis: Basis, days: int, values: dict[str, Any]) -> str:
    if basis is Basis.ESCALATED:
        return ngettext(
            "escalated %(began)s + %(num)s day = %(due)s",
            "escalated %(began)s + %(num)s days = %(due)s",
            days,
            **values,
        )
    if basis is Basis.REOPENED:
        return ngettext(
            "reopened %(began)s + %(num)s day = %(due)s",
            "reopened %(began)s + %(num)s days = %(due)s",
            days,
            **values,
        )
    return ngettext(
        "raised %(began)s + %(num)s day = %(due)s",
        "raised %(began)s + %(num)s days = %(due)s",
        days,
        **values,
    )
