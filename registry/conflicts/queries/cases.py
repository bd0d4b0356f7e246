"""Finds cases.

What a person may see of them is decided in `access`; pages never show these results unfiltered.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.audit import hooks as audit_hooks
from registry.audit.models import Event
from registry.committees.queries import steering_committees
from registry.conflicts.access import visibility
from registry.conflicts.access.payers import pays
from registry.conflicts.access.visibility import Sight, onlooker, sight_of
from registry.conflicts.models.attachments import CaseFile, CaseNote
from registry.conflicts.models.cases import Case, CaseParty, ConflictSetting, Recusal
from registry.conflicts.models.expenses import Expense, Share
from registry.conflicts.models.proposals import Proposal
from registry.conflicts.queries import case_parts
from registry.conflicts.rules.cases import CLOSED, OPEN
from registry.conflicts.rules.events import CaseEvent
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.decisions import access as decision_access
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import State as Resolved
from registry.documents import hooks
from registry.documents.queries.signers import Bound, bound_by
from registry.documents.rules.documents import Part
from registry.documents.rules.provisions import ProvisionKind, Value
from registry.errors import N_, NotFound
from registry.jobs.troubles import Due
from registry.outbox.models import Message
from registry.security.actors import Actor

#: The most open cases on a board, and closed ones in a list; no team needs more.
MOST_OPEN = 200
MOST_CLOSED = 100
_OPEN_STATES = [state.value for state in OPEN]

T = TypeVar("T", Proposal, Expense, Share, CaseParty)
Attached = TypeVar("Attached", CaseNote, CaseFile)

NO_SUCH_CASE = N_("There is no such case.")


@audit_hooks.tells_beside(CaseEvent.LEFT_OUT_OF_MAIL)
def whom_and_why(event: Event) -> Sequence[str]:
    """Who was left out of a mail, and why, until the message was forgotten."""
    message = db.session.get(Message, event.details["message"])
    return [words for words in (message.to_name, message.last_answer) if words] if message else []


def case_of(team_id: int, case_id: int) -> Case:
    """A case of a team with everything that belongs to it; raises `NotFound`."""
    case: Case | None = _numbered(team_id, case_id).scalar()
    if case is None:
        raise NotFound(NO_SUCH_CASE)
    case_parts.load([case], with_steps=True)
    return case


@composed_once
def _numbered(team_id: int, case_id: int) -> sa.Select[Case]:
    query = sa.select(Case).where(Case.team_id == team_id, Case.id == case_id)
    return query.options(*case_parts.beside())


def open_cases(team_id: int) -> list[Case]:
    """A team's cases without an outcome, oldest first."""
    return case_parts.load(_open(team_id).scalars().all())


@composed_once
def _open(team_id: int) -> sa.Select[Case]:
    states = [state.value for state in OPEN]
    query = sa.select(Case).where(Case.team_id == team_id, Case.state.in_(states)).order_by(Case.id)
    return query.options(*case_parts.beside()).limit(MOST_OPEN)


def closed_cases(team_id: int) -> list[Case]:
    """A team's cases with an outcome, latest first."""
    return case_parts.load(_closed(team_id).scalars().all())


@composed_once
def _closed(team_id: int) -> sa.Select[Case]:
    states = [state.value for state in CLOSED]
    query = sa.select(Case).where(Case.team_id == team_id, Case.state.in_(states)).order_by(Case.id.desc())
    return query.options(*case_parts.beside()).limit(MOST_CLOSED)


def unsettled_cases(team_id: int) -> list[Case]:
    """A team's open cases, oldest first, and then its closed ones with an unconfirmed share."""
    return case_parts.load(_unsettled(team_id).scalars().all())


@composed_once
def _unsettled(team_id: int) -> sa.Select[Case]:
    query = sa.select(Case).where(Case.team_id == team_id, _is_unsettled())
    query = query.options(*case_parts.beside())
    return query.order_by(Case.state.not_in(_OPEN_STATES), Case.id).limit(MOST_OPEN)


