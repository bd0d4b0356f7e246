"""The steps of an admission and every pair of step and move; words for each that is not allowed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.admissions.rules.admissions import (
    ENDED,
    IN_HAND,
    MOST_DOCUMENTS,
    MOVES,
    OPEN,
    SHOWN_TO_READERS,
    TEXT_LENGTH,
    Step,
    check_all_reviewed,
    check_complete,
    check_contact,
    check_declaration,
    check_may_invite,
    check_may_refuse,
    check_reason,
    check_takes_documents,
    link_lives,
    unconfirmed_before,
)
from registry.decisions.rules.decisions import Outcome, State
from registry.errors import InvalidInput, RuleBroken
from tests.refusals import allowed, refusal_of

PAIRS = [(now, then) for now in Step for then in Step]
ALLOWED = {
    ("approached", "received"),
    ("approached", "withdrawn"),
    ("unconfirmed", "received"),
    ("unconfirmed", "withdrawn"),
    ("received", "under_review"),
    ("received", "withdrawn"),
    ("received", "set_aside"),
    ("under_review", "deliberation"),
    ("under_review", "withdrawn"),
    ("deliberation", "invited"),
    ("deliberation", "refused"),
    ("deliberation", "withdrawn"),
    ("invited", "partner"),
    ("invited", "withdrawn"),
}
NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(("now", "then"), PAIRS)
def test_every_pair_of_step_and_move_is_allowed_or_answered_with_words(now, then):
    words = None if (now, then) in ALLOWED else now.hint
    assert refusal_of(MOVES.check, now, then) == words


def test_every_step_has_its_words():
    assert all(step.hint for step in Step)
    assert set(Step) == set(MOVES)


@given(st.lists(st.sampled_from(sorted(Step)), max_size=12))
def test_no_path_leads_to_partner_but_through_deliberation_and_invitation(wanted):
    path = [Step.RECEIVED]
    for then in wanted:
        path += [then] if then in MOVES[path[-1]] else []
    expected = [Step.RECEIVED, Step.UNDER_REVIEW, Step.DELIBERATION, Step.INVITED, Step.PARTNER]
    assert (path[-1] is Step.PARTNER) == (path == expected)


@given(st.sampled_from(sorted(Step)))
def test_an_applicant_may_withdraw_at_every_step_that_has_not_ended(step):
    assert (Step.WITHDRAWN in MOVES[step]) == (step not in ENDED)


def test_what_has_ended_is_not_open():
    assert not ENDED & OPEN
    assert IN_HAND < OPEN


def test_readers_know_of_nothing_before_its_review_and_of_no_refusal():
    assert {Step.UNDER_REVIEW, Step.DELIBERATION, Step.INVITED, Step.PARTNER} == SHOWN_TO_READERS


@pytest.mark.parametrize("state", [None, *(state for state in State if state is not State.DECIDED)])
def test_no_outcome_before_the_decision_is_recorded(state):
    with pytest.raises(RuleBroken, match="not recorded yet"):
        check_may_refuse(state)
    with pytest.raises(RuleBroken, match="not recorded yet"):
        check_may_invite(state, Outcome.ADOPTED)


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, None])
def test_nobody_is_invited_whom_the_partners_decided_against(outcome):
    assert refusal_of(check_may_refuse, State.DECIDED) is None
    with pytest.raises(RuleBroken, match="did not adopt"):
        check_may_invite(State.DECIDED, outcome)


def test_an_adopted_decision_lets_invite():
    outcomes = [(State.DECIDED, outcome) for outcome in (*Outcome, None)]
    assert allowed(check_may_invite, outcomes) == [(State.DECIDED, Outcome.ADOPTED)]


def test_all_that_is_outstanding_is_named():
    with pytest.raises(RuleBroken, match="Privacy policy, Statement still"):
        check_complete(["Statement", "Privacy policy"])


def test_nothing_outstanding_lets_complete():
    assert allowed(check_complete, [[], ["Statement"]]) == [[]]


def test_every_criterion_is_reviewed_first():
    reviews = [["met", "unclear"], ["met", ""], [""]]
    assert allowed(check_all_reviewed, reviews) == [["met", "unclear"]]


def test_a_reason_of_100_kilobytes_is_refused_on_its_field():
    with pytest.raises(InvalidInput, match=str(TEXT_LENGTH)) as refused:
        check_reason("x" * 100_000)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("organization", "name", "email", "field"),
    [
        (" ", "Jo", "jo@example.org", "organization"),
        ("x" * 201, "Jo", "jo@example.org", "organization"),
        ("Clinic", "", "jo@example.org", "contact_name"),
        ("Clinic", "Jo", "jo at example.org", "contact_email"),
        ("Clinic", "Jo", "jo@example.org\nBcc: x@example.org", "contact_email"),
        ("Clinic", "Jo", f"{'j' * 250}@example.org", "contact_email"),
    ],
)
def test_a_contact_that_cannot_be_written_to_is_refused_on_its_field(organization, name, email, field):
    with pytest.raises(InvalidInput) as refused:
        check_contact(organization=organization, name=name, email=email)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("has_interest", "said", "field"), [(None, "", "has_interest"), (True, " ", "interest")]
)
def test_a_declaration_is_made_and_said(has_interest, said, field):
    with pytest.raises(RuleBroken) as refused:
        check_declaration(has_interest, said)
    assert refused.value.field == field


def test_who_declares_nothing_declares_no_words():
    assert check_declaration(False, "an old text") == ""


@pytest.mark.parametrize("step", sorted(ENDED))
def test_an_ended_admission_takes_no_documents(step):
    with pytest.raises(RuleBroken):
        check_takes_documents(step, 0)


def test_a_dossier_has_so_many_documents_and_no_more():
    check_takes_documents(Step.RECEIVED, MOST_DOCUMENTS - 1)
    with pytest.raises(RuleBroken, match="at most"):
        check_takes_documents(Step.RECEIVED, MOST_DOCUMENTS)


def test_a_link_lives_a_year_after_the_end():
    assert link_lives(None, NOW)
    assert link_lives(NOW - dt.timedelta(days=364), NOW)
    assert not link_lives(NOW - dt.timedelta(days=365), NOW)


def test_an_unconfirmed_application_has_fourteen_days():
    assert unconfirmed_before(NOW) == NOW - dt.timedelta(days=14)
