"""The processes of the demonstration: each is seen in every state that matters."""

from collections import Counter

import pytest
import sqlalchemy as sa

from registry import clock
from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.admissions.models import Admission
from registry.admissions.queries import admissions, joining
from registry.admissions.rules.admissions import Step
from registry.conflicts.access import visibility
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import State as CaseState
from registry.database.session import db
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import Audience
from registry.demo import cast
from registry.documents.queries import provisions
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status
from registry.security.permissions import Role
from registry.teams.hooks import _LINE_FINDERS as FINDERS
from registry.teams.hooks import lines_of
from registry.teams.models import Membership
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.rules.withdrawals import State

COORDINATOR, CHAIR, REPRESENTATIVE, LEAVING, READER, _ = (account.email for account in cast.ACCOUNTS)


def today(team):
    """The day in the team's zone."""
    return clock.today(team.timezone)


def user_of(email) -> User:
    """Who signs in with an address."""
    found = account_queries.find_account(email)
    assert found is not None
    return found


def at_step(step) -> Admission:
    """The one admission at a step."""
    return db.session.scalars(sa.select(Admission).where(Admission.step == step.value)).one()


def case_in(state) -> Case:
    """The one case in a state."""
    return db.session.scalars(sa.select(Case).where(Case.state == state.value)).one()


def days_left(team) -> list[int]:
    """Of the cases before the steering committee."""
    query = sa.select(Case).where(Case.state == CaseState.AT_STEERING.value)
    return sorted(case.term.standing(today(team)).days_left for case in db.session.scalars(query))


# -- admissions --------------------------------------------------------------------------------------


def test_one_application_stands_at_each_step_between_received_and_its_end(inside):
    counts = admissions.counts_of(inside.id)
    shown = (Step.RECEIVED, Step.DELIBERATION, Step.INVITED, Step.REFUSED, Step.PARTNER)
    assert {step: count for step, count in counts.items() if count} == dict.fromkeys(shown, 1)


def test_applications_are_taken_in_a_window_that_is_open(inside):
    intake = admissions.intake_of(inside.id, today(inside))
    assert intake.is_open
    assert intake.until is not None
    assert len(admissions.criteria_of(inside.id)) == 4


def test_the_deliberation_is_in_its_second_round(inside):
    assert at_step(Step.DELIBERATION).decision.present_round.number == 2


def test_who_was_invited_has_still_to_sign(inside):
    assert len(joining.outstanding(at_step(Step.INVITED), today(inside))) == 1


def test_the_refusal_says_why_and_follows_a_vote(inside):
    refused = at_step(Step.REFUSED)
    assert refused.outcome_words
    assert refused.decision.vote.has_passed is False


def test_who_has_signed_is_a_partner(inside):
    assert at_step(Step.PARTNER).partner.status(today(inside)) is Status.PARTNER


# -- conflicts ---------------------------------------------------------------------------------------


def test_one_case_is_on_day_forty_of_its_term_and_another_a_week_over(inside):
    assert days_left(inside) == [-7, 5]


def test_a_member_is_recused_beside_those_whose_organization_is_a_party(inside):
    said = {
        (one.name, one.is_own_party) for case in db.session.scalars(sa.select(Case)) for one in case.recusals
    }
    assert ("Noé Exemple", False) in said
    assert ("Jo Specimen", True) in said


def test_one_share_of_the_mediator_is_confirmed_and_the_other_is_not(inside):
    case = case_in(CaseState.WITH_HELPER)
    shares = case.expenses[0].shares
    assert [share.party.name() for share in cases.unconfirmed(case)] == [cast.MENTAL_HEALTH.name]
    assert sum(share.cents for share in shares) == case.expenses[0].total_cents


def test_a_case_names_the_version_that_was_in_force_when_it_was_raised(inside):
    assert {case.version.number for case in db.session.scalars(sa.select(Case))} == {2}


def test_a_reader_learns_of_no_case(inside):
    who = visibility.onlooker(user_of(READER), inside.id, today(inside))
    assert visibility.visible(db.session.scalars(sa.select(Case)), who) == []


# -- withdrawals -------------------------------------------------------------------------------------


def test_one_organization_leaves_one_stays_and_one_has_left(inside):
    states = Counter(one.state_on(today(inside)) for one in db.session.scalars(sa.select(Withdrawal)))
    assert states == dict.fromkeys(State, 1)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.PHARMACY, Status.WITHDRAWN),
        (cast.VOLUNTEERS, Status.PARTNER),
        (cast.MENTAL_HEALTH, Status.LEAVING),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_the_status_follows_the_withdrawal(inside, who, status):
    partner = db.session.scalars(sa.select(Partner).where(Partner.name == who.name)).one()
    assert partner.status(today(inside)) is status


def test_one_of_two_offers_is_answered(inside):
    running = db.session.scalars(sa.select(Withdrawal).where(Withdrawal.state == State.RUNNING.value)).one()
    assert [effort.answer is not None for effort in running.efforts] == [True, False]


# -- what waits --------------------------------------------------------------------------------------


def test_a_decision_names_the_version_that_was_in_force_when_it_was_opened(inside):
    for decision in db.session.scalars(sa.select(Decision)):
        assert decision.version_id == provisions.in_force(inside.id, decision.opened_on).version_id


def test_one_decision_is_for_its_roll_only(inside):
    secret = db.session.scalars(sa.select(Decision).where(Decision.audience == Audience.ROLL.value)).one()
    assert not secret.committee.is_steering


def waiting(email, team, role=Role.MEMBER):
    """What waits for somebody on their home page."""
    lines = lines_of(user_of(email), team, role, today(team))
    return [line.title.partition(" · ")[0] for line in lines if not line.others]


def test_what_is_asked_first_hides_no_line_from_anybody(inside):
    """Finders that are not called, since nothing of their kind is in the team, would find nothing."""
    on, found = today(inside), []
    for user, role in db.session.execute(sa.select(User, Membership.role).join(Membership)):
        found += lines_of(user, inside, Role(role), on)
        every = [line for _, find in sorted(FINDERS.items()) for line in find(user, inside, Role(role), on)]
        assert lines_of(user, inside, Role(role), on) == every
    assert len({line.endpoint for line in found}) > len(FINDERS) / 2


def test_an_application_and_a_withdrawal_wait_for_the_coordinator(inside):
    titles = waiting(COORDINATOR, inside, Role.COORDINATOR)
    assert titles.count("An application waits for its review") == 1
    assert len([title for title in titles if title.startswith("Withdrawal of")]) == 1


def test_two_cases_wait_for_the_chairs_decision(inside):
    assert waiting(CHAIR, inside).count("A case waits for its final decision") >= 2


def test_a_position_and_an_extension_wait_for_the_representative(inside):
    titles = waiting(REPRESENTATIVE, inside)
    assert "A position is asked for" in titles
    assert titles.count("An extension is proposed: say yes or no") == 1


def test_an_offer_and_a_share_wait_for_the_representative_of_who_leaves(inside):
    titles = waiting(LEAVING, inside)
    assert len([title for title in titles if title.startswith("An offer to")]) == 1
    assert "Confirm your share of an expense" in titles
