"""The pages on which a question is put, read and listed: who sees what, words on the field."""

import re

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision
from registry.decisions.models.votes import RecordedVote
from registry.decisions.rules.decisions import Audience
from registry.documents.rules.provisions import PassRule, Quorum, QuorumKind, Scale
from registry.partners.rules.partners import Status
from registry.partners.services.tiers import set_tier
from registry.records.queries import records
from registry.teams.rules import Tier
from tests.agreements import agree_on
from tests.decisions.builders import ON, a_record, address_of, at, close, make_partners, open_one, say_all
from tests.factories import (
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_member,
    make_partner,
    make_reader,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)
from tests.reading import error_on, value_of

BASE = "/teams/east/decisions"
pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- putting a question ------------------------------------------------------------------------------


def a_question(**said):
    """What is typed to put a question, and that it is sent."""
    typed = {"do": "send", "title": "One line", "question": "Shall we?", "audience": "team"}
    return typed | said


def test_a_question_is_put_to_the_voices_that_were_marked(client, team):
    with unit_of_work():
        first, _second = make_partners(team, 2)
    client.post(f"{BASE}/open", data=a_question(roll=[f"partner:{first.id}"]))
    made = db.session.scalar(db.select(Decision))
    assert [voice.partner_id for voice in made.voices] == [first.id]


def test_before_a_decision_opens_its_mail_is_shown_and_afterwards_who_was_told_is_said(client, team):
    with unit_of_work():
        first, second = make_partners(team, 2)
        make_representative(first, name="Max May")
    typed = a_question(roll=[f"partner:{first.id}", f"partner:{second.id}"])
    page = client.post(f"{BASE}/open", data=typed | {"do": ""}).text
    assert re.search(rf"{first.name}:</strong>\s+Max May", page)
    assert f"partners/{second.id}/representatives/new" in page
    assert "Shall we?" in page
    assert db.session.scalar(db.select(Decision)) is None
    opened = client.post(f"{BASE}/open", data=typed | {"do": "send"}, follow_redirects=True).text
    assert f"The decision is open. Told: {first.name}." in opened
    assert f"{second.name}</a>: choose a person." in opened


def test_a_decision_without_a_roll_is_told_on_the_page(client, team):
    answer = client.post(f"{BASE}/open", data=a_question())
    assert answer.status_code == 422
    assert "A decision needs a roll" in answer.text


def test_a_closing_day_before_opening_is_told_on_its_field(client, team):
    with unit_of_work():
        (partner,) = make_partners(team, 1)
    typed = a_question(roll=[f"partner:{partner.id}"], closes_on="2026-11-23")
    answer = client.post(f"{BASE}/open", data=typed)
    assert "This day has passed." in error_on(answer, "closes_on")
    assert "Shall we?" in answer.text


def test_a_hundred_kilobytes_of_question_are_told_on_its_field(client, team):
    answer = client.post(f"{BASE}/open", data=a_question(question="x" * 100_000))
    assert "at most" in error_on(answer, "question")


def test_the_page_says_who_decides_who_is_heard_who_is_not_asked_and_whom_mail_reaches(client, team):
    with unit_of_work():
        make_representative(make_partner(team, "Maple"), name="Ann Lee")
        make_partner(team, "Birch", tier=Tier.ASSOCIATE)
        make_partner(team, "Cedar", tier=Tier.OBSERVER)
    page = client.get(f"{BASE}/open").text
    for words in (
        "Anchor: its position counts. Mail goes to: Ann Lee.",
        "Associate: its position is shown apart, not counted. Mail reaches nobody.",
        "Observer: it is informed, and has no voice.",
    ):
        assert words in page


def test_a_roll_that_changed_after_the_page_was_read_is_shown_again(client, team):
    with unit_of_work():
        partner, _other = make_partners(team, 2)
    typed = a_question(
        roll=[f"partner:{partner.id}"], roll_seen=value_of(client.get(f"{BASE}/open"), "roll_seen")
    )
    with unit_of_work():
        set_tier(partner, tier=Tier.ASSOCIATE, effective_on=ON, **WHO_AND_WHEN)
    answer = client.post(f"{BASE}/open", data=typed)
    assert answer.status_code == 422
    assert "no longer what the page showed" in answer.text


def test_a_voice_that_the_team_does_not_give_cannot_be_smuggled_in(client, team):
    with unit_of_work():
        observer = make_partner(team, tier=Tier.OBSERVER, status=Status.PARTNER)
    answer = client.post(f"{BASE}/open", data=a_question(roll=[f"partner:{observer.id}"]))
    assert answer.status_code == 422


def test_the_chair_puts_a_question_to_the_own_committee_and_to_no_other(client, team):
    with unit_of_work():
        own, other = make_committee(team), make_committee(team, name="Finance", is_steering=False)
        chair = seat_member(make_seat(own), is_chair=True)
    client.sign_in(chair)
    assert client.get(f"{BASE}/open?committee={own.id}&roll=seat").status_code == 200
    assert client.get(f"{BASE}/open?committee={other.id}").status_code == 403
    assert client.get(f"{BASE}/open").status_code == 403


