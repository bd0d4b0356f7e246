"""Writing the messages of a case when they leave: to nobody who may no longer know of it by then."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry import clock
from registry.accounts.messages import write_to
from registry.accounts.models import User
from registry.conflicts import wording
from registry.conflicts.access import visibility
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case, CaseTerm
from registry.conflicts.models.expenses import Expense
from registry.conflicts.queries import cases
from registry.database.session import db
from registry.outbox.messages import (
    Attachment,
    Closing,
    Contact,
    Letter,
    NothingToSay,
    NotReady,
    address,
    closer,
    closing,
    composer,
    letter,
)
from registry.outbox.models import Message
from registry.records.queries import records

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


def _all_who_know(case: Case, on: dt.date) -> list[visibility.Sight]:
    return visibility.sights_of(case, visibility.onlookers(case.team_id, on))


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
        subject=case.subject,
        params={"case": case.id, "user": user.id, **params},
        team_id=case.team_id,
        now=now,
        dedupe_key=dedupe_key,
        confidential=True,
    )


@dataclass(frozen=True)
class About:
    """What every message of a case is written from."""

    sight: Sight
    user: User
    page: str


@composer(ABOUT)
def about(message: Message) -> Letter:
    """Something happened in a case; when it closed, the record goes with it."""
    found = _about(message)
    term = db.session.get_one(CaseTerm, message.params["term"])
    what = message.params["what"]
    attachments = _record(term, message.language) if what == CLOSED else ()
    return _write("about", found, term=term, what=what, attachments=attachments)


@composer(REMINDER)
def reminder(message: Message) -> Letter:
    """So many days are left."""
    found = _about(message)
    term = db.session.get_one(CaseTerm, message.params["term"])
    standing = term.standing(found.sight.onlooker.on)
    if term.outcome is not None or standing is None or standing.is_over:
        raise NothingToSay
    return _write("reminder", found, term=term, standing=standing, sum=wording.sum_of(found.sight.case, term))


@composer(OVERDUE)
def overdue(message: Message) -> Letter:
    """The last day has passed."""
    found = _about(message)
    term = db.session.get_one(CaseTerm, message.params["term"])
    standing = term.standing(found.sight.onlooker.on)
    if term.outcome is not None or standing is None or not standing.is_over or not found.sight.handles:
        raise NothingToSay
    return _write("overdue", found, term=term, standing=standing, sum=wording.sum_of(found.sight.case, term))


@composer(SHARE)
def share(message: Message) -> Letter:
    """A party is to confirm its share of an expense."""
    found = _about(message)
    expense = db.session.get_one(Expense, message.params["expense"])
    if not expense.counts:
        raise NothingToSay
    return _write("share", found)


@closer("conflicts")
def close(message: Message, _opens_account: bool) -> Closing:
    """Who answers to a message of a case writes to a coordinator who handles it, else to the chair who does.

    Where all of them are recused, nobody's address is given: the page of the case is the only road.
    """
    case = cases.case_of(int(message.team_id or 0), message.params["case"])
    on = clock.today(case.team.timezone)
    handling = [
        sight
        for sight in visibility.sights_of(case, visibility.onlookers(case.team_id, on))
        if sight.handles
        and (sight.onlooker.is_coordinator or sight.is_chair)
        and not sight.onlooker.user.is_disabled
        and sight.onlooker.user.id != message.params.get("about")  # the news is of them
    ]
    handling.sort(
        key=lambda sight: (
            not sight.onlooker.is_coordinator,
            sight.onlooker.user.email == message.to_address,
            sight.onlooker.user.id,
        )
    )
    if not handling:
        return closing(None, team=case.team)
    first = handling[0].onlooker
    contact = Contact(first.user.name, first.user.email)
    return closing(contact, team=case.team, is_chair=not first.is_coordinator)


def _about(message: Message) -> About:
    user = db.session.get_one(User, message.params["user"])
    case = cases.case_of(int(message.team_id or 0), message.params["case"])
    on = clock.today(case.team.timezone)
    sight = visibility.sight_of(case, visibility.onlooker(user, case.team_id, on))
    if not sight.may_know:
        raise NothingToSay
    return About(sight, user, address("conflicts.show", team=case.team.slug, case_id=case.id))


def _write(name: str, found: About, *, attachments: tuple[Attachment, ...] = (), **context: Any) -> Letter:
    case = found.sight.case
    context |= {"case": case, "team": case.team, "person": found.user.name, "page": found.page}
    return letter(f"conflicts/{name}", attachments=attachments, **context)


def _record(term: CaseTerm, language: str) -> tuple[Attachment, ...]:
    """The record in the reader's language, or in another where there is none in theirs."""
    owed = records.orders_about(("conflict_term", term.id))
    if not owed:
        return ()
    order = next((one for one in owed if one.language == language), owed[0])
    if order.record is None:
        raise NotReady
    content = records.content_of(order.record)
    return (Attachment(f"{term.case.reference}-{order.code}.pdf", "application/pdf", content),)
