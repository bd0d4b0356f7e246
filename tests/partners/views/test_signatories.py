"""The signatories of a partner, by page."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.services import signatories
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory
from tests.reading import error_on, saved_now

BASE = "/teams/east/partners"
MARCH = dt.date(2026, 3, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def ann(team, partner):
    """A signatory."""
    with unit_of_work(team.id):
        return make_signatory(partner, name="Ann Lee", email="ann@example.org")


def names_of(partner):
    """Those who may sign, in order."""
    return [person.name for person in sorted(partner.signatories, key=lambda person: person.position)]


def test_a_signatory_is_added(client, partner, post):
    answer = post("signatories/new", name="Bo Roy", title="Chair", email="bo@example.org", authority="Office")
    assert answer.location == f"{BASE}/{partner.id}#signatories"
    (person,) = partner.signatories
    assert (person.name, person.title, person.email) == ("Bo Roy", "Chair", "bo@example.org")
    assert (person.authority, person.language) == ("Office", "")
    assert "Bo Roy may sign." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({}, "name", "Give a name, a title or an e-mail address."),
        ({"name": "Bo", "email": "bo@"}, "email", "This is not an e-mail address, such as name@example.org."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        ({"name": "Bo", "language": "de"}, "language", "Not a valid choice."),
    ],
)
def test_what_is_wrong_with_a_signatory_is_said_on_its_field(partner, post, said, field, words):
    answer = post("signatories/new", **said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert partner.signatories == []


def test_a_signatory_is_changed(client, partner, ann, post):
    assert 'value="ann@example.org"' in client.get(f"{BASE}/{partner.id}/signatories/{ann.id}").text
    answer = post(f"signatories/{ann.id}", name="Ann Ng", title="Chair", email="", language="fr")
    assert answer.status_code == 303
    assert (ann.name, ann.title, ann.email, ann.language) == ("Ann Ng", "Chair", "", "fr")


def test_a_signatory_changed_meanwhile_is_shown_and_what_was_typed_is_kept(partner, ann, post):
    answer = post(f"signatories/{ann.id}", revision=99, name="Ann Ng", email="new@example.org")
    assert answer.status_code == 422
    assert "Someone else changed this meanwhile; yours is not saved." in answer.text
    assert "ann@example.org" in saved_now(answer)
    assert 'value="new@example.org"' in answer.text
    assert ann.name == "Ann Lee"


def test_a_signatory_is_asked_earlier(team, partner, ann, post):
    with unit_of_work(team.id):
        bo = make_signatory(partner, name="Bo Roy")
    assert post(f"signatories/{bo.id}/up").location == f"{BASE}/{partner.id}#signatory-{bo.id}"
    assert names_of(partner) == ["Bo Roy", "Ann Lee"]


def test_the_first_stays_the_first(partner, ann, post):
    assert post(f"signatories/{ann.id}/up").status_code == 303
    assert names_of(partner) == ["Ann Lee"]


def test_a_signatory_ends_on_a_day(client, partner, ann, post):
    assert "Ann Lee no longer signs" in client.get(f"{BASE}/{partner.id}/signatories/{ann.id}/end").text
    assert post(f"signatories/{ann.id}/end", on="2026-03-01").status_code == 303
    assert ann.ended_on == MARCH


def test_a_signatory_cannot_end_before_they_began(team, ann, post):
    with unit_of_work(team.id):
        ann.started_on = MARCH
    answer = post(f"signatories/{ann.id}/end", on="2026-02-28")
    assert error_on(answer, "on") == "They cannot end before the day they began."
    assert ann.ended_on is None


def test_an_end_recorded_meanwhile_is_shown_in_words(team, partner, ann, post):
    with unit_of_work(team.id):
        signatories.end_signatory(ann, on=MARCH, **WHO_AND_WHEN)
    answer = post(f"signatories/{ann.id}/end", revision=1, on="2026-06-01")
    assert answer.status_code == 422
    assert "1 March 2026" in saved_now(answer)


@pytest.mark.parametrize("act", ["", "/end"])
def test_a_signatory_of_another_partner_is_not_found(client, team, partner, act):
    with unit_of_work(team.id):
        theirs = make_signatory(make_partner(team))
    assert client.get(f"{BASE}/{partner.id}/signatories/{theirs.id}{act}").status_code == 404
