"""Answers short of signing, and requests passed on."""

import datetime as dt

import pytest

from registry.audit.rules.tags import Tag
from registry.commitments.rules.requests import HandOverState, RequestState
from registry.commitments.rules.standings import Standing
from registry.commitments.services import answers, hand_overs, requests
from registry.errors import RuleBroken
from tests.acts import act_of
from tests.commitments.making import (
    add_partner,
    ask_one,
    change,
    day,
    invite,
    messages,
    open_on,
    propose,
    sign,
    where,
)
from tests.factories import NOW, WHO_AND_WHEN, make_signatory

pytestmark = pytest.mark.usefixtures("session")

# -- answers short of signing -------------------------------------------------------------------------


def test_who_declines_says_why_and_the_coordinators_are_told(version, partner, asked, events):
    with events() as written, change(partner.team):
        answers.decline(asked, reason="Our counsel advises against.", now=NOW)
    assert (asked.state, asked.reason) == (RequestState.DECLINED, "Our counsel advises against.")
    assert where(partner, version) is Standing.DECLINED
    assert [message.to_address for message in messages("to_coordinator")] == ["robin@example.org"]
    assert written.tags == [Tag.REQUEST_DECLINED]


def test_who_declined_is_asked_again_only_by_name(version, partner, asked):
    with change(partner.team):
        answers.decline(asked, reason="Not now.", now=NOW)
    assert invite(version).requests == []
    ask_one(version, partner)
    assert where(partner, version) is Standing.OUTSTANDING


def test_a_partner_is_with_its_board_until_the_day_it_gave(version, partner, asked, events):
    with events() as written, change(partner.team):
        answers.keep_with_board(asked, until=day(10), now=NOW)
    assert where(partner, version, day(10)) is Standing.WITH_BOARD
    assert where(partner, version, day(11)) is Standing.OUTSTANDING
    assert written.tags == [Tag.REQUEST_WITH_BOARD]


def test_a_board_that_meets_after_the_link_would_have_died_finds_it_alive(version, partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(60), now=NOW)
    sign(asked, now=NOW + dt.timedelta(days=89))
    assert where(partner, version, day(90)) is Standing.CURRENT


def test_a_link_sent_again_still_outlives_the_boards_day(partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(60), now=NOW)
        requests.resend(asked, act=act_of(WHO_AND_WHEN["act"].by, NOW))
    requests.check_answerable(asked, NOW + dt.timedelta(days=89))


def test_who_takes_over_from_a_colleague_has_until_the_boards_day_too(version, partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(60), now=NOW)
        other = make_signatory(partner, name="Bo Roy", email="bo@example.org")
        passed = hand_overs.hand_over(asked, to=other, now=NOW)
    assert where(partner, version, day(60)) is Standing.WITH_BOARD
    requests.check_answerable(passed, NOW + dt.timedelta(days=89))


def test_a_partner_that_is_with_its_board_can_sign_at_any_time(version, partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(10), now=NOW)
    sign(asked)
    assert where(partner, version) is Standing.CURRENT


def test_a_question_is_answered_once_by_mail_to_who_asked(team, asked, events):
    with events() as written:
        with change(team):
            question = answers.ask_question(asked, text="For the whole term?", now=NOW)
        with change(team):
            answers.answer_question(question, answer="Year by year.", **WHO_AND_WHEN)
    assert written.tags == [Tag.QUESTION_ASKED, Tag.QUESTION_ANSWERED]
    assert [message.to_address for message in messages("answer")] == [asked.signatory.email]
    with pytest.raises(RuleBroken, match="has been answered"), change(team):
        answers.answer_question(question, answer="Again.", **WHO_AND_WHEN)


# -- handing over -------------------------------------------------------------------------------------


def test_a_listed_person_is_asked_at_once_in_place_of_the_first(team, version):
    partner = add_partner(team, people=2)
    request = ask_one(version, partner, due_on=day(30))
    with change(team):
        passed = hand_overs.hand_over(request, to=partner.signatories[1], reason="On leave", now=NOW)
    assert request.state == RequestState.HANDED_OVER
    assert (passed.signatory_id, passed.due_on) == (partner.signatories[1].id, day(30))
    assert open_on(version, partner) == [passed]


@pytest.mark.parametrize("whose", ["own", "other"])
def test_a_request_is_not_handed_to_oneself_or_to_another_organization(team, version, partner, whose):
    request = ask_one(version, partner)
    person = {"own": partner, "other": add_partner(team, "Birch House")}[whose].signatories[0]
    with pytest.raises(RuleBroken) as refused, change(team):
        hand_overs.hand_over(request, to=person, now=NOW)
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
