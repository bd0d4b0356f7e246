"""Raising a case and leading it on its path, on both databases."""

import datetime as dt

import pytest

from registry.conflicts import wording
from registry.conflicts.queries import cases, parties
from registry.conflicts.rules.cases import State
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import DocumentKind
from registry.documents.services import documents, drafts
from registry.errors import InvalidInput, Refused
from tests.conflicts.builders import TODAY, at_steering, bring_in, decide, escalate, raise_one
from tests.factories import WHO_AND_WHEN, make_draft, make_version

# -- raising -----------------------------------------------------------------------------------------


def test_a_case_begins_where_it_arose_with_45_days(cast):
    case = raise_one(cast)
    assert case.state == State.AT_COMMITTEE
    assert case.term.due_on == TODAY + dt.timedelta(days=45)


def test_a_case_that_arose_at_the_steering_committee_begins_there(cast):
    assert at_steering(cast).state == State.AT_STEERING


def test_the_term_runs_from_the_day_on_which_it_was_formally_raised(cast):
    case = raise_one(cast, raised_on=TODAY - dt.timedelta(days=10))
    assert case.term.due_on == TODAY + dt.timedelta(days=35)


def test_a_representative_raises_a_case_of_their_own_party(cast):
    case = raise_one(cast, user=cast.for_maple)
    assert (case.by_name, case.by_capacity, case.by_for) == ("Max May", "representative", "Maple Clinic")


def test_nobody_raises_a_case_of_others(cast):
    with pytest.raises(Refused, match="a party that you answer for"):
        raise_one(cast, user=cast.for_birch)


def test_only_a_coordinator_enters_an_earlier_day(cast):
    with pytest.raises(InvalidInput, match="begins today"):
        raise_one(cast, user=cast.for_maple, raised_on=TODAY - dt.timedelta(days=1))


def test_a_party_twice_is_refused_and_nothing_is_written(cast):
    maple = parties.of_partner(cast.maple)
    with pytest.raises(InvalidInput, match="named twice"):
        raise_one(cast, named=[maple, maple])
    assert cases.open_cases(cast.team.id) == []


def test_a_case_cites_the_statement_in_force_and_its_part_on_conflicts(cast):
    publish_statement(cast.team)
    case = raise_one(cast, raised_on=dt.date(2026, 1, 1), now=dt.datetime(2026, 1, 1, 15, tzinfo=dt.UTC))
    assert wording.sum_of(case, case.term) == (
        "raised 1 Jan 2026 + 45 days = 15 Feb 2026, clause 2 of version 1"
    )


def test_a_policy_is_no_statement(cast):
    with unit_of_work(cast.team.id):
        make_version(cast.team)
    case = raise_one(cast)
    assert (case.version, case.clause) == (None, None)


def publish_statement(team):
    """A Statement of two parts: its purpose, and how conflicts are settled."""
    with unit_of_work(team.id):
        draft = make_draft(team)
        draft.document.kind, draft.sections[0].part = DocumentKind.STATEMENT, "conflict"
        said = {"en": "We care.", "fr": "Nous soignons."}
        drafts.add_section(
            draft,
            part="foundational",
            heading={"en": "Why", "fr": "But"},
            body=said,
            tiers=[],
            **WHO_AND_WHEN,
        )
        documents.publish(draft, may_be_silent=True, **WHO_AND_WHEN)


def test_two_cases_have_different_references(cast):
    assert raise_one(cast).reference != raise_one(cast).reference


# -- the path ----------------------------------------------------------------------------------------


def test_a_case_rises_to_the_steering_committee_with_its_reason(cast):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    assert (case.state, case.at_steering) == (State.AT_STEERING, True)
    assert case.steps[1].words == "No way forward here"


def test_a_member_whose_organization_is_a_party_is_noted_as_recused(cast):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    assert [(one.name, one.is_own_party) for one in case.recusals] == [("Rae Roy", True)]


def test_a_mediator_helps_and_ends(cast):
    case = at_steering(cast)
    bring_in(case, cast.chair)
    assert (case.state, case.helper.name) == (State.WITH_HELPER, "Ines Ito")
    decide(case, cast.chair)
    assert case.helper is None
