"""The home of each role: what waits for the reader, and for whom the reader waits."""

import pytest

from registry.database.transactions import unit_of_work
from tests.admissions.builders import open_all_year, receive
from tests.cast import make_cast
from tests.conflicts.builders import LATER, at_steering, extend_to
from tests.decisions.builders import at, close, make_partners, open_one, say, say_all
from tests.factories import make_coordinator, make_member, make_reader, make_representative
from tests.withdrawals.builders import add_partner, enter, offer

HOME = "/teams/east/"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.needs("admissions", "conflicts", "decisions", "withdrawals"),
]


@pytest.fixture
def home(client):
    """What a person reads on their home page."""

    def read(user):
        client.sign_in(user)
        answer = client.get(HOME)
        assert answer.status_code == 200
        return answer.text

    return read


@pytest.fixture
def decision(team):
    with unit_of_work():
        make_partners(team, 2)
        return open_one(team, title="One line")


def test_who_speaks_for_a_voice_is_asked_for_its_position(decision, home):
    with unit_of_work():
        user = make_representative(decision.voices[0].partner)
    page = home(user)
    assert f"A position is asked for · {decision.voices[0].name}" in page
    assert f"/decisions/{decision.id}/voices/{decision.voices[0].id}/position" in page


def test_a_coordinator_sees_whose_position_is_awaited(decision, home):
    with unit_of_work():
        say(decision.voices[0], at(1))
        user = make_coordinator(decision.team)
    page = home(user)
    assert "Waiting for others" in page
    assert decision.voices[1].name in page.split("Waiting for others")[-1]


def test_a_consensus_waits_for_the_coordinator_to_be_recorded(decision, home):
    with unit_of_work():
        say_all(decision, at(1), at(1))
        close(decision)
        user = make_coordinator(decision.team)
    assert "Record what was decided" in home(user)


def test_a_member_without_a_voice_has_nothing_waiting(decision, home):
    with unit_of_work():
        user = make_member(decision.team)
    page = home(user)
    assert "Nothing waits for you." in page
    assert "Waiting for others" not in page


def test_a_reader_is_not_told_of_things_to_do(decision, home):
    with unit_of_work():
        user = make_reader(decision.team)
    assert "Waiting for you" not in home(user)


def test_the_home_says_for_whom_one_acts(decision, home):
    with unit_of_work():
        user = make_representative(decision.voices[0].partner)
    assert f"You act for: {decision.voices[0].name}" in " ".join(home(user).split())


def test_an_application_waits_for_its_review(team, home):
    open_all_year(team)
    admission = receive(team)
    with unit_of_work():
        user = make_coordinator(team)
    page = home(user)
    assert "An application waits for its review" in page
    assert admission.organization in page


def test_an_offer_in_a_withdrawal_waits_for_the_partner(team, home):
    partner = add_partner(team)
    offer(enter(partner))
    with unit_of_work():
        user = make_representative(partner)
    assert "waits for your answer" in home(user)


def test_an_extension_waits_for_each_party_and_is_nowhere_for_others(session, home):
    cast = make_cast("east")
    case = at_steering(cast)
    extend_to(case, cast.chair, LATER)
    assert "An extension is proposed: say yes or no" in home(cast.for_riverside)
    assert case.title not in home(cast.for_birch)


def test_a_recused_member_sees_its_own_part_only(session, home):
    cast = make_cast("east")
    case = at_steering(cast)
    extend_to(case, cast.chair, LATER)
    assert "final decision" in home(cast.chair)
    assert "final decision" not in home(cast.recused)
