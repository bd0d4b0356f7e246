"""Signatories, the schedule and notes, by page."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Note
from registry.partners.rules.partners import MOST_SCHEDULE_LINES, Contribution
from registry.partners.services import partners, signatories
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory
from tests.reading import error_on, saved_now

BASE = "/teams/east/partners"
MARCH = dt.date(2026, 3, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def post(client, partner):
    """Sends a form about the partner."""

    def send(page, **said):
        return client.post(f"{BASE}/{partner.id}/{page}", data={"revision": partner.revision} | said)

    return send


@pytest.fixture
def ann(team, partner):
    """A signatory."""
    with unit_of_work(team.id):
        return make_signatory(partner, name="Ann Lee", email="ann@example.org")


def names_of(partner):
    """Those who may sign, in order."""
    return [person.name for person in sorted(partner.signatories, key=lambda person: person.position)]


# -- signatories -------------------------------------------------------------------------------------


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


# -- schedule ----------------------------------------------------------------------------------------


@pytest.fixture
def lines(team, partner):
    """A schedule of two lines."""
    said = [(Contribution.TIME, "Two nurses", "Deux infirmières"), (Contribution.MONEY, "Ten dollars", "")]
    with unit_of_work(team.id):
        partners.set_schedule(partner, lines=said, **WHO_AND_WHEN)


def a_schedule(**said):
    """What is sent from a page of two lines."""
    typed = {"count": 2, "kind_1": "time", "place_1": 1, "kind_2": "money", "place_2": 2}
    return typed | {"text_en_1": "Two nurses", "text_en_2": "Ten dollars"} | said


def texts_of(partner):
    """The lines in English, in order."""
    return [line.text_en for line in partner.schedule]


def test_the_page_shows_the_lines_and_three_empty_ones(client, partner, lines):
    page = client.get(f"{BASE}/{partner.id}/schedule").text
    assert "Deux infirmières" in page
    assert page.count("<fieldset") == 5


def test_a_schedule_is_saved(client, partner, post):
    answer = post("schedule", **a_schedule(text_fr_1="Deux infirmières"))
    assert answer.location == f"{BASE}/{partner.id}#schedule"
    assert [(line.kind, line.text_en, line.text_fr) for line in partner.schedule] == [
        ("time", "Two nurses", "Deux infirmières"),
        ("money", "Ten dollars", ""),
    ]


def test_lines_change_places(partner, lines, post):
    post("schedule", **a_schedule(place_2=1))
    assert texts_of(partner) == ["Ten dollars", "Two nurses"]


def test_a_line_is_taken_out(partner, lines, post):
    post("schedule", **a_schedule(away_1="y"))
    assert texts_of(partner) == ["Ten dollars"]


def test_a_line_left_empty_is_not_kept(partner, lines, post):
    post("schedule", **a_schedule(text_en_1=" ", text_fr_1=""))
    assert texts_of(partner) == ["Ten dollars"]


def test_a_schedule_changed_meanwhile_is_shown_and_what_was_typed_is_kept(partner, lines, post):
    answer = post("schedule", revision=1, **a_schedule(text_en_1="Three nurses"))
    assert answer.status_code == 422
    assert "Two nurses" in saved_now(answer)
    assert "Three nurses</textarea>" in answer.text
    assert texts_of(partner) == ["Two nurses", "Ten dollars"]


def test_a_schedule_has_a_longest_length(partner, post):
    numbers = range(1, MOST_SCHEDULE_LINES + 2)
    typed = {f"text_en_{number}": "Help" for number in numbers} | {
        f"kind_{number}": "time" for number in numbers
    }
    typed |= {f"place_{number}": number for number in numbers}
    answer = post("schedule", count=len(numbers), **typed)
    assert answer.status_code == 422
    assert f"A schedule has at most {MOST_SCHEDULE_LINES} lines." in answer.text
    assert partner.schedule == []


@pytest.mark.parametrize("count", ["x", "-4", "99999", ""])
def test_a_number_of_lines_that_nobody_sent_harms_nothing(partner, lines, post, count):
    assert post("schedule", count=count, revision=1).status_code == 422
    assert texts_of(partner) == ["Two nurses", "Ten dollars"]


# -- notes -------------------------------------------------------------------------------------------


def test_a_note_is_added_with_its_author(client, session, partner, post):
    answer = post("notes/new", kind="promise", on="2026-03-01", text="Sends\nit", due_on="2026-06-01")
    assert answer.location == f"{BASE}/{partner.id}#notes"
    note = session.scalar(sa.select(Note))
    assert (note.kind, note.on, note.due_on) == ("promise", MARCH, dt.date(2026, 6, 1))
    assert "Noted by Ann Ng" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"text": ""}, "text", "Write what to note."),
        ({"on": ""}, "on", "Give a day, such as 2026-11-24."),
        (
            {"due_on": "2026-06-01"},
            "due_on",
            "Only a promise falls due: choose “Promise”, or leave this date out.",
        ),
        (
            {"kind": "promise", "due_on": "2026-02-01"},
            "due_on",
            "A promise falls due on the day it is made or later.",
        ),
    ],
)
def test_what_is_wrong_with_a_note_is_said_on_its_field(session, post, said, field, words):
    answer = post("notes/new", **({"kind": "call", "on": "2026-03-01", "text": "They call back"} | said))
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert session.scalar(sa.select(Note.id)) is None
