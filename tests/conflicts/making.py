"""A team in conflict, in a few words: who sits where, and acts that are committed when they return."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
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
from registry.conflicts.services import attachments, cases, expenses, outcomes, proposals
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from tests.acts import act_of
from tests.factories import (
    NOW,
    make_committee,
    make_coordinator,
    make_member,
    make_partner,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)

TODAY = NOW.date()
#: Another yes, so many days on.
LATER = TODAY + dt.timedelta(days=60)


@dataclass
class Cast:
    """A team: a steering committee with a chair, Sol and Rae; a working group with Wim; three partners.

    Rae sits on the steering committee for Riverside, a party to the case that `raise_one` raises.
    """

    team: Team
    steering: Committee
    group: Committee
    riverside: Partner
    maple: Partner
    birch: Partner
    coordinator: User
    chair: User
    member: User
    recused: User
    of_group: User
    for_riverside: User
    for_maple: User
    for_birch: User

    @property
    def zone(self) -> str:
        """The team's time zone."""
        return self.team.timezone


def make_cast(slug: str = "east") -> Cast:
    """The cast, in a unit of work of its own."""
    with unit_of_work():
        team = make_team(slug=slug)
        riverside, maple, birch = (
            make_partner(team, name) for name in ("Riverside Hospital", "Maple Clinic", "Birch Home Care")
        )
        steering = make_committee(team)
        group = make_committee(team, name="Data Group", is_steering=False)
        chair_seat = make_seat(steering, label_en="Family care", label_fr="Soins familiaux")
        return Cast(
            team=team,
            steering=steering,
            group=group,
            riverside=riverside,
            maple=maple,
            birch=birch,
            coordinator=make_coordinator(team, name="Cora Cole"),
            chair=seat_member(chair_seat, _person("Chai Cho", team), is_chair=True),
            member=seat_member(make_seat(steering), _person("Sol Sato", team)),
            recused=seat_member(make_seat(steering, riverside), _person("Rae Roy", team)),
            of_group=seat_member(make_seat(group), _person("Wim Wu", team)),
            for_riverside=make_representative(riverside, name="Ria Ross"),
            for_maple=make_representative(maple, name="Max May"),
            for_birch=make_representative(birch, name="Bea Bell"),
        )


def _person(name: str, team: Team) -> User:
    return make_member(team, name=name)


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
    by_party = {case.parties[place].id: cents for place, cents in shares.items()}
    given = {"what": "Two days of mediation", "total": sum(shares.values()), "ground": "Agreed"}
    with unit_of_work(case.team_id):
        return expenses.enter_expense(
            case, shares=by_party, act=act_of(user, said.pop("now", NOW)), **(given | said)
        )


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