def test_a_coordinator_puts_a_question_in_a_team_without_committees(client, team):
    assert client.get(f"{BASE}/new").status_code == 200


def test_a_member_who_chairs_nothing_puts_no_question(client, team):
    with unit_of_work():
        client.sign_in(make_member(team))
    assert client.get(f"{BASE}/new").status_code == 403


# -- who sees what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_reader, make_member])
def test_a_decision_for_the_team_is_read_by_everyone_in_it(client, team, decision, make):
    with unit_of_work():
        client.sign_in(make(team))
    assert "Shall we run one line?" in client.get(address_of(decision)).text


@pytest.mark.parametrize("make", [make_reader, make_member, make_coordinator])
def test_a_decision_for_its_roll_is_nowhere_to_be_found_by_others(client, team, make):
    with unit_of_work():
        make_partners(team, 1)
        decision = open_one(team, audience=Audience.ROLL, title="Secret matter")
        client.sign_in(make(team))
    assert client.get(address_of(decision)).status_code == 404
    assert "Secret matter" not in client.get(f"{BASE}/?show=all").text


def test_a_decision_of_another_team_is_not_found(client, team):
    with unit_of_work():
        other = make_team()
        make_partners(other, 1)
        decision = open_one(other)
    assert client.get(address_of(decision)).status_code == 404


# -- settings ----------------------------------------------------------------------------------------


def test_the_record_is_given_to_who_may_read_the_decision(client, team, agreed, work):
    client.post(address_of(agreed, "/record"), data=a_record())
    work()
    order = records.orders_about(("decision", agreed.id))[0]
    assert client.get(address_of(agreed, f"/records/{order.id}.pdf")).mimetype == "application/pdf"


def test_a_page_that_leads_where_the_decision_cannot_go_says_why(client, team, agreed):
    assert "This round is closed already." in client.get(address_of(agreed, "/meeting")).text
    assert "only after a closed round without consensus" in client.get(address_of(agreed, "/vote")).text


def test_how_the_team_decides_is_shown_with_version_and_section(client, team):
    version = agree_on(team, scale=Scale.AGREEMENT, threshold=4)
    page = client.get(f"{BASE}/settings").text
    assert "level 4 or better" in page
    place = f"/teams/east/documents/{version.document.slug}/versions/1#text-rule-2"
    assert f'href="{place}">version 1, section 1.2</a>' in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_the_opening_form_has_no_choice_of_what_the_agreement_fixes(client, team):
    agree_on(team, quorum=Quorum.part(2, 3))
    page = client.get(f"{BASE}/open").text
    assert "2/3 of the roll, rounded up" in page
    assert not [field for field in ("terms", "quorum") if f'name="{field}"' in page]


def test_where_the_agreement_leaves_the_quorum_open_it_is_chosen_as_the_decision_opens(client, team):
    agree_on(team, quorum=Quorum(QuorumKind.CHOSEN))
    with unit_of_work():
        first, second = make_partners(team, 2)
    typed = a_question(roll=[f"partner:{first.id}", f"partner:{second.id}"], quorum="1")
    client.post(f"{BASE}/open", data=typed)
    assert db.session.scalar(db.select(Decision)).quorum == 1


def test_a_decision_names_the_section_on_which_it_rests(client, team):
    version = agree_on(team)
    with unit_of_work():
        (partner,) = make_partners(team, 1)
    typed = a_question(roll=[f"partner:{partner.id}"], rests_on=f"{version.id}:rule-4")
    answer = client.post(f"{BASE}/open", data=typed, follow_redirects=True)
    assert "Statement, version 1, section 2.1: Rule 4" in answer.text


def test_a_vote_whose_rule_the_agreement_fixes_asks_for_no_other(client, team):
    agree_on(team, pass_rule=PassRule.TWO_THIRDS_ROLL, vote_quorum=Quorum.part(2, 3))
    with unit_of_work():
        make_partners(team, 3)
        decision = open_one(team)
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    page = client.get(address_of(decision, "/vote")).text
    assert 'name="pass_rule"' not in page
    assert "At least two thirds of all voices that count" in page
    client.post(address_of(decision, "/vote"), data={"efforts": "Talks"})
    vote = db.session.scalar(db.select(RecordedVote))
    assert (vote.pass_rule, vote.quorum) == (PassRule.TWO_THIRDS_ROLL, 2)


def test_no_page_ever_prints_a_threshold_as_a_comparison(client, team, decision):
    answers = [client.get(address_of(decision, page)) for page in ("", "/meeting", "/close")]
    pages = [answer.text for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not [text for text in pages if "&gt;=" in text or ">=" in text or "≥" in text]


# -- how many queries --------------------------------------------------------------------------------


def test_the_list_of_decisions_takes_few_queries(client, team, count_queries):
    with unit_of_work():
        make_partners(team, 2)
        for _ in range(12):
            open_one(team)
    client.get(f"{BASE}/")
    with count_queries() as counted:
        client.get(f"{BASE}/")
    assert len(counted.selects) <= 4
