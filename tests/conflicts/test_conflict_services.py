"""What is done in a case, on both databases."""

import datetime as dt

import pytest

from registry.conflicts import wording
from registry.conflicts.queries import cases, parties
from registry.conflicts.rules.cases import State, StepKind, Visibility
from registry.conflicts.rules.terms import ProposalState
from registry.conflicts.services import expenses, proposals, recusals
from registry.database.transactions import unit_of_work
from registry.decisions.services import resolutions
from registry.documents.rules.documents import DocumentKind
from registry.documents.services import documents, drafts
from registry.errors import InvalidInput, NotFound, Refused, RuleBroken
from registry.partners.services.representatives import add_representative
from tests.acts import act_of
from tests.conflicts.making import (
    LATER,
    TODAY,
    at_steering,
    attach,
    bring_in,
    close,
    decide,
    escalate,
    extend_to,
    note,
    raise_one,
    reopen,
    say,
    sight,
    spend,
)
from tests.decisions import making as deciding
from tests.factories import NOW, WHO_AND_WHEN, make_draft, make_pdf, make_representative, make_version

PNG = b"\x89PNG\r\n\x1a\n"


def kinds(case):
    """What happened in a case, in order."""
    return [step.kind for step in case.steps]


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
        documents.publish(draft, **WHO_AND_WHEN)


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


def test_the_committee_where_it_arose_can_settle_it(cast):
    case = raise_one(cast)
    outcome = close(case, cast.coordinator)
    assert (case.state, outcome.closed_from) == (State.SETTLED, State.AT_COMMITTEE)


def test_a_mediator_helps_and_ends(cast):
    case = at_steering(cast)
    bring_in(case, cast.chair)
    assert (case.state, case.helper.name) == (State.WITH_HELPER, "Ines Ito")
    decide(case, cast.chair)
    assert case.helper is None


def test_the_chair_signs_the_final_decision(cast):
    case = at_steering(cast)
    outcome = decide(case, cast.chair)
    assert (outcome.signer_name, outcome.signer_for) == ("Chai Cho", "Steering Committee")
    assert outcome.decider == "chair"


@pytest.mark.parametrize("who", ["member", "coordinator"])
def test_nobody_signs_for_a_chair_who_may(cast, who):
    with pytest.raises(Refused, match="chair of the steering committee"):
        decide(at_steering(cast), getattr(cast, who))


def test_a_recused_member_does_not_decide(cast):
    with pytest.raises(Refused, match="chair"):
        decide(at_steering(cast), cast.recused)


def test_a_committee_below_does_not_decide(cast):
    with pytest.raises(RuleBroken, match="Only the steering committee"):
        decide(raise_one(cast), cast.of_group)


def test_a_member_signs_where_the_chair_takes_no_part(cast):
    case = at_steering(cast)
    recuse(case, cast.chair)
    assert decide(case, cast.member).decider == "member"


def test_where_nobody_is_left_the_parties_name_who_decides(cast):
    case = at_steering(cast)
    recuse(case, cast.chair)
    recuse(case, cast.member)
    with pytest.raises(RuleBroken, match="the parties name"):
        decide(case, cast.coordinator)
    proposal = name_decider(case, cast.for_maple)
    say(proposal, cast.for_riverside, party=0)
    say(proposal, cast.for_maple, party=1)
    outcome = decide(case, cast.coordinator)
    assert (outcome.signer_name, outcome.signer_for) == ("Ora Oak", "Oak Arbitration")


def test_the_parties_name_nobody_while_the_committee_can_decide(cast):
    with pytest.raises(RuleBroken, match="can decide this case itself"):
        name_decider(at_steering(cast), cast.for_maple)


def test_a_closed_case_is_not_closed_again(cast):
    case = raise_one(cast)
    close(case, cast.coordinator)
    with pytest.raises(RuleBroken, match="Reopen it first"):
        close(case, cast.coordinator, State.REFERRED)


def test_who_read_an_older_state_of_the_case_does_not_close_it(cast):
    case = raise_one(cast)
    seen = case.revision
    note(case, cast.coordinator, Visibility.COMMITTEE)
    with pytest.raises(RuleBroken, match="changed this meanwhile"):
        close(case, cast.coordinator, revision=seen)


