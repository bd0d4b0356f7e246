"""The coordinator's pages on requests: questions, hand-overs, links, and who did what."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.commitments.models import HandOver, Question
from registry.commitments.rules.requests import HandOverState
from registry.commitments.services import answers, hand_overs, lapses
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.signing.rules.requests import RequestState
from tests.acts import act_of
from tests.commitments.builders import TODAY, open_on, propose
from tests.factories import NOW
from tests.reading import error_on

TEAM = "/teams/east"

VERSION = f"{TEAM}/documents/privacy-policy/versions/1"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


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


# -- what they do ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("signed_in")
def test_a_request_is_resent_and_withdrawn(client, asked):
    client.post(f"{TEAM}/requests/{asked.id}/resend")
    assert asked.generation == 2
    client.post(f"{TEAM}/requests/{asked.id}/revoke", data={"reason": "The wrong person."})
    assert asked.state == RequestState.REVOKED
    assert client.post(f"{TEAM}/requests/{asked.id}/resend").status_code == 409


@pytest.mark.usefixtures("everything", "signed_in")
def test_a_question_is_answered_once(client):
    client.post(f"{TEAM}/questions/1", data={"answer": "Year by year."})
    assert db.session.scalars(sa.select(Question.answer)).one() == "Year by year."
    assert client.post(f"{TEAM}/questions/1", data={"answer": "Again."}).status_code == 422


@pytest.mark.usefixtures("everything", "signed_in")
@pytest.mark.parametrize(
    ("said", "state", "asked_now"),
    [
        ({"decision": "accept"}, HandOverState.ACCEPTED, "Cy Poe"),
        ({"decision": "refuse", "reason": "The chair must sign."}, HandOverState.REFUSED, "Ann Lee"),
    ],
)
def test_a_new_person_is_accepted_or_refused(client, version, said, state, asked_now):
    client.post(f"{TEAM}/hand-overs/1", data=said)
    assert db.session.scalars(sa.select(HandOver.state)).one() == state
    assert [one.signatory.name for one in open_on(version)] == [asked_now]


# -- who did what ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_answered_a_question_is_told(client, asked, who):
    with unit_of_work(asked.partner.team_id):
        question = answers.ask_question(asked, text="For how long?", act=asked.act_by_link(NOW))
        answers.answer_question(question, answer="For a year.", **who)
    page = client.get(f"/teams/east/requests/{asked.id}").text
    assert 'For a year. <span class="muted">Ann Ng, coordinator</span>' in page


@pytest.mark.both_databases
def test_who_decided_on_a_hand_over_is_told(client, asked, who):
    proposed = propose(asked)
    with unit_of_work(asked.partner.team_id):
        hand_overs.refuse_hand_over(proposed, reason="Not on the board.", **who)
    assert "Ann Ng, coordinator" in client.get(f"/teams/east/requests/{asked.id}").text


@pytest.mark.both_databases
def test_who_let_a_commitment_lapse_is_told(client, version, partner, who):
    with unit_of_work(partner.team_id):
        said = {"effective_on": TODAY, "reason": "A new board decides afresh."}
        lapses.let_lapse(partner, version.document, **said, **who)
    assert "Ann Ng, coordinator" in client.get(f"/teams/east/partners/{partner.id}/agreements").text


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("busy_coordinator")
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("address", "said", "field", "words"),
    [
        (f"{VERSION}/invite", {"due_on": "2026-11-24"}, "due_on", "Choose a day after today."),
        (f"{VERSION}/invite", {"due_on": "soon"}, "due_on", "“soon” is not a day"),
        (f"{VERSION}/invite", {"word": "x" * 2_001}, "word", "Use at most 2000 characters."),
        (f"{TEAM}/requests/1/revoke", {}, "reason", "Say it in a few words."),
        (f"{TEAM}/questions/1", {}, "answer", "Write your answer."),
        (f"{TEAM}/hand-overs/1", {"decision": "refuse"}, "reason", "Say it in a few words."),
        (f"{TEAM}/partners/1/lapse/privacy-policy", {}, "effective_on", "Enter a day."),
        (f"{TEAM}/partners/1/lapse/privacy-policy", {}, "reason", "Say in a few words why it lapses."),
        (f"{VERSION}/earlier", {}, "lines", "Enter at least one line."),
        (f"{VERSION}/earlier", {"lines": "Maple Clinic; Bo"}, "lines", "Line 1: It has 2 cells"),
        (
            f"{VERSION}/earlier",
            {"lines": "Nobody Inc.; Bo Roe; Chair; 2023-05-04"},
            "lines",
            "These are not partners of the team: 1: Nobody Inc..",
        ),
    ],
)
def test_a_form_that_lacks_something_is_refused_on_its_field(client, address, said, field, words):
    page = client.post(address, data=said)
    assert page.status_code == 422
    assert (error_on(page, field) or "").startswith(words)