def any_unsettled(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a team has an open case, or an unconfirmed share."""
    return sa.select(Case.id).where(Case.team_id == team_id, _is_unsettled()).exists()


def _is_unsettled() -> sa.ColumnElement[bool]:
    waits = sa.select(Expense.id).join(Share).where(Expense.case_id == Case.id)
    unconfirmed_share = waits.where(Expense.set_aside_at.is_(None), ~Share.confirmation.has()).exists()
    return sa.or_(Case.state.in_(_OPEN_STATES), unconfirmed_share)


def all_open_cases() -> list[Due]:
    """All open cases of all teams, for the worker."""
    query = sa.select(Case.id, Case.team_id).where(Case.state.in_([state.value for state in OPEN]))
    rows = db.session.execute(query.order_by(Case.id))
    return [Due(case_id, f"conflict_case:{case_id}", team_id) for case_id, team_id in rows]


def open_cases_of_partner(partner_id: int) -> list[Case]:
    """The open cases in which a partner, or one of its seats, is a party."""
    states = [state.value for state in OPEN]
    query = (
        sa.select(Case)
        .where(Case.state.in_(states), Case.parties.any(CaseParty.partner_id == partner_id))
        .options(*case_parts.beside())
        .order_by(Case.id)
    )
    return case_parts.load(db.session.scalars(query).all())


def unpaid_shares_of_partner(partner_id: int) -> list[Share]:
    """The unpaid shares of a partner or of one of its seats."""
    query = (
        sa.select(Share)
        .outerjoin(CaseParty, CaseParty.id == Share.party_id)
        .join(Expense, Expense.id == Share.expense_id)
        .where(sa.or_(CaseParty.partner_id == partner_id, Share.partner_id == partner_id))
        .where(Share.paid_on.is_(None), Expense.set_aside_at.is_(None))
        .options(joinedload(Share.expense).joinedload(Expense.case), joinedload(Share.party))
        .order_by(Share.id)
    )
    return list(db.session.scalars(query))


def notes_of(case_id: int) -> list[CaseNote]:
    """All notes about a case, oldest first, without regard to their readers."""
    return list(_about(CaseNote, case_id).scalars())


def files_of(case_id: int) -> list[CaseFile]:
    """All files of a case, oldest first, without regard to their readers."""
    return list(_about(CaseFile, case_id).scalars())


@composed_once
def _about(model: type[Attached], case_id: int) -> sa.Select[Attached]:
    return (
        sa.select(model).where(model.case_id == case_id).options(joinedload(model.party)).order_by(model.id)
    )


def proposal_of(case: Case, proposal_id: int) -> Proposal:
    """A proposal in a case; raises `NotFound`."""
    everything = [proposal for term in case.terms for proposal in term.proposals]
    return _one(everything, proposal_id, N_("There is no such proposal."))


def expense_of(case: Case, expense_id: int) -> Expense:
    """An expense of a case; raises `NotFound`."""
    return _one(case.expenses, expense_id, N_("There is no such expense."))


def share_of(case: Case, share_id: int) -> Share:
    """A share of an expense of a case; raises `NotFound`."""
    shares = [share for expense in case.expenses for share in expense.shares]
    return _one(shares, share_id, N_("There is no such share."))


def party_of(case: Case, party_id: int) -> CaseParty:
    """A party of a case; raises `NotFound`."""
    return _one(case.parties, party_id, N_("There is no such party."))


def setting_of(team_id: int) -> ConflictSetting:
    """A team's settings for conflicts; unsaved defaults when it has none."""
    setting: ConflictSetting | None = db.session.get(ConflictSetting, team_id)
    if setting is not None:
        return setting
    return ConflictSetting(team_id=team_id, shows_existence=False, sharing_en="", sharing_fr="", revision=0)


@hooks.tells_settings(ProvisionKind.COUNTED_FROM)
def settings_of(team_id: int) -> dict[ProvisionKind, Value]:
    """From which day a team had set to count: it runs where no agreement says anything else."""
    setting = db.session.get(ConflictSetting, team_id)
    return {ProvisionKind.COUNTED_FROM: setting.clock_start} if setting and setting.clock_start else {}


@hooks.offers_text(Part.CONFLICT)
def sharing_words(team_id: int) -> dict[str, str]:
    """How the team had said that expenses are shared, by language: offered as text of its agreement."""
    setting = db.session.get(ConflictSetting, team_id)
    words = {"en": setting.sharing_en, "fr": setting.sharing_fr} if setting else {}
    return {language: text for language, text in words.items() if text}


def _one(entries: Iterable[T], identity: int, text: str) -> T:
    for entry in entries:
        if entry.id == identity:
            return entry
    raise NotFound(text)


def see(team_id: int, case_id: int, user: Actor, on: dt.date) -> Sight:
    """A case as one person may see it; raises `NotFound` when they may not know of it."""
    sight = sight_of(case_of(team_id, case_id), onlooker(user, team_id, on))
    if not sight.may_know:
        raise NotFound(NO_SUCH_CASE)
    return sight


def to_confirm(sight: Sight) -> list[Share]:
    """The shares a person has yet to confirm for who pays them, though a coordinator entered their word."""
    return [share for share in _that_count(sight.case) if share.confirmation is None and pays(sight, share)]


def unconfirmed(case: Case) -> list[Share]:
    """The unconfirmed shares of a case."""
    return [share for share in _that_count(case) if not share.is_confirmed]


def _that_count(case: Case) -> list[Share]:
    return [share for expense in case.expenses if expense.counts for share in expense.shares]


def recusal_of(case: Case, recusal_id: int) -> Recusal:
    """A recusal of a case; raises `NotFound`."""
    recusal = next((one for one in case.all_recusals if one.id == recusal_id), None)
    if recusal is None:
        raise NotFound(N_("There is no such recusal."))
    return recusal


def can_recuse(case: Case, on: dt.date) -> list[User]:
    """The people who handle a case now, by name: coordinators, and members with an account."""
    everyone = visibility.onlookers(case.team_id, on)
    handling = [sight.onlooker.user for sight in visibility.sights_of(case, everyone) if sight.handles]
    return sorted(handling, key=lambda user: (user.name, user.id))


#: How many of the newest decisions of the steering committee are offered.
MOST_TO_LINK = 50


def can_link(case: Case, user: Actor, on: dt.date) -> list[Decision]:
    """The recorded decisions of the steering committee that an outcome can be based on, and that this person
    may read. An open round, or a vote that was not held, has decided nothing.
    """
    committee = steering_committees.committee_on(case.team_id, on)
    query = (
        sa.select(Decision)
        .where(Decision.team_id == case.team_id, Decision.committee_id == (committee.id if committee else 0))
        .where(Decision.state == Resolved.DECIDED.value, decision_access.may_read(user.id or 0, on))
        .order_by(Decision.id.desc())
    )
    return list(db.session.scalars(query.limit(MOST_TO_LINK)))


def bound_of(case: Case) -> Bound | None:
    """Which parties had signed the version of its provisions on the day on which it was raised."""
    return bound_by(
        case.version_id, [(party.name(), party.partner_id) for party in case.parties], case.raised_on
    )
