"""A case before the steering committee as a decision: only those who handle the case know of it."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.services import deliberation
from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions
from registry.errors import NotFound, RuleBroken
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.conflicts.builders import TODAY, at_steering, close, raise_one, recuse
from tests.factories import NOW, make_coordinator, make_member, make_partner, make_seat, seat_member
from tests.reading import value_of

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


@pytest.mark.parametrize(("owner", "guest"), [("riverside", "birch"), ("birch", "riverside")])
def test_a_seat_of_a_party_and_one_that_a_partys_person_holds_are_not_asked(cast, owner, guest):
    with unit_of_work():
        seat = make_seat(cast.steering, getattr(cast, owner), label_en="Another seat")
        holder = seat_member(seat, make_member(cast.team), partner=getattr(cast, guest))
    decision = put_before(at_steering(cast), cast.coordinator)
    assert seat.id not in {voice.seat_id for voice in decision.voices}
    assert not reads(decision, holder)


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


# -- tiers hold in the roll ----------------------------------------------------------------------------


@pytest.fixture
def seated(cast):
    """The cast, with a seat for an associate and one for an observer on the steering committee."""
    people = {}
    with unit_of_work(cast.team.id):
        for name, tier in (("Associate", Tier.ASSOCIATE), ("Observer", Tier.OBSERVER)):
            seat = make_seat(cast.steering, make_partner(cast.team, name, tier=tier))
            people[tier] = seat_member(seat, make_member(cast.team, name=f"For {name}"))
    return cast, people


def test_a_seat_held_for_an_associate_is_heard_apart_and_one_for_an_observer_is_not_asked(seated):
    cast, _people = seated
    decision = put_before(at_steering(cast), cast.coordinator)
    assert {voice.name: voice.is_counted for voice in decision.voices if voice.seat.partner_id} == {
        "Associate": False
    }
    assert decision.quorum == 2


def test_who_handles_the_case_reads_it_also_from_a_seat_that_is_not_asked(seated):
    cast, people = seated
    decision = put_before(at_steering(cast), cast.coordinator)
    assert reads(decision, people[Tier.OBSERVER])
    assert reads(decision, people[Tier.ASSOCIATE])


def test_vacant_seats_are_kept_with_it(cast):
    with unit_of_work(cast.team.id):
        make_seat(cast.steering, label_en="Elders", sector="Elders")
    assert put_before(at_steering(cast), cast.coordinator).vacant == ["Elders"]


def test_its_page_says_who_decides_who_is_heard_and_who_is_not_asked(seated, client):
    cast, _people = seated
    case = at_steering(cast)
    client.sign_in(cast.chair)
    page = client.get(f"/teams/east/conflicts/{case.id}/deliberate").text
    for words in (
        "A sector’s own seat counts, whoever holds it.",
        "Associate: its position is shown apart, not counted.",
        "Observer: it is informed, and has no voice.",
        "Recused: takes no part in this.",
        "Mail goes to: For Associate.",
    ):
        assert words in page


def test_a_roll_that_changed_after_the_page_was_read_is_shown_again(seated, client):
    cast, _people = seated
    case = at_steering(cast)
    client.sign_in(cast.chair)
    page = f"/teams/east/conflicts/{case.id}/deliberate"
    typed = {
        "title": "The case",
        "question": "Who hosts?",
        "roll_seen": value_of(client.get(page), "roll_seen"),
    }
    with unit_of_work(cast.team.id):
        make_seat(cast.steering, label_en="Elders", sector="Elders")
    answer = client.post(page, data=typed)
    assert answer.status_code == 422
    assert "no longer what the page showed" in answer.text
    typed["roll_seen"] = value_of(answer, "roll_seen")
    assert client.post(page, data=typed).status_code == 303
