"""Two who act at once on an announcement, on both databases: it goes out once, and no answer is lost."""

import pytest

from registry.announcements.models import Announcement
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.services import announcements, answers
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.queries import messages_about
from registry.partners.models.partners import Partner
from tests.announcements.builders import add_observer, send, write
from tests.factories import BY_AND_WHEN, make_coordinator, make_team

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("announcements")]


@pytest.fixture
def draft(session):
    """A draft to one observer."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org", name="Robin Roe")
    add_observer(team)
    return write(team)


def test_of_two_who_send_it_one_does(draft, at_once):
    number = draft.id

    def send_it():
        announcements.send(db.session.get_one(Announcement, number), **BY_AND_WHEN)

    told = at_once(draft.team_id, send_it, send_it)
    assert told == ["This announcement was sent: it stays as it is."]
    assert len(messages_about([("announcement", number)])) == 1


def test_what_two_of_an_organization_answer_is_all_kept(draft, at_once):
    send(draft)
    number, partner_id = draft.id, db.session.query(Partner).one().id

    def say(text):
        announcement = db.session.get_one(Announcement, number)
        answers.answer(announcement, db.session.get_one(Partner, partner_id), text=text, **BY_AND_WHEN)

    told = at_once(draft.team_id, lambda: say("We come."), lambda: say("We cannot."))
    found = announcement_queries.answers_by_partner(db.session.get_one(Announcement, number))
    assert told == []
    assert sorted(answer.text for answer in found[partner_id]) == ["We cannot.", "We come."]
