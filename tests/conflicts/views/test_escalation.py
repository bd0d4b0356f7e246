"""The pages on which a case rises to the steering committee, and on which somebody is brought in to help."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import HelperRole, State
from tests.conflicts.builders import at_steering, bring_in, raise_one, told
from tests.reading import error_on

HERE = "/teams/east/conflicts"
HELPER = {
    "role": "facilitator",
    "name": "Ines Ito",
    "organization": "Ito Mediation",
    "proposed_by": "the chair",
    "agreed_by": "both parties",
}


@pytest.fixture
def send(cast, client):
    """Sends a form about a case, as the chair."""
    client.sign_in(cast.chair)
    return lambda case, page, **said: client.post(f"{HERE}/{case.id}/{page}", data=said)


def case_now(cast, case):
    return cases.case_of(cast.team.id, case.id)


def test_a_coordinator_brings_a_case_before_the_steering_committee(cast, client, coordinator, woken):
    case = raise_one(cast)
    woken.clear()
    typed = {"reason": "No way forward", "do": "send"}
    answer = client.post(f"{HERE}/{case.id}/escalate", data=typed)
    assert answer.location == f"{HERE}/{case.id}"
    page = client.get(answer.location).text
    assert "The case is before the steering committee." in page
    assert "No way forward" in page
    assert case_now(cast, case).at_steering
    assert woken == ["outbox.send"]


def test_why_a_case_rises_is_said(cast, client, coordinator):
    case = raise_one(cast)
    answer = client.post(f"{HERE}/{case.id}/escalate", data={"reason": " "})
    assert (answer.status_code, error_on(answer, "reason")) == (422, "Say it in a few words.")
    assert not case_now(cast, case).at_steering


def test_the_chair_brings_in_a_facilitator(cast, client, send):
    case = at_steering(cast)
    answer = send(case, "helper", do="send", **HELPER)
    assert "Who helps is recorded. Told: " in client.get(answer.location).text
    helper = case_now(cast, case).helper
    assert (helper.role, helper.name, helper.organization) == (
        HelperRole.FACILITATOR,
        "Ines Ito",
        "Ito Mediation",
    )


@pytest.mark.parametrize(("page", "typed"), [("escalate", {"reason": "No way forward"}), ("helper", HELPER)])
def test_before_a_case_rises_or_somebody_helps_the_mail_is_shown(cast, client, coordinator, page, typed):
    case = raise_one(cast) if page == "escalate" else at_steering(cast)
    state, mail = case.state, len(told())
    shown = client.post(f"{HERE}/{case.id}/{page}", data=typed).text
    assert "Nothing has gone out yet." in shown
    assert "Leave somebody out of this mail" in shown
    assert (case_now(cast, case).state, len(told())) == (state, mail)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("name", "Enter a name."),
        ("proposed_by", "Say it in a few words."),
        ("agreed_by", "Say it in a few words."),
    ],
)
def test_who_helps_who_proposed_and_who_agreed_are_said(cast, send, field, words):
    case = at_steering(cast)
    answer = send(case, "helper", **HELPER | {field: ""})
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert case_now(cast, case).helper is None


def test_help_ends_with_what_came_of_it(cast, client, send):
    case = at_steering(cast)
    bring_in(case, cast.chair)
    answer = send(case, "helper/end", words="They could not agree.")
    assert "They could not agree." in client.get(answer.location).text
    now = case_now(cast, case)
    assert (now.state, now.helper) == (State.AT_STEERING, None)


def test_help_that_nobody_gives_does_not_end(cast, send):
    answer = send(at_steering(cast), "helper/end", words="They could not agree.")
    assert answer.status_code == 422
    assert "No facilitator or mediator is helping in this case now." in answer.text


@pytest.mark.parametrize("page", ["escalate", "helper", "helper/end"])
@pytest.mark.parametrize("who", ["for_maple", "recused", "for_birch"])
def test_these_pages_are_not_there_but_for_who_manages_the_case(cast, client, page, who):
    case = at_steering(cast)
    client.sign_in(getattr(cast, who))
    address, typed = f"{HERE}/{case.id}/{page}", HELPER | {"reason": "x", "words": "x"}
    assert client.get(address).status_code == 404
    assert client.post(address, data=typed).status_code == 404
    assert case_now(cast, case).state == State.AT_STEERING
