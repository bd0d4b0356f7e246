"""Links that applicants lost: found by the address on file, sent once more after a while."""

import datetime as dt
import re

import pytest

from registry.admissions.services import lost_links
from registry.database.transactions import unit_of_work
from registry.outbox import queries as outbox_queries
from registry.signing.rules.requests import RENEWAL_PAUSE
from tests.admissions import builders
from tests.factories import NOW
from tests.mailbox import text_of

pytestmark = pytest.mark.usefixtures("stopped_clock")


def found(address=builders.APPLICANT, most=20):
    return lost_links.open_for(address, most=most)


def send(admission, now=NOW + RENEWAL_PAUSE):
    """Send the link; which letters with one there are then."""
    with unit_of_work(admission.team_id):
        lost_links.send(admission.id, now=now)
    return {name: len(builders.messages(name)) for name in ("confirm", "link")}


@pytest.mark.parametrize("write", [str, str.upper])
def test_an_application_that_goes_on_is_found_by_its_address(received, write):
    assert found(write(builders.APPLICANT)) == [(received.team_id, received.id)]


def test_the_newest_are_found_first_and_no_more_than_are_sent_at_once(team):
    first = builders.send(team)
    second = builders.send(team, organization="Maple House")
    assert [identity for _team, identity in found()] == [second.id, first.id]
    assert [identity for _team, identity in found(most=1)] == [second.id]


def test_none_is_found_for_another_address(received):
    assert found("o@riverside.example") == []


def test_an_application_that_has_ended_is_not_found_and_nothing_is_sent(deliberated):
    builders.refuse(deliberated)
    before = {name: len(builders.messages(name)) for name in ("confirm", "link")}
    assert found() == []
    assert send(deliberated) == before


def test_who_has_not_confirmed_gets_the_link_that_confirms(team):
    admission = builders.send(team)
    assert send(admission) == {"confirm": 2, "link": 0}


def test_who_has_confirmed_gets_the_link_to_the_application_as_it_was(received):
    assert send(received) == {"confirm": 1, "link": 1}
    assert builders.messages("link")[0].params["same"] is True


def test_a_link_is_sent_once_in_a_while(received):
    sooner = NOW + RENEWAL_PAUSE - dt.timedelta(seconds=1)
    assert send(received, sooner) == {"confirm": 1, "link": 0}
    assert send(received) == {"confirm": 1, "link": 1}
    assert send(received) == {"confirm": 1, "link": 1}


def test_nothing_is_sent_of_an_application_that_is_not_there(received):
    with unit_of_work():
        lost_links.send(received.id + 1, now=NOW + RENEWAL_PAUSE)
    assert builders.messages("link") == []


def test_an_applicants_link_is_sent_once_more(client, deliberated, mailbox, work, stopped_clock):
    stopped_clock.pass_by(seconds=RENEWAL_PAUSE.total_seconds())
    client.post("/links", data={"email": deliberated.contact_email})
    work()
    mail = mailbox.last(deliberated.contact_email)
    [link] = re.findall(r"/apply/\S+", text_of(mail))
    assert client.get(link).status_code == 200
    assert outbox_queries.messages_about([("admission", deliberated.id)])[0].params["same"] is True
