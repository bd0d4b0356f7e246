"""The messages of a case.

Each is composed when it is sent, and cancelled if its recipient may not know of the case by then.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from flask_babel import gettext as _

from registry import clock
from registry.accounts.models import User
from registry.committees.models import Seat
from registry.committees.queries import steering_committees
from registry.conflicts import wording
from registry.conflicts.access import visibility
from registry.conflicts.access.payers import pays
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case, CaseParty, CaseTerm
from registry.conflicts.models.expenses import Expense
from registry.conflicts.models.expenses import Share as ExpenseShare
from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import PartyKind
from registry.database.session import db
from registry.outbox.messages import (
    Attachment,
    Closing,
    Contact,
    NothingToSay,
    NotReady,
    address,
    closing,
    mean,
)
from registry.outbox.models import Message
from registry.outbox.rules.reach import NOBODY, Choosing, LeftOut, Whom
from registry.records.queries import records
from registry.security.actors import Act
from registry.teams.messages import TeamMessage, the_coordinators

#: What happened in a case, as named in the template; `handling`: a recused person changed who handles it.
What = Literal["raised", "escalated", "helper", "proposed", "answered", "closed", "reopened", "handling"]


class CaseMessage(TeamMessage):
    """A message about a case; cancelled when its recipient may no longer know of the case."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.case = cases.case_of(int(message.team_id or 0), self.params["case"])
        self.on = clock.today(self.case.team.timezone)

    def context(self) -> dict[str, Any]:
        """The case, its page and the recipient."""
        return {
            "case": self.case,
            "team": self.case.team,
            "person": self.sight().onlooker.user.name,
            "page": address("conflicts.show", team=self.case.team.slug, case_id=self.case.id),
        }

    def sight(self) -> Sight:
        """What the recipient sees of the case; raises `NothingToSay` when they may not know of it."""
        user = db.session.get_one(User, self.params["user"])
        sight = visibility.sight_of(self.case, visibility.onlooker(user, self.case.team_id, self.on))
        if not sight.may_know:
            raise NothingToSay
        return sight

    def closing(self) -> Closing:
        """The closing.

        Answers go to a coordinator who handles the case, else to the chair who handles it. When all of them
        are recused, no address is given; the message then only refers to the page of the case.
        """
        case, on = self.case, self.on
        handling = [
            sight
            for sight in visibility.sights_of(case, visibility.onlookers(case.team_id, on))
            if sight.handles
            and (sight.onlooker.is_coordinator or sight.is_chair)
            and not sight.onlooker.user.is_disabled
            and sight.onlooker.user.id != self.params.get("about")  # the message is about this person
        ]
        handling.sort(
            key=lambda sight: (
                not sight.onlooker.is_coordinator,
                sight.onlooker.user.email == self.message.to_address,
                sight.onlooker.user.id,
            )
        )
        if not handling:
            return closing(None, team=case.team)
        first = handling[0].onlooker
        contact = Contact(first.user.name, first.user.email)
        return closing(contact, team=case.team, is_chair=not first.is_coordinator)

    @classmethod
    def _tell(
        cls,
        case: Case,
        user: User,
        at: dt.datetime,
        params: Mapping[str, object],
        *,
        once: str | None = None,
        meant_for: Sequence[Whom] = (),
        left_out: str = "",
    ) -> Message | None:
        return cls._write_to(
            user,
            subject=case.subject,
            params={"case": case.id, "user": user.id, **params},
            team_id=case.team_id,
            at=at,
            once=once,
            confidential=True,
            meant_for=meant_for,
            left_out=left_out,
        )


