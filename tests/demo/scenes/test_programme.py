"""The stages of the demonstration, what they ask for, and an agreement of before the registry."""

import pytest

from registry import clock
from registry.commitments.queries import stages as stage_standings
from registry.documents.queries import documents, stages
from registry.documents.rules.documents import DocumentKind


@pytest.fixture
def today(inside):
    """The day in the team's zone."""
    return clock.today(inside.timezone)


def test_the_team_has_left_its_first_stage_and_the_third_has_no_day_yet(inside, today):
    first, second, third = stages.stages_of(inside.id)
    assert stages.present_stage(inside.id, today) == second
    assert first.from_on < second.from_on < today
    assert third.from_on is None
    assert all(stage.name("en") != stage.name("fr") for stage in (first, second, third))


def test_the_present_stage_asks_for_a_paper_that_some_have_not_signed(inside, today):
    found = stage_standings.stage_standing(inside.id, today)
    assert [document.title("en") for document in found.asked] == ["Full application of the valley"]
    [application] = found.asked
    assert application.joined_before < today
    assert 0 < len(found.missing) < 10


def test_the_paper_of_the_first_stage_is_retired_and_kept_with_its_signatures(inside, today):
    retired = documents.document_of(inside.id, "readiness-of-the-valley")
    assert retired.is_retired(today)
    assert retired.stage == stages.stages_of(inside.id)[0]


def test_an_agreement_of_before_the_registry_is_a_document_of_its_own(inside):
    memorandum = documents.document_of(inside.id, "memorandum-on-shared-referrals")
    [version] = memorandum.versions
    assert memorandum.kind is DocumentKind.POLICY
    assert (memorandum.dated_on, version.is_asked_of_nobody) == (version.dated_on, True)
