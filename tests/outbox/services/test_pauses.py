"""Why mail does not leave, kept until it does."""

import pytest

from registry import clock
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import MailPause
from registry.outbox.rules.messages import PAUSE
from registry.outbox.services import conversations, pauses

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Wait a moment for a server, not twenty seconds."""
    monkeypatch.setattr(conversations, "TIMEOUT", 0.3)
    monkeypatch.setattr(conversations, "CONTENT_TIMEOUT", 0.4)


def test_a_pause_is_kept_in_the_database_once(session):
    for words in ("first", "second"):
        with unit_of_work():
            pauses.pause(answer=words, now=clock.now())
    [row] = db.session.scalars(db.select(MailPause))
    assert (row.answer, row.began_at, row.until) == ("second", clock.now(), clock.now() + PAUSE)