class About(CaseMessage):
    """Something happened in a case. When the case was closed, its record is attached."""

    key = "conflicts.about"

    @classmethod
    def post(
        cls, case: Case, what: What, act: Act, *, left_out: LeftOut = NOBODY, **ids: int
    ) -> list[Message]:
        """Tell all handlers and parties of a case, except handlers who are left out of this mail; returns the
        messages of those, which are kept and never sent.
        """
        kept = []
        parties, handlers = _parties(case.parties, act.on), _Handlers(case, act.on)
        mean([*parties.values(), *([handlers.committee] if handlers.committee else [])])
        for sight in _all_who_know(case, act.on):
            params = {"what": what, "term": case.term.id, **ids}
            meant_for = [*(parties[party.id] for party in sight.parties), *handlers.of(sight)]
            is_left_out = sight.onlooker.user.id in left_out.user_ids and not sight.parties
            reason = left_out.reason if is_left_out else ""
            message = cls._tell(
                case, sight.onlooker.user, act.at, params, meant_for=meant_for, left_out=reason
            )
            kept += [message] if message and is_left_out else []
        return kept

    @classmethod
    def post_handling(cls, case: Case, act: Act, *, but: int | None) -> None:
        """Tell the handlers of a case, except the person concerned, that a recused person changed who handles
        it.
        """
        handlers = _Handlers(case, act.on)
        for sight in _all_who_know(case, act.on):
            user = sight.onlooker.user
            if sight.handles and user.id != but:
                params = {"what": "handling", "term": case.term.id, "about": but}
                cls._tell(case, user, act.at, params, meant_for=handlers.of(sight))

    def context(self) -> dict[str, Any]:
        """What happened, in which term, and how its last day is counted."""
        term = self._term
        about = {"term": term, "sum": wording.sum_of(self.case, term), "what": self.params["what"]}
        return super().context() | about

    def attachments(self) -> Sequence[Attachment]:
        """The record of a closed case: in the recipient's language, or in the one it was made in."""
        term = self._term
        owed = records.orders_about(("conflict_term", term.id)) if self.params["what"] == "closed" else []
        if not owed:
            return ()
        order = next((one for one in owed if one.language == self.message.language), owed[0])
        if order.record is None:
            raise NotReady
        name = f"{term.case.reference}-{order.code}.pdf"
        return [Attachment(name, "application/pdf", records.content_of(order.record))]

    @property
    def _term(self) -> CaseTerm:
        return db.session.get_one(CaseTerm, self.params["term"])


class TermMessage(CaseMessage):
    """A message about the last day of a term; cancelled once the case is closed."""

    def context(self) -> dict[str, Any]:
        """The term and its progress."""
        term = db.session.get_one(CaseTerm, self.params["term"])
        standing = term.standing(self.on)
        if term.outcome is not None or standing is None:
            raise NothingToSay
        about = {"term": term, "standing": standing, "sum": wording.sum_of(self.case, term)}
        return super().context() | about


class Reminder(TermMessage):
    """A number of days is left until the last day of a term."""

    key = "conflicts.reminder"

    @classmethod
    def post(cls, term: CaseTerm, before: int, act: Act) -> None:
        """Remind the handlers and parties of a case, `before` days before the last day; each person once."""
        assert term.due_on is not None  # otherwise no reminder is due
        once = f"case:{term.id}:{term.due_on.isoformat()}:{before}"
        for sight in _all_who_know(term.case, act.on):
            cls._tell(term.case, sight.onlooker.user, act.at, {"term": term.id}, once=once)

    def context(self) -> dict[str, Any]:
        """The days left; raises `NothingToSay` once none is left."""
        about = super().context()
        if about["standing"].is_over:
            raise NothingToSay
        return about


class Overdue(TermMessage):
    """The last day has passed."""

    key = "conflicts.overdue"

    @classmethod
    def post(cls, term: CaseTerm, act: Act) -> None:
        """Tell the coordinators and the chair, every day."""
        once = f"case:{term.id}:over:{act.on.isoformat()}"
        for sight in _all_who_know(term.case, act.on):
            if sight.handles and (sight.onlooker.is_coordinator or sight.is_chair):
                cls._tell(term.case, sight.onlooker.user, act.at, {"term": term.id}, once=once)

    def context(self) -> dict[str, Any]:
        """The days overdue; raises `NothingToSay` for people who no longer handle the case."""
        about = super().context()
        if not about["standing"].is_over or not self.sight().handles:
            raise NothingToSay
        return about


