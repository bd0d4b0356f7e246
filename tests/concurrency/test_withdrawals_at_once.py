"""Two who act at once in a withdrawal, on both databases: one wins, the other is told, nothing is torn."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.partners.queries.representatives import all_representatives
from registry.partners.rules.partners import Status
from registry.partners.services import representatives
from registry.records.models import RecordOrder
from registry.security import actors
from registry.withdrawals.models import Effort, EffortAnswer, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.rules.withdrawals import Answer, Channel
from registry.withdrawals.services import departure, efforts, notices, withdrawals
from registry.withdrawals.services.notices import PaperNotice
from tests.acts import act_of
from tests.factories import (
    BY,
    BY_AND_WHEN,
    NOW,
    by_coordinator,
    make_coordinator,
    make_representative,
    make_team,
)
from tests.withdrawals.builders import TODAY, add_partner, ask, day, later, offer, sign, signed

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("withdrawals")]


@pytest.fixture
def team(session):
    """A team with a coordinator."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org", name="Robin Roe")
    return team


@pytest.fixture
def partner(team):
    """An anchor with one person who may sign."""
    return add_partner(team)


@pytest.fixture
def asked(partner):
    """That person’s link."""
    return ask(partner)


@pytest.fixture
def withdrawal(asked):
    """A signed notice: it leaves in thirty days."""
    return sign(asked)


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def sign_by_link(request_id):
    request = db.session.get_one(NoticeRequest, request_id)
    notices.sign_notice(request, signed(), act=request.act_by_link(NOW))


def test_of_two_who_sign_by_one_link_one_signs_and_one_is_told(asked, both):
    request_id = asked.id
    told = both(lambda: sign_by_link(request_id), lambda: sign_by_link(request_id))
    assert told == ["The notice has been signed through this link."]
    assert (count(Withdrawal), count(RecordOrder)) == (1, 1)


def test_of_a_signature_and_a_paper_one_is_taken_and_one_is_told(asked, partner, both):
    request_id, partner_id = asked.id, partner.id

    def enter():
        paper = PaperNotice(given_on=day(0), language="en", effective_on=day(9))
        notices.enter_notice(db.session.get_one(Partner, partner_id), paper, **BY_AND_WHEN)

    told = both(lambda: sign_by_link(request_id), enter)
    assert len(told) == 1
    assert count(Withdrawal) == 1


def take_back(number, now):
    withdrawals.take_back(withdrawal_queries.whole(number), reason="Stays.", act=act_of(BY, now))


def test_a_notice_taken_back_while_its_day_comes_ends_in_one_way_alone(withdrawal, both):
    number = withdrawal.id
    both(
        lambda: take_back(number, later(29)),
        lambda: departure.take_effect(
            withdrawal_queries.whole(number), act=act_of(actors.REGISTRY, later(30))
        ),
    )
    found = withdrawal_queries.whole(number)
    assert [act.kind for act in found.acts][1:] == [found.state]
    assert (found.state == "left") == (found.partner.status(day(30)) is Status.WITHDRAWN)


def test_once_the_day_has_come_taking_back_loses_whoever_is_first(withdrawal, both):
    number = withdrawal.id
    told = both(
        lambda: take_back(number, later(30)),
        lambda: departure.take_effect(
            withdrawal_queries.whole(number), act=act_of(actors.REGISTRY, later(30))
        ),
    )
    assert told == ["The day of the withdrawal has come: the organization has left."]
    assert withdrawal_queries.whole(number).state == "left"


def test_of_two_workers_that_note_the_day_one_does(withdrawal, both):
    number = withdrawal.id
    told = both(
        *[
            lambda: departure.take_effect(
                withdrawal_queries.whole(number), act=act_of(actors.REGISTRY, later(30))
            )
        ]
        * 2
    )
    assert told == []
    assert [act.kind for act in withdrawal_queries.whole(number).acts] == ["notice", "left"]
    assert count(RecordOrder) == 2


def test_an_answer_while_the_right_to_give_it_ends_is_kept_before_or_refused(withdrawal, partner, both):
    number, partner_id = offer(withdrawal).id, partner.id
    with unit_of_work(partner.team_id):
        user_id = make_representative(partner).id

    def answer():
        by = db.session.get_one(User, user_id)
        efforts.answer_effort(
            db.session.get_one(Effort, number), answer=Answer.ACCEPTED, act=act_of(by, NOW, TODAY)
        )

    def end():
        [representative] = all_representatives(partner_id)
        representatives.end_representative(representative, on=TODAY, **BY_AND_WHEN)

    told = both(answer, end)
    assert told in ([], ["Only the representatives of this organization answer for it."])
    assert count(EffortAnswer) == 1 - len(told)


def test_of_two_answers_to_an_effort_one_is_kept_and_one_is_told(withdrawal, both):
    number = offer(withdrawal).id

    def answer(given):
        effort = db.session.get_one(Effort, number)
        who = by_coordinator(effort.withdrawal.partner.team)
        efforts.answer_effort(effort, answer=given, channel=Channel.PHONE, **who)

    told = both(lambda: answer(Answer.ACCEPTED), lambda: answer(Answer.DECLINED))
    assert told == ["This effort has been answered already."]
    assert count(EffortAnswer) == 1