def test_a_reopened_case_has_a_new_term_and_keeps_the_first(cast, stopped_clock):
    case = raise_one(cast)
    close(case, cast.coordinator)
    reopen(case, cast.coordinator, now=NOW + dt.timedelta(days=20))
    assert [term.began_on for term in case.terms] == [TODAY, TODAY + dt.timedelta(days=20)]
    assert case.terms[0].outcome.state == State.SETTLED
    assert case.state == State.AT_COMMITTEE
    assert kinds(case)[-1] == StepKind.REOPENED


def test_an_outcome_ends_the_clock(cast):
    case = raise_one(cast, raised_on=TODAY - dt.timedelta(days=44))
    close(case, cast.coordinator)
    assert case.term.standing(TODAY + dt.timedelta(days=100)).days_left == 1


def recuse(case, whom, by=None):
    """Take no part, or note that somebody does not."""
    with unit_of_work(case.team_id):
        return recusals.recuse(case, whom=whom, reason="A cousin works there", act=act_of(by or whom, NOW))


def name_decider(case, user):
    """Propose Ora Oak."""
    with unit_of_work(case.team_id):
        return proposals.propose_decider(
            case, name="Ora Oak", organization="Oak Arbitration", act=act_of(user, NOW)
        )


# -- recusal -----------------------------------------------------------------------------------------


def test_a_coordinator_can_be_recused(cast):
    case = raise_one(cast)
    recuse(case, cast.coordinator)
    with pytest.raises(NotFound):
        escalate(case, cast.coordinator)


def test_a_coordinator_who_represents_a_party_is_recused_without_a_word(cast):
    with unit_of_work(cast.team.id):
        add_representative(
            cast.maple, user_id=cast.coordinator.id, started_on=dt.date(2026, 1, 1), **WHO_AND_WHEN
        )
    case = raise_one(cast)
    found = sight(case, cast.coordinator)
    assert (found.handles, [party.name("en") for party in found.parties]) == (False, ["Maple Clinic"])


def test_nobody_is_recused_twice(cast):
    case = at_steering(cast)
    recuse(case, cast.member)
    with pytest.raises(InvalidInput, match="takes no part already"):
        recuse(case, cast.member, by=cast.chair)


def test_only_who_handles_a_case_can_be_recused(cast):
    with pytest.raises(Refused, match="no part in handling"):
        recuse(at_steering(cast), cast.for_birch, by=cast.chair)


def test_a_member_does_not_recuse_another_while_there_is_a_chair(cast):
    with pytest.raises(Refused, match="chair"):
        recuse(at_steering(cast), cast.chair, by=cast.member)


# -- extensions --------------------------------------------------------------------------------------


def test_a_proposal_moves_nothing(cast):
    case = raise_one(cast)
    extend_to(case, cast.coordinator)
    assert case.term.due_on == TODAY + dt.timedelta(days=45)


def test_an_extension_counts_once_every_party_has_said_yes(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.for_maple)
    say(proposal, cast.for_maple, party=1)
    assert case.term.due_on == TODAY + dt.timedelta(days=45)
    say(proposal, cast.for_riverside, party=0)
    assert (case.term.due_on, case.term.original_due_on) == (LATER, TODAY + dt.timedelta(days=45))


def test_the_recused_member_answers_for_their_own_organization(cast):
    case = at_steering(cast)
    proposal = extend_to(case, cast.chair)
    answer = say(proposal, cast.recused, party=0)
    assert (answer.by_name, answer.by_for) == ("Rae Roy", "Riverside Hospital")


def test_a_no_ends_a_proposal(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.coordinator)
    say(proposal, cast.for_maple, party=1, is_yes=False)
    assert proposal.state == ProposalState.REFUSED
    with pytest.raises(RuleBroken, match="propose anew"):
        say(proposal, cast.for_riverside, party=0)


