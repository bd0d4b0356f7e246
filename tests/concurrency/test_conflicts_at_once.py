"""Two at once in one case: one wins, the other is told, nothing is half done."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from registry.audit import queries as audit_queries
from registry.conflicts.models.cases import Case
from registry.conflicts.models.proposals import Proposal
from registry.conflicts.queries import cases as conflict_cases
from registry.conflicts.rules.cases import State
from registry.conflicts.rules.terms import ProposalState
from registry.conflicts.services import cases, outcomes, proposals
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RegistryError
from tests.acts import act_of
from tests.cast import Cast, make_cast
from tests.conflicts.builders import LATER, TODAY, at_steering, extend_to, raise_one, say
from tests.factories import NOW
from tests.once import Once

Act = Callable[[Case], object]

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("conflicts")]


@pytest.fixture
def cast(once: Once) -> Cast:
    """The team and all who act in it."""
    return once(make_cast)


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[str]]:
    """Does things to a case at the same moment, each in a unit of work; what the losers were told."""

    def run(case: Case, *acts: Act) -> list[str]:
        together, told = threading.Barrier(len(acts)), []
        team_id, case_id = case.team_id, case.id

        def one(act: Act) -> None:
            with app.app_context():
                together.wait()
                try:
                    with unit_of_work(team_id):
                        act(conflict_cases.case_of(team_id, case_id))
                except RegistryError as error:
                    told.append(str(error))

        threads = [threading.Thread(target=one, args=(act,)) for act in acts]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        db.session.rollback()
        assert not audit_queries.check()
        return told

    return run


def test_an_extension_agreed_while_the_case_closes_counts_whole_or_who_agrees_is_told(cast, at_once):
    case = at_steering(cast)
    proposal = extend_to(case, cast.chair)
    say(proposal, cast.for_riverside, party=0)
    proposal_id = proposal.id

    def agree(case: Case) -> None:
        found = conflict_cases.proposal_of(case, proposal_id)
        proposals.answer(found, party=case.parties[1], is_yes=True, act=act_of(cast.for_maple, NOW))

    def close(case: Case) -> None:
        act = act_of(cast.coordinator, NOW)
        outcomes.close_without_decision(case, state=State.SETTLED, text="Settled", act=act)

    told = at_once(case, agree, close)
    assert case.state == State.SETTLED
    assert (told, db.session.get_one(Proposal, proposal_id).state, case.term.due_on == LATER) in (
        ([], ProposalState.AGREED, True),
        (["The case was closed before every party had answered."], ProposalState.ENDED, False),
    )


def test_of_two_last_answers_for_one_party_one_counts_and_one_is_told(cast, at_once):
    case = at_steering(cast)
    proposal_id = extend_to(case, cast.chair).id

    def agree(case: Case) -> None:
        found = conflict_cases.proposal_of(case, proposal_id)
        proposals.answer(found, party=case.parties[1], is_yes=True, act=act_of(cast.for_maple, NOW))

    assert at_once(case, agree, agree) == ["This party has said yes already."]
    assert len(db.session.get_one(Proposal, proposal_id).answers) == 1


def test_the_last_two_parties_who_answer_at_once_both_count(cast, at_once):
    case = at_steering(cast)
    proposal_id = extend_to(case, cast.chair).id

    def agree(place: int, user: object) -> Act:
        return lambda case: proposals.answer(
            conflict_cases.proposal_of(case, proposal_id),
            party=case.parties[place],
            is_yes=True,
            act=act_of(user, NOW),
        )

    assert at_once(case, agree(0, cast.for_riverside), agree(1, cast.for_maple)) == []
    assert case.term.due_on == LATER
    assert case.term.began_on == TODAY


def test_of_two_who_close_a_case_one_closes_it_and_one_is_told(cast, at_once):
    case = at_steering(cast)

    def decide(case: Case) -> None:
        outcomes.decide(case, text="Maple hosts it.", act=act_of(cast.chair, NOW))

    assert at_once(case, decide, decide) == ["This case is closed. Reopen it first, with a reason."]


def test_of_two_who_escalate_a_case_one_does_and_one_is_told(cast, at_once):

    case = raise_one(cast)

    def rise(case: Case) -> None:
        cases.escalate(case, reason="No way forward", act=act_of(cast.coordinator, NOW))

    assert at_once(case, rise, rise) == ["This case is before the steering committee already."]
