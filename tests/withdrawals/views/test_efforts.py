"""The pages on efforts, and what the organization answers."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_member, make_representative
from tests.reading import error_on
from tests.withdrawals.builders import TODAY, add_partner, offer, sign_in_as

LIST = "/teams/east/withdrawals"
WITHDRAWAL = f"{LIST}/1"
EFFORT = {"kind": "address", "text": "A nurse.", "offered_by": "The chair", "offered_on": TODAY.isoformat()}
RELAYED = {"answer": "declined", "channel": "phone", "answered_on": TODAY.isoformat()}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def test_an_effort_is_recorded_with_who_recorded_it(client, coordinator, withdrawal):
    shown = client.post(f"{WITHDRAWAL}/efforts/new", data=EFFORT).text
    assert "Nobody gets mail." in shown
    assert 'representatives/new">choose a person' in shown
    page = client.post(f"{WITHDRAWAL}/efforts/new", data=EFFORT | {"do": "send"}, follow_redirects=True)
    assert "The effort is recorded." in page.text
    assert "Robin Roe, coordinator" in page.text


@pytest.mark.parametrize("missing", sorted(EFFORT))
def test_what_an_effort_lacks_is_said_on_its_field(client, coordinator, withdrawal, missing):
    page = client.post(f"{WITHDRAWAL}/efforts/new", data=EFFORT | {missing: ""})
    assert page.status_code == 422
    assert error_on(page, missing)


def test_a_representative_answers_for_the_organization(client, withdrawal, representative):
    offer(withdrawal)
    client.sign_in(representative)
    data = {"answer": "accepted", "text": "Gladly."}
    page = client.post(f"{WITHDRAWAL}/efforts/1/answer", data=data, follow_redirects=True)
    assert "Rosa Diaz, representative, Maple Clinic" in page.text


def test_a_coordinator_relays_and_says_how_the_answer_came(client, coordinator, withdrawal):
    offer(withdrawal)
    refused = client.post(f"{WITHDRAWAL}/efforts/1/answer", data=RELAYED | {"channel": ""})
    assert error_on(refused, "channel") == "Say how the answer came."
    page = client.post(f"{WITHDRAWAL}/efforts/1/answer", data=RELAYED, follow_redirects=True)
    assert "Relayed by Robin Roe, coordinator" in page.text


def test_a_member_who_does_not_represent_it_cannot_answer(client, team, withdrawal):
    offer(withdrawal)
    sign_in_as(client, team, make_member)
    assert client.post(f"{WITHDRAWAL}/efforts/1/answer", data={"answer": "accepted"}).status_code == 403


def test_the_representative_of_another_organization_cannot_answer(client, team, withdrawal):
    offer(withdrawal)
    other = add_partner(team, "Elm House")
    with unit_of_work(team.id):
        user = make_representative(other)
    client.sign_in(user)
    assert client.get(f"{WITHDRAWAL}/efforts/1/answer").status_code == 403


def test_why_there_was_no_opportunity_is_shown(client, coordinator, withdrawal):
    page = client.post(f"{WITHDRAWAL}/no-opportunity", data={"reason": "It closes."}, follow_redirects=True)
    assert "Why there was no opportunity:" in page.text
