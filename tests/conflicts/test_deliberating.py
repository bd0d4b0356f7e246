"""A case before the steering committee as a decision: only those who handle the case know of it."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.services import deliberation
from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions
from registry.errors import NotFound, RuleBroken
from tests.acts import act_of
from tests.conflicts.making import TODAY, at_steering, close, raise_one
from tests.conflicts.test_conflict_services import recuse
from tests.factories import NOW, make_coordinator

pytestmark = pytest.mark.usefixtures("stopped_clock")


def put_before(case, user):
    """Ask the committee who hosts the calendar."""
    with unit_of_work(case.team_id):
        return deliberation.deliberate(
            cases.case_of(case.team_id, case.id),
            title="The case",
            question="Who hosts?",
            act=act_of(user, NOW),
        )


def reads(decision, user):
    """Whether a person may know of the decision."""
    try:
        decisions.decision_of(decision.team_id, decision.id, user_id=user.id, on=TODAY)
    except NotFound:
        return False
    return True


def test_its_roll_has_no_seat_of_the_recused(cast):
    decision = put_before(at_steering(cast), cast.coordinator)
    seats = {voice.seat.name() for voice in decision.voices}
    assert len(seats) == 2
    assert "Riverside Hospital" not in seats
    assert deliberation.left_out(cases.case_of(cast.team.id, 1), TODAY) == ["Rae Roy"]


@pytest.mark.parametrize("who", ["chair", "member", "coordinator"])
def test_those_who_handle_the_case_read_it(cast, who):
    decision = put_before(at_steering(cast), cast.coordinator)
    assert reads(decision, getattr(cast, who))


@pytest.mark.parametrize("who", ["recused", "for_riverside", "for_maple", "for_birch", "of_group"])
def test_parties_the_recused_and_all_others_do_not(cast, who):
    decision = put_before(at_steering(cast), cast.coordinator)
    assert not reads(decision, getattr(cast, who))


def test_a_recused_coordinator_does_not_read_it(cast):
    case = at_steering(cast)
    with unit_of_work():
        other = make_coordinator(cast.team)
    recuse(case, other)
    assert not reads(put_before(case, cast.coordinator), other)


def test_a_case_that_is_not_before_it_is_not_put_before_it(cast):
    with pytest.raises(RuleBroken, match="not before the steering"):
        put_before(raise_one(cast), cast.coordinator)


def test_a_closed_case_is_not_put_before_it(cast):
    case = at_steering(cast)
    close(case, cast.coordinator)
    with pytest.raises(RuleBroken, match="not before the steering"):
        put_before(case, cast.coordinator)


def test_its_page_opens_it_and_says_who_is_left_out(cast, client):
    case = at_steering(cast)
    client.sign_in(cast.chair)
    page = f"/teams/east/conflicts/{case.id}/deliberate"
    assert "Left out: Rae Roy." in client.get(page).text
    assert client.post(page, data={"title": "The case", "question": "Who hosts?"}).status_code == 303
