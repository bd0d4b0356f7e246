"""What of requests to sign waits for the coordinator."""

import datetime as dt

import pytest

from registry.accounts.models import User
from registry.commitments.queries import to_do
from registry.commitments.services import answers
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.teams.hooks import Line
from tests.factories import NOW

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def question(asked):
    """What a signatory asks."""
    with unit_of_work():
        return answers.ask_question(asked, text="Who reads it?", act=asked.act_by_link(NOW))


def test_a_question_waits_for_the_coordinator_until_it_is_answered(team, asked, question):
    assert to_do.lines(User(), team, Role.COORDINATOR, TODAY) == [
        Line(
            f"Question from {asked.partner.name}",
            "Who reads it?",
            "requests.answer",
            {"team": "east", "question_id": question.id},
        )
    ]


def test_nothing_waits_for_who_does_not_coordinate(team, question):
    assert to_do.lines(User(), team, Role.MEMBER, TODAY) == []
