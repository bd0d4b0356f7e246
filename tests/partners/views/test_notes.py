"""Notes on a partner, by page."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.partners.models.partners import Note
from tests.reading import error_on

BASE = "/teams/east/partners"
MARCH = dt.date(2026, 3, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


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