def test_a_repeated_yes_is_refused(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    say(proposal, cast.for_maple, party=1)
    with pytest.raises(RuleBroken, match="said yes already"):
        say(proposal, cast.for_maple, party=1)


def test_nobody_answers_for_another_party(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    with pytest.raises(Refused, match="do not answer"):
        say(proposal, cast.for_maple, party=0)


def test_an_extension_agreed_late_keeps_the_days_over(cast):
    case = raise_one(cast, raised_on=TODAY - dt.timedelta(days=50))
    proposal = extend_to(case, cast.coordinator)
    say(proposal, cast.for_maple, party=1)
    say(proposal, cast.for_riverside, party=0)
    assert (case.term.due_on, proposal.days_over) == (LATER, 5)


def test_a_second_proposal_waits_for_the_first(cast):
    case = raise_one(cast)
    extend_to(case, cast.coordinator)
    with pytest.raises(InvalidInput, match="still to answer"):
        extend_to(case, cast.for_maple)


def test_a_proposal_ends_with_the_case(cast):
    case = raise_one(cast)
    proposal = extend_to(case, cast.coordinator)
    close(case, cast.coordinator)
    with pytest.raises(RuleBroken, match="closed before"):
        say(proposal, cast.for_maple, party=1)


def test_for_the_team_the_chair_or_an_unrecused_member_answers(cast):
    case = raise_one(cast, named=[parties.of_team(cast.team), parties.of_partner(cast.riverside)])
    proposal = extend_to(case, cast.coordinator)
    with pytest.raises(Refused, match="do not answer"):
        say(proposal, cast.recused, party=0)
    assert say(proposal, cast.chair, party=0).by_capacity == "chair"


def test_the_coordinator_does_not_answer_for_the_team(cast):
    case = raise_one(cast, named=[parties.of_team(cast.team), parties.of_partner(cast.riverside)])
    proposal = extend_to(case, cast.coordinator)
    with pytest.raises(Refused, match="never for the team"):
        say(proposal, cast.coordinator, party=0, relayed="the chair, by phone")


def test_a_coordinator_enters_what_a_party_said_elsewhere(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    answer = say(proposal, cast.coordinator, party=1, relayed="Ann Lee, by letter")
    assert (answer.by_capacity, answer.relayed) == ("coordinator", "Ann Lee, by letter")


# -- notes and files ---------------------------------------------------------------------------------


def test_a_party_writes_nothing_for_the_committee_alone(cast):
    with pytest.raises(NotFound):
        note(raise_one(cast), cast.for_maple, Visibility.COMMITTEE)


def test_a_party_writes_only_into_its_own_file(cast):
    with pytest.raises(Refused):
        note(raise_one(cast), cast.for_maple, Visibility.PARTY, party=0)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("letter.pdf", b"", "empty"),
        ("letter.pdf", PNG, "not what its name says"),
        ("picture.png", b"%PDF-1.7", "not what its name says"),
        ("picture.png", PNG + b"nothing more", "damaged"),
        ("letter.pdf", b"%PDF-1.7 and nothing more", "damaged"),
        ("macro.docm", b"PK", "has to end in one of these"),
        ("page.html", b"<html>", "has to end in one of these"),
        ("letter", b"%PDF-1.7", "has to end in one of these"),
        ("letter.pdf", b"%PDF-1.7" + bytes(30 * 1024 * 1024), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_too_large_or_not_what_its_name_says_is_refused(cast, name, data, words):
    with pytest.raises(InvalidInput, match=words) as error:
        attach(raise_one(cast), cast.for_maple, data, name)
    assert error.value.field == "file"


def test_a_file_keeps_its_name_without_folders(cast):
    assert (
        attach(raise_one(cast), cast.for_maple, make_pdf(), "C:\\mine\\the letter.pdf").name
        == "the letter.pdf"
    )


# -- expenses ----------------------------------------------------------------------------------------


def test_each_who_pays_confirms_once(cast):
    case = at_steering(cast)
    share = spend(case, cast.coordinator, {0: 50_01, 1: 50_00}).shares[0]
    confirm(share, cast.recused)
    assert share.confirmation.by_for == "Riverside Hospital"
    with pytest.raises(RuleBroken, match="confirmed already"):
        confirm(share, cast.for_riverside)


def test_nobody_confirms_the_share_of_another(cast):
    share = spend(raise_one(cast), cast.coordinator, {0: 100, 1: 100}).shares[0]
    with pytest.raises(Refused):
        confirm(share, cast.for_maple)


def test_shares_that_do_not_sum_write_nothing(cast):
    case = raise_one(cast)
    with pytest.raises(InvalidInput, match="must be the same"):
        spend(case, cast.coordinator, {0: 100, 1: 100}, total=201)
    assert case.expenses == []


def test_an_expense_set_aside_no_longer_waits(cast):
    case = raise_one(cast)
    expense = spend(case, cast.coordinator, {0: 100, 1: 100})
    with unit_of_work(case.team_id):
        expenses.set_aside(expense, reason="Entered twice", act=act_of(cast.coordinator, NOW))
    assert cases.unconfirmed(case) == []
    with pytest.raises(RuleBroken, match="set aside"):
        confirm(expense.shares[0], cast.for_riverside)


def confirm(share, user):
    """Say yes to a share."""
    with unit_of_work(share.expense.case.team_id):
        expenses.confirm_share(share, act=act_of(user, NOW))


# -- what a withdrawal hands over --------------------------------------------------------------------


def test_the_open_cases_of_a_partner_are_found(cast):
    case = raise_one(cast)
    assert cases.open_cases_of_partner(cast.maple.id) == [case]
    assert cases.open_cases_of_partner(cast.birch.id) == []


def test_a_closed_case_is_not_handed_over_and_its_unpaid_share_is(cast):
    case = raise_one(cast)
    share = spend(case, cast.coordinator, {1: 100}).shares[0]
    close(case, cast.coordinator)
    assert cases.open_cases_of_partner(cast.maple.id) == []
    assert cases.unpaid_shares_of_partner(cast.maple.id) == [share]


def test_a_paid_share_is_not_handed_over(cast):
    share = spend(raise_one(cast), cast.coordinator, {1: 100}).shares[0]
    with unit_of_work(cast.team.id):
        expenses.note_paid(share, on=TODAY, act=act_of(cast.coordinator, NOW))
    assert cases.unpaid_shares_of_partner(cast.maple.id) == []


def test_a_further_representative_answers_too(cast):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        other = make_representative(cast.maple, name="Mo Moss")
    assert say(extend_to(case, other), other, party=1).by_name == "Mo Moss"


# -- the decision it rests on ------------------------------------------------------------------------


def decision_of(cast, committee):
    """A recorded decision of a committee, open to the team."""
    with unit_of_work(cast.team.id):
        decision = deciding.open_one(cast.team, committee=committee)
        deciding.say_all(decision, *[deciding.at(1)] * len(decision.voices))
        deciding.close(decision)
        resolutions.record_decision(decision, text="So it is.", decided_on=deciding.ON, **deciding.ACT)
    return decision


def test_it_rests_on_no_decision_that_is_not_made(cast):
    with unit_of_work(cast.team.id):
        open_now = deciding.open_one(cast.team, committee=cast.steering)
    with pytest.raises(InvalidInput, match="decision of the steering committee"):
        decide(at_steering(cast), cast.chair, decision_id=open_now.id)


def test_a_final_decision_rests_on_one_of_the_steering_committee(cast):
    decision = decision_of(cast, cast.steering)
    assert decide(at_steering(cast), cast.chair, decision_id=decision.id).decision == decision


def test_it_rests_on_no_decision_of_another_committee(cast):
    decision = decision_of(cast, cast.group)
    with pytest.raises(InvalidInput, match="decision of the steering committee") as error:
        decide(at_steering(cast), cast.chair, decision_id=decision.id)
    assert error.value.field == "decision"


def take_back(recusal, by):
    """Say that a recusal was entered by mistake."""
    with unit_of_work(recusal.case.team_id):
        recusals.take_back(recusal, reason="Another Sol was meant", act=act_of(by, NOW))


def test_whose_recusal_is_taken_back_handles_the_case_again(cast):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    take_back(recusal, cast.coordinator)
    assert cast.member in cases.can_recuse(case, TODAY)
    assert [step.kind for step in case.steps][-2:] == ["recused", "recusal_taken_back"]


def test_a_person_can_be_recused_again_after_it_was_taken_back(cast):
    case = raise_one(cast, committee=cast.steering)
    take_back(recuse(case, cast.member, by=cast.coordinator), cast.coordinator)
    recuse(case, cast.member)
    assert [recusal.holds for recusal in case.all_recusals if recusal.user_id == cast.member.id] == [
        False,
        True,
    ]


def test_the_recused_do_not_take_their_own_recusal_back(cast):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member)
    with pytest.raises(NotFound):
        take_back(recusal, cast.member)


def test_a_recusal_is_taken_back_once(cast):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    take_back(recusal, cast.coordinator)
    with pytest.raises(RuleBroken, match="already"):
        take_back(recusal, cast.coordinator)


def test_a_recusal_since_their_organization_is_a_party_is_not_taken_back(cast):
    case = raise_one(cast, committee=cast.steering)
    found = next(recusal for recusal in case.recusals if recusal.is_own_party)
    with pytest.raises(Refused, match="party"):
        take_back(found, cast.coordinator)
