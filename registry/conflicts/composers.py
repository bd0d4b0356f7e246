"""Writing the messages of a case when they leave: to nobody who may no longer know of it by then."""

from dataclasses import dataclass
from typing import Any

from registry import clock
from registry.accounts.models import User
from registry.conflicts import letters, queries, seeing, wording
from registry.conflicts.annexes import Expense
from registry.conflicts.models import CaseTerm
from registry.conflicts.seeing import Sight
from registry.extensions import db
from registry.outbox.composing import (
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
from registry.records import orders
from registry.records import services as records


@dataclass(frozen=True)
class About:
    """What every message of a case is written from."""

    sight: Sight
    user: User
    page: str


@composer(letters.ABOUT)
def about(message: Message) -> Letter:
    """Something happened in a case; when it closed, the record goes with it."""
    found = _about(message)
    term = db.session.get_one(CaseTerm, message.params["term"])
    what = message.params["what"]
    attachments = _record(term, message.language) if what == letters.CLOSED else ()
    return _write("about", found, term=term, what=what, attachments=attachments)


@composer(letters.REMINDER)
def reminder(message: Message) -> Letter:
    """So many days are left."""
    found = _about(message)
    term = db.session.get_one(CaseTerm, message.params["term"])
    standing = term.standing(found.sight.onlooker.on)
    if term.outcome is not None or standing is None or standing.is_over:
        raise NothingToSay
    return _write("reminder", found, term=term, standing=standing, sum=wording.sum_of(found.sight.case, term))


@composer(letters.OVERDUE)
def overdue(message: Message) -> Letter:
    """The last day has passed."""
    found = _about(message)
    term = db.session.get_one(CaseTerm, message.params["term"])
    standing = term.standing(found.sight.onlooker.on)
    if term.outcome is not None or standing is None or not standing.is_over or not found.sight.handles:
        raise NothingToSay
    return _write("overdue", found, term=term, standing=standing, sum=wording.sum_of(found.sight.case, term))


@composer(letters.SHARE)
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
    case = queries.case_of(int(message.team_id or 0), message.params["case"])
    on = clock.today(case.team.timezone)
    handling = [
        sight
        for sight in seeing.sights_of(case, seeing.onlookers(case.team_id, on))
        if sight.handles
        and (sight.onlooker.is_coordinator or sight.is_chair)
        and not sight.onlooker.user.is_disabled
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
    case = queries.case_of(int(message.team_id or 0), message.params["case"])
    on = clock.today(case.team.timezone)
    sight = seeing.sight_of(case, seeing.onlooker(user, case.team_id, on))
    if not sight.may_know:
        raise NothingToSay
    return About(sight, user, address("conflicts.show", team=case.team.slug, case_id=case.id))


def _write(name: str, found: About, *, attachments: tuple[Attachment, ...] = (), **context: Any) -> Letter:
    case = found.sight.case
    context |= {"case": case, "team": case.team, "person": found.user.name, "page": found.page}
    return letter(f"conflicts/{name}", attachments=attachments, **context)


def _record(term: CaseTerm, language: str) -> tuple[Attachment, ...]:
    """The record in the reader's language, or in another where there is none in theirs."""
    owed = orders.orders_about(("conflict_term", term.id))
    if not owed:
        return ()
    order = next((one for one in owed if one.language == language), owed[0])
    if order.record is None:
        raise NotReady
    content = records.content_of(order.record)
    return (Attachment(f"{term.case.reference}-{order.code}.pdf", "application/pdf", content),)
