"""The messages of a case. They say nothing of the matter, and go only to those who may know of it."""

import datetime as dt
from collections.abc import Mapping

from registry.accounts.letters import write_to
from registry.accounts.models import User
from registry.conflicts import seeing
from registry.conflicts.annexes import Expense
from registry.conflicts.models import Case, CaseTerm
from registry.conflicts.trail import subject_of

ABOUT = "conflicts.about"
REMINDER = "conflicts.reminder"
OVERDUE = "conflicts.overdue"
SHARE = "conflicts.share"

#: What a message about a case tells; the words are in its template.
RAISED = "raised"
ESCALATED = "escalated"
HELPER = "helper"
PROPOSED = "proposed"
ANSWERED = "answered"
CLOSED = "closed"
REOPENED = "reopened"
#: Somebody who takes no part in handling it has changed who does.
HANDLING = "handling"


def tell_of_case(case: Case, what: str, *, on: dt.date, now: dt.datetime, **params: int) -> None:
    """Tell all who handle a case and its parties that something happened in it."""
    term = case.term.id
    for sight in _all_who_know(case, on):
        _post(ABOUT, case, sight.onlooker.user, now=now, params={"what": what, "term": term, **params})


def tell_handlers(case: Case, *, but: int | None, on: dt.date, now: dt.datetime) -> None:
    """Tell all who handle a case, but for the person whom it is about, that this has changed without them."""
    for sight in _all_who_know(case, on):
        user = sight.onlooker.user
        if sight.handles and user.id != but:
            _post(ABOUT, case, user, now=now, params={"what": HANDLING, "term": case.term.id, "about": but})


def tell_payers(expense: Expense, *, on: dt.date, now: dt.datetime) -> None:
    """Ask each party that pays a share to confirm it."""
    paying = {share.party_id for share in expense.shares}
    for sight in _all_who_know(expense.case, on):
        if any(party.id in paying for party in sight.parties):
            _post(SHARE, expense.case, sight.onlooker.user, now=now, params={"expense": expense.id})


def remind(term: CaseTerm, before: int, *, on: dt.date, now: dt.datetime) -> None:
    """Remind all who handle a case and its parties so many days before the last one, each once."""
    assert term.due_on is not None  # else nothing is due
    for sight in _all_who_know(term.case, on):
        user = sight.onlooker.user
        key = f"case:{term.id}:{term.due_on.isoformat()}:{before}:{user.id}"
        _post(REMINDER, term.case, user, now=now, dedupe_key=key, params={"term": term.id})


def tell_overdue(term: CaseTerm, *, on: dt.date, now: dt.datetime) -> None:
    """Tell coordinators and the chair, each day, that the last day has passed."""
    for sight in _all_who_know(term.case, on):
        if sight.handles and (sight.onlooker.is_coordinator or sight.is_chair):
            user = sight.onlooker.user
            key = f"case:{term.id}:over:{on.isoformat()}:{user.id}"
            _post(OVERDUE, term.case, user, now=now, dedupe_key=key, params={"term": term.id})


def _all_who_know(case: Case, on: dt.date) -> list[seeing.Sight]:
    return seeing.sights_of(case, seeing.onlookers(case.team_id, on))


def _post(
    template: str,
    case: Case,
    user: User,
    *,
    now: dt.datetime,
    params: Mapping[str, object],
    dedupe_key: str | None = None,
) -> None:
    write_to(
        user,
        template=template,
        subject=subject_of(case),
        params={"case": case.id, "user": user.id, **params},
        team_id=case.team_id,
        now=now,
        dedupe_key=dedupe_key,
        confidential=True,
    )
