"""The record of a decision: what it says in both languages, and that it proves itself."""

import re

import pytest

from registry import clock
from registry.database.transactions import unit_of_work
from registry.decisions import access
from registry.decisions.rules import decisions as decision_rules
from registry.decisions.rules.decisions import Audience, Ballot
from registry.decisions.services import decisions, positions, resolutions, votes
from registry.documents.rules.provisions import PassRule, Scale
from registry.partners.queries import authority as partner_authority
from registry.partners.rules import authority as authority_rules
from registry.partners.services import authority
from registry.records.queries import records
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from tests.agreements import agree_on
from tests.decisions.builders import ON, at, close, make_partners, meet, open_one, say, say_all
from tests.factories import WHO_AND_WHEN, by_coordinator, make_coordinator, make_representative, make_team
from tests.reading import words_of_pdf

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def database():
    """What a record says does not depend on the database."""
    return "sqlite"


@pytest.fixture
def team(session):
    with unit_of_work():
        made = make_team()
        make_partners(made, 3)
    return made


@pytest.fixture
def files(work):
    """The files of a decision's records, English and French."""

    def make(decision):
        work()
        made = records.orders_about(decision.subject)
        assert [order.problem for order in made] == ["", ""]
        return [records.content_of(order.record) for order in made]

    return make


def in_two_rounds(team, **said):
    """A decision whose second round agrees, recorded."""
    decision = open_one(team, **said)
    say_all(decision, at(5, need="The cost of the line"), at(2), at(1))
    close(decision)
    positions.answer_point(
        decision.present_round.positions[0], text="At most $900", **by_coordinator(decision.team)
    )
    decisions.open_round(decision, question="Shall we, for $900 at most?", **by_coordinator(decision.team))
    say_all(decision, at(4, reason="Nights are long"), at(2), at(1))
    close(decision)
    action = decision_rules.PlannedAction("Robin", "Hire nurses")
    resolutions.record_decision(
        decision, text="We run one line.", decided_on=ON, actions=[action], **by_coordinator(decision.team)
    )
    return decision


def test_it_names_every_level_with_its_reason_in_both_languages(team, files, tmp_path):
    with unit_of_work():
        decision = in_two_rounds(team)
    english, french = (words_of_pdf(content, tmp_path) for content in files(decision))
    assert "4 – Not my choice, and I will not stand in the way Nights are long" in english
    assert "is at 5 and needs: The cost of the line" in english
    assert "At most $900" in english
    assert "Pas mon choix, et je n’y ferai pas obstacle Nights are long" in french
    assert "le niveau 4 ou mieux" in french


def test_it_writes_no_threshold_as_a_sign(team, files, tmp_path):
    with unit_of_work():
        decision = in_two_rounds(team)
    both = " ".join(words_of_pdf(content, tmp_path) for content in files(decision))
    assert "level 4 or better" in both
    assert not re.search(r"[≥≤]|[<>]\s*=", both)


def test_anyone_may_verify_it(team, files, client):
    with unit_of_work():
        decision = in_two_rounds(team)
    content = files(decision)[0]
    verdict = verdicts.verify(content, now=clock.now())
    assert verdict.outcome is Outcome.KNOWN
    page = client.get(f"/verify/{verdict.record.code}").text
    assert "One line" in page
    assert "Adopted" in page
    assert "Nights are long" not in page


def test_of_a_decision_for_its_roll_the_public_learns_that_the_file_is_ours(team, files, client):
    with unit_of_work():
        decision = in_two_rounds(team, audience=Audience.ROLL, title="Secret matter")
    verdict = verdicts.verify(files(decision)[0], now=clock.now())
    page = client.get(f"/verify/{verdict.record.code}").text
    assert "confidential" in page
    assert "Secret matter" not in page


def test_a_vote_stands_in_it_by_name(team, files, tmp_path):
    agree_on(team, scale=Scale.AGREEMENT, threshold=5)
    with unit_of_work():
        decision = open_one(team)
        say_all(decision, at(1), at(4), at(6, reason="No"))
        close(decision)
        votes.open_vote(
            decision, efforts="Two talks", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(decision.team)
        )
        votes.enter_ballots(
            decision,
            {voice.id: Ballot.FOR for voice in decision.voices[:2]},
            seen=0,
            **by_coordinator(decision.team),
        )
        votes.close_vote(decision, seen=2, **by_coordinator(decision.team))
        resolutions.record_decision(
            decision, text="We run one line.", decided_on=ON, **by_coordinator(decision.team)
        )
    english = words_of_pdf(files(decision)[0], tmp_path)
    assert "More than half of the votes cast" in english
    assert "Two talks" in english
    assert f"{decision.voices[0].name} For" in english
    assert "acknowledged disagreement" in english
    assert ">=" not in english


def test_the_record_of_a_decision_for_its_roll_is_not_fetched_by_its_code(team, files, client):
    with unit_of_work():
        decision = in_two_rounds(team, audience=Audience.ROLL)
        client.sign_in(make_coordinator(team))
    files(decision)
    code = records.orders_about(decision.subject)[0].code
    assert client.get(f"/teams/{team.slug}/records/{code}.pdf").status_code == 404


def given_online(team):
    """A decision whose first voice somebody speaks for online, recorded; the others are entered by hand."""
    decision = open_one(team)
    first = decision.voices[0]
    user = make_representative(first.partner, name="Remi Roy")
    speaks = access.voices_of(user, decision, ON)[first.id]
    say(first, at(2), by=speaks)
    meet(decision, {voice.id: at(1) for voice in decision.voices[1:]})
    close(decision)
    resolutions.record_decision(
        decision, text="We run one line.", decided_on=ON, **by_coordinator(decision.team)
    )
    return decision


def test_it_says_in_which_capacity_and_on_what_authority_a_voice_spoke(team, files, tmp_path):
    with unit_of_work():
        decision = given_online(team)
    english, french = (words_of_pdf(content, tmp_path) for content in files(decision))
    assert f"Remi Roy, representative, {decision.voices[0].name}, online" in english
    assert "Authority: Title; since 1 January 2026" in english
    assert "Where no authority is named, none was collected" in english
    assert "Titre; depuis le 1er janvier 2026" in french


def test_the_authority_stays_as_it_was_when_the_position_was_given(team, files, tmp_path):
    with unit_of_work():
        decision = given_online(team)
        grant = partner_authority.grants_of(decision.voices[0].partner_id)[0]
        authority.correct_grant(grant, authority_rules.Said(started_on=ON), reason="Mistyped", **WHO_AND_WHEN)
    assert "since 1 January 2026" in words_of_pdf(files(decision)[0], tmp_path)
