"""Beside every act stands who did it, and in which capacity."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.commitments.services import answers, hand_overs, lapses
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from tests.acts import act_of
from tests.commitments.making import TODAY, propose
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def robin(client, team):
    """The coordinator, signed in."""
    user = db.session.scalar(sa.select(User).where(User.email == "robin@example.org"))
    client.sign_in(user)
    return user


@pytest.fixture
def who(robin):
    """Robin, as who acts now."""
    return {"act": act_of(actors.user(robin.id), NOW)}


def test_who_answered_a_question_is_told(client, asked, who):
    with unit_of_work(asked.partner.team_id):
        question = answers.ask_question(asked, text="For how long?", now=NOW)
        answers.answer_question(question, answer="For a year.", **who)
    page = client.get(f"/teams/east/requests/{asked.id}").text
    assert 'For a year. <span class="muted">Ann Ng, coordinator</span>' in page


def test_who_decided_on_a_hand_over_is_told(client, asked, who):
    proposed = propose(asked)
    with unit_of_work(asked.partner.team_id):
        hand_overs.refuse_hand_over(proposed, reason="Not on the board.", **who)
    assert "Ann Ng, coordinator" in client.get(f"/teams/east/requests/{asked.id}").text


def test_who_let_a_commitment_lapse_is_told(client, version, partner, who):
    with unit_of_work(partner.team_id):
        said = {"effective_on": TODAY, "reason": "A new board decides afresh."}
        lapses.let_lapse(partner, version.document_id, **said, **who)
    assert "Ann Ng, coordinator" in client.get(f"/teams/east/partners/{partner.id}/agreements").text