class Share(CaseMessage):
    """Who pays a share of an expense must confirm it."""

    key = "conflicts.share"

    @classmethod
    def post(cls, expense: Expense, act: Act) -> None:
        """Ask everybody who answers for a share, also those who learn nothing else of the case."""
        payers = {share.id: _payer(share, act.on) for share in expense.shares}
        mean(payers.values())
        for onlooker in visibility.onlookers(expense.case.team_id, act.on):
            sight = visibility.sight_of(expense.case, onlooker)
            if meant_for := [payers[share.id] for share in expense.shares if pays(sight, share)]:
                params = {"expense": expense.id}
                cls._tell(expense.case, onlooker.user, act.at, params, meant_for=meant_for)

    def sight(self) -> Sight:
        """What the recipient sees of the case; raises `NothingToSay` once no share is asked of them."""
        user = db.session.get_one(User, self.params["user"])
        sight = visibility.sight_of(self.case, visibility.onlooker(user, self.case.team_id, self.on))
        if not self._asked(sight):
            raise NothingToSay
        return sight

    def context(self) -> dict[str, Any]:
        """The case, or only the share for those who learn nothing else of it."""
        about, sight = super().context(), self.sight()
        share = self._asked(sight)[0]
        if sight.may_know:
            return about | {"share": None}
        page = address(
            "conflict_expenses.share", team=self.case.team.slug, case_id=self.case.id, share_id=share.id
        )
        return about | {"share": share, "page": page}

    def _asked(self, sight: Sight) -> list[ExpenseShare]:
        expense = next(one for one in self.case.expenses if one.id == self.params["expense"])
        return [share for share in expense.shares if expense.counts and pays(sight, share)]


class _Handlers:
    """Those who handle a case, as those for whom messages are meant: the committee that has it, and the
    coordinators.
    """

    def __init__(self, case: Case, on: dt.date) -> None:
        body = steering_committees.committee_on(case.team_id, on) if case.at_steering else case.committee
        self.coordinators = the_coordinators(may_be_left_out=True)
        self.committee = body and Whom(
            body.name(),
            _committee_page(body.id),
            _("choose a member who takes part"),
            may_be_left_out=True,
        )

    def of(self, sight: Sight) -> list[Whom]:
        """Those among whom a person handles the case."""
        if not sight.handles:
            return []
        as_member = [self.committee] if self.committee and sight.seat else []
        return [*as_member, *([self.coordinators] if sight.onlooker.is_coordinator else [])]


def _parties(parties: Iterable[CaseParty], on: dt.date) -> dict[int, Whom]:
    """The parties of a case as those for whom messages are meant, by id."""
    return {party.id: Whom(party.name(), _choosing(party, on)) for party in parties}


def _payer(share: ExpenseShare, on: dt.date) -> Whom:
    """Who pays a share, as somebody for whom a message is meant."""
    if share.party is not None:
        return Whom(share.payer(), _choosing(share.party, on))
    if share.partner_id is not None:
        return Whom(share.payer(), Choosing.at("representatives.add", partner_id=share.partner_id))
    return Whom(share.payer())


def _choosing(party: CaseParty, on: dt.date) -> Choosing | None:
    """Where a person is chosen who answers for a party."""
    if party.kind == PartyKind.PARTNER:
        return Choosing.at("representatives.add", partner_id=party.partner_id or 0)
    seat = db.session.get(Seat, party.seat_id) if party.seat_id else None
    if seat is not None:
        return Choosing.at("seats.give", committee_id=seat.committee_id, seat_id=seat.id)
    at_top = steering_committees.committee_on(party.case.team_id, on)
    committee_id = party.committee_id or (at_top and at_top.id)
    return _committee_page(committee_id) if committee_id else None


def _committee_page(committee_id: int) -> Choosing:
    return Choosing.at("committees.show", committee_id=committee_id)


def _all_who_know(case: Case, on: dt.date) -> list[Sight]:
    return visibility.sights_of(case, visibility.onlookers(case.team_id, on))
