"""A team in conflict, in a few words: who sits where, and acts that are committed when they return."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.committees.models import Committee
from registry.conflicts.access import visibility as visibility_access
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.attachments import CaseFile, CaseNote
from registry.conflicts.models.cases import Case, Outcome
from registry.conflicts.models.expenses import Expense
from registry.conflicts.models.proposals import Answer, Proposal
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.queries import parties
from registry.conflicts.rules.cases import HelperRole, State, Visibility
from registry.conflicts.rules.money import party_key
from registry.conflicts.services import attachments, cases, expenses, outcomes, proposals, recusals
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Channel
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from tests.acts import act_of
from tests.cast import Cast
from tests.factories import (
    NOW,
    make_coordinator,
)

TODAY = NOW.date()
#: Another yes, so many days on.
LATER = TODAY + dt.timedelta(days=60)


def raise_one(cast: Cast, *, committee: Committee | None = None, **said: Any) -> Case:
    """Riverside and Maple in conflict, raised by the coordinator in the working group, or elsewhere."""
    given: dict[str, Any] = {
        "named": [parties.of_partner(cast.riverside), parties.of_partner(cast.maple)],
        "subject": "Who hosts the shared calendar",
        "account": "Both say that it is theirs.",
        "act": act_of(said.pop("user", cast.coordinator), said.pop("now", NOW)),
    }
    with unit_of_work(cast.team.id):
        return cases.raise_case(cast.team, committee=committee or cast.group, **(given | said))


def at_steering(cast: Cast, **said: Any) -> Case:
    """The same conflict, which arose at the steering committee."""
    return raise_one(cast, committee=cast.steering, **said)


def escalate(case: Case, user: User, **said: Any) -> None:
    """Bring a case before the steering committee."""
    with unit_of_work(case.team_id):
        cases.escalate(
            case, **({"reason": "No way forward here", "act": act_of(user, said.pop("now", NOW))} | said)
        )


def bring_in(case: Case, user: User, **said: Any) -> None:
    """Bring in a mediator."""
    given = {
        "role": HelperRole.MEDIATOR,
        "name": "Ines Ito",
        "organization": "Ito Mediation",
        "proposed_by": "the chair",
        "agreed_by": "both parties",
        "act": act_of(user, said.pop("now", NOW)),
    }
    with unit_of_work(case.team_id):
        cases.bring_in_helper(case, **(given | said))


def close(case: Case, user: User, state: State = State.SETTLED, **said: Any) -> Outcome:
    """Close a case without a decision."""
    given = {"state": state, "text": "They share it.", "act": act_of(user, said.pop("now", NOW))}
    with unit_of_work(case.team_id):
        return outcomes.close_without_decision(case, **(given | said))


def decide(case: Case, user: User, **said: Any) -> Outcome:
    """Record the final decision."""
    with unit_of_work(case.team_id):
        return outcomes.decide(
            case, **({"text": "Maple hosts it.", "act": act_of(user, said.pop("now", NOW))} | said)
        )


def reopen(case: Case, user: User, **said: Any) -> None:
    """Reopen a closed case."""
    with unit_of_work(case.team_id):
        outcomes.reopen(case, **({"reason": "New facts", "act": act_of(user, said.pop("now", NOW))} | said))


def extend_to(case: Case, user: User, to_on: dt.date = LATER, **said: Any) -> Proposal:
    """Propose another last day."""
    given = {"to_on": to_on, "reason": "The mediator needs time", "act": act_of(user, said.pop("now", NOW))}
    with unit_of_work(case.team_id):
        return proposals.propose_extension(case, **(given | said))


def say(proposal: Proposal, user: User, *, party: int = 0, is_yes: bool = True, **said: Any) -> Answer:
    """Answer for one of the parties, by their place."""
    case = proposal.term.case
    given: dict[str, Any] = {
        "party": case.parties[party],
        "is_yes": is_yes,
        "act": act_of(user, said.pop("now", NOW)),
    }
    with unit_of_work(case.team_id):
        return proposals.answer(proposal, **(given | said))


def spend(case: Case, user: User, shares: Mapping[int, int], **said: Any) -> Expense:
    """Enter an expense, shared by place of the parties."""
    by_party = {party_key(case.parties[place].id): cents for place, cents in shares.items()}
    given = {"what": "Two days of mediation", "total": sum(shares.values()), "ground": "Agreed"}
    with unit_of_work(case.team_id):
        return expenses.enter_expense(
            case, shares=by_party, act=act_of(user, said.pop("now", NOW)), **(given | said)
        )


def enter(case: Case, user: User, shares: Mapping[str, int], **said: Any) -> Expense:
    """Enter an expense with the shares of some payers, by key."""
    given = {"what": "Two days of mediation", "total": sum(shares.values()), "ground": "Agreed"} | said
    with unit_of_work(case.team_id):
        return expenses.enter_expense(case, shares=shares, act=act_of(user, NOW), **given)


def note(case: Case, user: User, visibility: Visibility, *, party: int | None = None) -> CaseNote:
    """Write a note for some."""
    whose = None if party is None else case.parties[party]
    with unit_of_work(case.team_id):
        return attachments.add_note(
            case,
            text=f"For {visibility.value} eyes",
            visibility=visibility,
            party=whose,
            act=act_of(user, NOW),
        )


def attach(case: Case, user: User, data: bytes, name: str = "letter.pdf", **said: Any) -> CaseFile:
    """Bring a file into a case, for all parties unless told otherwise."""
    given: dict[str, Any] = {"visibility": Visibility.SHARED, "act": act_of(user, said.pop("now", NOW))}
    with unit_of_work(case.team_id):
        return attachments.add_file(case, name=name, data=data, **(given | said))


def sight(case: Case, user: User, on: dt.date = TODAY) -> Sight:
    """A case as a person may see it."""
    fresh = case_queries.case_of(case.team_id, case.id)
    return visibility_access.sight_of(fresh, visibility_access.onlooker(user, case.team_id, on))


def told(template: str = "about") -> list[Message]:
    """The messages made of a template, oldest first."""
    query = sa.select(Message).where(Message.template == f"conflicts.{template}").order_by(Message.id)
    return list(db.session.scalars(query))


def recuse(case, whom, by=None):
    """Take no part, or note that somebody does not."""
    with unit_of_work(case.team_id):
        return recusals.recuse(case, whom=whom, reason="A cousin works there", act=act_of(by or whom, NOW))


def name_decider(case, user):
    """Propose Ora Oak."""
    with unit_of_work(case.team_id):
        return proposals.propose_decider(
            case, name="Ora Oak", organization="Oak Arbitration", act=act_of(user, NOW)
        )


def confirm(share, user):
    """Say yes to a share."""
    with unit_of_work(share.expense.case.team_id):
        expenses.confirm_share(share, act=act_of(user, NOW))


def relay(share, user, **said):
    """Enter that who pays a share confirmed it by phone."""
    given = {"said_by": "Ann Lee", "channel": Channel.PHONE, "said_on": TODAY} | said
    with unit_of_work(share.expense.case.team_id):
        return expenses.relay_confirmation(share, act=act_of(user, NOW), **given)


def deny(share, user):
    """Say that a share was not confirmed elsewhere."""
    with unit_of_work(share.expense.case.team_id):
        expenses.strike_relayed(share, reason="Never asked", act=act_of(user, NOW))


def take_back(recusal, by):
    """Say that a recusal was entered by mistake."""
    with unit_of_work(recusal.case.team_id):
        recusals.take_back(recusal, reason="Another Sol was meant", act=act_of(by, NOW))


def fill_whole_team(team: Team, partner: Partner, committee: Committee) -> None:
    """A conflict between a partner and the team, that arose at its steering committee."""
    with unit_of_work(team.id):
        cases.raise_case(
            team,
            committee=committee,
            named=[parties.of_partner(partner), parties.of_team(team)],
            subject="The van",
            account="Both need it.",
            act=act_of(make_coordinator(team), NOW),
        )
