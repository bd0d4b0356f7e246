"""Requests handed over to somebody else of the organization."""

import pytest

from registry.commitments.rules.requests import HandOverState
from registry.commitments.services import hand_overs
from registry.errors import RuleBroken
from registry.signing.rules.requests import RequestState
from tests.commitments.builders import add_partner, ask_one, change, day, messages, open_on, propose
from tests.factories import NOW, WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session")


def test_a_listed_person_is_asked_at_once_in_place_of_the_first(team, version):
    partner = add_partner(team, people=2)
    request = ask_one(version, partner, due_on=day(30))
    with change(team):
        passed = hand_overs.hand_over(
            request, to=partner.signatories[1], reason="On leave", act=request.act_by_link(NOW)
        )
    assert request.state == RequestState.HANDED_OVER
    assert (passed.signatory_id, passed.due_on) == (partner.signatories[1].id, day(30))
    assert open_on(version, partner) == [passed]


@pytest.mark.parametrize("whose", ["own", "other"])
def test_a_request_is_not_handed_to_oneself_or_to_another_organization(team, version, partner, whose):
    request = ask_one(version, partner)
    person = {"own": partner, "other": add_partner(team, "Birch House")}[whose].signatories[0]
    with pytest.raises(RuleBroken) as refused, change(team):
        hand_overs.hand_over(request, to=person, act=request.act_by_link(NOW))
    assert refused.value.field == "to"


def test_a_new_person_waits_for_the_coordinators_yes(version, partner, asked):
    proposed = propose(asked)
    assert proposed.state == HandOverState.PROPOSED
    assert open_on(version, partner) == [asked]
    assert len(messages("to_coordinator")) == 1


def test_an_accepted_person_is_listed_and_asked(team, version, partner, asked):
    proposed = propose(asked)
    with change(team):
        passed = hand_overs.accept_hand_over(proposed, **WHO_AND_WHEN)
    assert [person.name for person in partner.signatories] == ["Ann Lee", "Cy Poe"]
    assert passed.signatory.email == "cy@example.org"
    assert open_on(version, partner) == [passed]


def test_a_refused_person_is_not_listed_and_the_first_is_told_why(team, version, partner, asked):
    proposed = propose(asked)
    with change(team):
        hand_overs.refuse_hand_over(proposed, reason="The chair must sign.", **WHO_AND_WHEN)
    assert open_on(version, partner) == [asked]
    assert [person.name for person in partner.signatories] == ["Ann Lee"]
    assert messages("hand_over_refused")[0].to_address == asked.signatory.email


def test_a_hand_over_is_decided_once(team, asked):
    proposed = propose(asked)
    with change(team):
        hand_overs.accept_hand_over(proposed, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="decided already"), change(team):
        hand_overs.refuse_hand_over(proposed, reason="No.", **WHO_AND_WHEN)


def test_one_new_person_is_named_at_a_time(asked):
    propose(asked)
    with pytest.raises(RuleBroken, match="named somebody already"):
        propose(asked)


def test_a_new_person_without_an_address_could_never_be_asked_and_is_not_taken(asked):
    with pytest.raises(RuleBroken) as refused:
        propose(asked, email=" ")
    assert refused.value.field == "email"
