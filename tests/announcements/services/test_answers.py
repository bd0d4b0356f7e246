"""Answers of organizations: only of those that got it; the newest counts, earlier ones are kept."""

import pytest

from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.services import answers
from registry.database.transactions import unit_of_work
from registry.errors import Refused, RuleBroken
from tests.announcements.builders import answer
from tests.factories import BY_AND_WHEN, make_partner
from tests.outbox.builders import count

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_an_answer_is_kept_and_the_coordinators_are_told(sent, observer):
    answer(sent, observer, " We come. ")
    [reception] = announcement_queries.receptions_of(sent)
    assert reception.answer.text == "We come."
    assert count("robin@example.org") == 1


def test_a_later_answer_counts_and_the_earlier_one_is_kept(sent, observer):
    answer(sent, observer, "We come.")
    answer(sent, observer, "We cannot come.")
    [reception] = announcement_queries.receptions_of(sent)
    assert [one.text for one in reception.answers] == ["We cannot come.", "We come."]


def test_who_did_not_get_it_does_not_answer(team, sent):
    with unit_of_work(team.id):
        other = make_partner(team, "Anchor")
    with unit_of_work(team.id), pytest.raises(Refused, match="not sent to your organization"):
        answers.answer(sent, other, text="We come.", **BY_AND_WHEN)


def test_a_draft_is_not_answered(draft, observer):
    with unit_of_work(draft.team_id), pytest.raises(RuleBroken, match="not sent yet"):
        answers.answer(draft, observer, text="We come.", **BY_AND_WHEN)
