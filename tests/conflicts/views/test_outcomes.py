"""The pages on which a case is decided, closed and reopened."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import State
from tests.conflicts.builders import TODAY, at_steering, close, escalate, extend_to, raise_one
from tests.reading import error_on, value_of

HERE = "/teams/east/conflicts"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("coordinator")
def test_who_closes_a_case_that_changed_meanwhile_is_told(cast, client):
    case = raise_one(cast)
    seen = value_of(client.get(f"{HERE}/{case.id}/close"), "revision")
    extend_to(case, cast.for_maple)
    data = {"revision": seen, "state": "settled", "on": TODAY.isoformat(), "text": "They share it."}
    told = client.post(f"{HERE}/{case.id}/close", data=data)
    assert "Someone else changed this meanwhile" in told.text
    assert "They share it.</textarea>" in told.text
    assert cases.case_of(cast.team.id, case.id).state == State.AT_COMMITTEE
    again = data | {"revision": value_of(told, "revision")}
    assert "Nothing has gone out yet." in client.post(f"{HERE}/{case.id}/close", data=again).text
    again = client.post(f"{HERE}/{case.id}/close", data=again | {"do": "send"})
    assert again.status_code == 303


@pytest.mark.usefixtures("coordinator")
def test_before_a_case_closes_its_mail_is_shown_and_a_handler_can_be_left_out_of_it(cast, client):
    case = raise_one(cast)
    typed = {"revision": case.revision, "state": "settled", "on": TODAY.isoformat(), "text": "They share it."}
    shown = client.post(f"{HERE}/{case.id}/close", data=typed).text
    assert "The sealed record is attached" in shown
    assert cases.case_of(cast.team.id, case.id).state == State.AT_COMMITTEE
    leaving = {"left_out": cast.of_group.id, "left_out_reason": "On holiday"}
    closed = client.post(
        f"{HERE}/{case.id}/close", data=typed | {"do": "send"} | leaving, follow_redirects=True
    )
    assert f"Left out of this mail: {cast.of_group.name}." in closed.text


@pytest.mark.usefixtures("coordinator")
def test_before_a_case_is_opened_again_its_mail_is_shown(cast, client):
    case = raise_one(cast)
    close(case, cast.coordinator)
    shown = client.post(f"{HERE}/{case.id}/reopen", data={"reason": "It began again."}).text
    assert "Nothing has gone out yet." in shown
    assert cases.case_of(cast.team.id, case.id).state == State.SETTLED
    sent = client.post(f"{HERE}/{case.id}/reopen", data={"reason": "It began again.", "do": "send"})
    assert "The case is open again. Told: " in client.get(sent.location).text


@pytest.mark.usefixtures("coordinator")
def test_a_closing_day_before_the_raising_gets_words_on_its_field(cast, client):
    case = raise_one(cast)
    data = {"revision": case.revision, "state": "settled", "on": "2026-11-23", "text": "They share it."}
    answer = client.post(f"{HERE}/{case.id}/close", data=data)
    assert error_on(answer, "on") == "This day lies before the case was raised."


def test_the_chair_signs_on_a_page_of_its_own(cast, client, woken):
    case = at_steering(cast)
    client.sign_in(cast.chair)
    revision = value_of(client.get(f"{HERE}/{case.id}/decide"), "revision")
    data = {"revision": revision, "on": TODAY.isoformat(), "text": "Maple hosts it.", "do": "send"}
    answer = client.post(f"{HERE}/{case.id}/decide", data=data)
    assert "Signed by Chai Cho, for Steering Committee." in client.get(answer.location).text
    assert "records.issue_ordered" in woken


def test_a_settled_case_offers_to_be_reopened_to_who_leads_it_only(cast, client):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    close(case, cast.coordinator)
    client.sign_in(cast.chair)
    assert "Reopen the case" in client.get(f"{HERE}/{case.id}").text
    client.sign_in(cast.for_maple)
    assert "Reopen the case" not in client.get(f"{HERE}/{case.id}").text
