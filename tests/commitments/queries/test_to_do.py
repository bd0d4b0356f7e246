"""What of requests to sign waits for the coordinator."""

import datetime as dt

import pytest

from registry.accounts.models import User
from registry.commitments.queries import to_do
from registry.commitments.services import answers
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import stages
from registry.security.permissions import Role
from registry.teams.hooks import Line
from tests.commitments.builders import enter_paper, invite, publish_next
from tests.factories import NOW, WHO_AND_WHEN

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


def lines(team, role, on):
    """What signing lets wait for somebody in a role."""
    finders = (to_do.failed_records, to_do.campaigns, to_do.stage, to_do.questions, to_do.hand_overs)
    return [line for find in finders for line in find(User(), team, role, on)]


def test_a_question_waits_for_the_coordinator_until_it_is_answered(team, asked, question):
    assert lines(team, Role.COORDINATOR, TODAY) == [
        Line(
            f"Question from {asked.partner.name}",
            "Who reads it?",
            "requests.answer",
            {"team": "east", "question_id": question.id},
        )
    ]


def test_a_material_version_waits_for_its_campaign_until_somebody_is_invited(team, version, partner, session):
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert lines(team, Role.COORDINATOR, TODAY) == [
        Line(
            "Privacy policy: version 2 waits for its campaign",
            "One partner is to be invited.",
            "commitments.invite",
            {"team": "east", "slug": "privacy-policy", "number": 2},
        )
    ]
    invite(newer)
    assert lines(team, Role.COORDINATOR, TODAY) == []


def test_an_editorial_version_waits_for_no_campaign(team, version, partner, session):
    publish_next(version, ChangeKind.EDITORIAL)
    assert lines(team, Role.COORDINATOR, TODAY) == []


def test_what_the_stage_asks_for_waits_until_all_have_signed(team, version, partner, session):
    with unit_of_work(team.id):
        names = {"en": "Readiness", "fr": "Préparation"}
        version.document.stage = stages.add_stage(team, names=names, from_on=TODAY, **WHO_AND_WHEN)
    assert lines(team, Role.COORDINATOR, TODAY) == [
        Line(
            "Stage “Readiness”",
            "One partner has not signed what the stage asks for.",
            "commitments.stage",
            {"team": "east"},
        )
    ]
    assert lines(team, Role.COORDINATOR, TODAY - dt.timedelta(1)) == []
    enter_paper(version, partner)
    assert lines(team, Role.COORDINATOR, TODAY) == []


def test_nothing_waits_for_who_does_not_coordinate(team, question):
    assert lines(team, Role.MEMBER, TODAY) == []
