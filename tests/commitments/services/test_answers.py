"""Answers short of signing: declining, the board, a question."""

import datetime as dt

import pytest

from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.standings import Standing
from registry.commitments.services import answers, hand_overs
from registry.errors import RegistryError, RuleBroken
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests as signing_requests
from tests.acts import act_of
from tests.commitments.builders import ask_one, change, day, invite, messages, sign, where
from tests.factories import NOW, WHO_AND_WHEN, make_signatory
from tests.refusals import refusal_of

pytestmark = pytest.mark.usefixtures("session")


def test_who_declines_says_why_and_the_coordinators_are_told(version, partner, asked, events):
    with events() as written, change(partner.team):
        answers.decline(asked, reason="Our counsel advises against.", act=asked.act_by_link(NOW))
    assert (asked.state, asked.reason) == (RequestState.DECLINED, "Our counsel advises against.")
    assert where(partner, version) is Standing.DECLINED
    assert [message.to_address for message in messages("to_coordinator")] == ["robin@example.org"]
    assert written.tags == [CommitmentEvent.REQUEST_DECLINED]


def test_who_declined_is_asked_again_only_by_name(version, partner, asked):
    with change(partner.team):
        answers.decline(asked, reason="Not now.", act=asked.act_by_link(NOW))
    assert invite(version).requests == []
    ask_one(version, partner)
    assert where(partner, version) is Standing.OUTSTANDING


def test_a_partner_is_with_its_board_until_the_day_it_gave(version, partner, asked, events):
    with events() as written, change(partner.team):
        answers.keep_with_board(asked, until=day(10), act=asked.act_by_link(NOW))
    assert where(partner, version, day(10)) is Standing.WITH_BOARD
    assert where(partner, version, day(11)) is Standing.OUTSTANDING
    assert written.tags == [CommitmentEvent.REQUEST_WITH_BOARD]


def test_a_board_that_meets_after_the_link_would_have_died_finds_it_alive(version, partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(60), act=asked.act_by_link(NOW))
    sign(asked, now=NOW + dt.timedelta(days=89))
    assert where(partner, version, day(90)) is Standing.CURRENT


def test_a_link_sent_again_still_outlives_the_boards_day(partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(60), act=asked.act_by_link(NOW))
        signing_requests.resend(asked, act=act_of(WHO_AND_WHEN["act"].by, NOW))
    last = NOW + dt.timedelta(days=89)
    assert refusal_of(signing_requests.check_answerable, asked, last) is None
    with pytest.raises(RegistryError):
        signing_requests.check_answerable(asked, asked.expires_at)


def test_who_takes_over_from_a_colleague_has_until_the_boards_day_too(version, partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(60), act=asked.act_by_link(NOW))
        other = make_signatory(partner, name="Bo Roy", email="bo@example.org")
        passed = hand_overs.hand_over(asked, to=other, act=asked.act_by_link(NOW))
    assert where(partner, version, day(60)) is Standing.WITH_BOARD
    signing_requests.check_answerable(passed, NOW + dt.timedelta(days=89))


def test_a_partner_that_is_with_its_board_can_sign_at_any_time(version, partner, asked):
    with change(partner.team):
        answers.keep_with_board(asked, until=day(10), act=asked.act_by_link(NOW))
    sign(asked)
    assert where(partner, version) is Standing.CURRENT


def test_a_question_is_answered_once_by_mail_to_who_asked(team, asked, events):
    with events() as written:
        with change(team):
            question = answers.ask_question(asked, text="For the whole term?", act=asked.act_by_link(NOW))
        with change(team):
            answers.answer_question(question, answer="Year by year.", **WHO_AND_WHEN)
    assert written.tags == [CommitmentEvent.QUESTION_ASKED, CommitmentEvent.QUESTION_ANSWERED]
    assert [message.to_address for message in messages("answer")] == [asked.signatory.email]
    with pytest.raises(RuleBroken, match="has been answered"), change(team):
        answers.answer_question(question, answer="Again.", **WHO_AND_WHEN)
