"""The page behind the link of an announcement: read, answered and renewed without an account."""

import datetime as dt

import pytest

from registry import clock
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.services import copies
from registry.database.session import db
from registry.database.transactions import unit_of_work
from tests.acts import act_of
from tests.announcements.builders import add_paper, copies_of, link_to, send
from tests.factories import BY, NOW, make_pdf
from tests.outbox.builders import count

pytestmark = pytest.mark.usefixtures("stopped_clock")
ANSWER = {"name": "Ann Lee", "text": "We come with four."}


@pytest.fixture
def copy(draft):
    """The copy of an announcement with a paper."""
    add_paper(draft)
    [copy] = copies_of(send(draft))
    return copy


def test_it_is_read_with_its_papers_and_the_opening_is_noted(client, copy):
    page = client.get(link_to(copy)).text
    assert "It is on 3 May." in page
    assert client.get(f"{link_to(copy)}/papers/1").data == make_pdf()
    assert client.get(f"{link_to(copy)}/papers/2").status_code == 404
    db.session.expire_all()
    assert copy.fetched_at == NOW


def test_it_is_answered_by_name_and_can_be_answered_again(client, copy, observer):
    assert client.post(link_to(copy), data=ANSWER).location == f"{link_to(copy)}#answer"
    client.post(link_to(copy), data={"name": "Lou Fox", "text": "We come with five."})
    found = announcement_queries.answers_by_partner(copy.announcement)[observer.id]
    assert [(one.text, one.by_name, one.by_for) for one in found] == [
        ("We come with five.", "Lou Fox", "Dry Creek School"),
        ("We come with four.", "Ann Lee", "Dry Creek School"),
    ]
    page = client.get(link_to(copy)).text
    assert page.index("We come with five.") < page.index("We come with four.")
    assert count("robin@example.org") == 2


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"text": ""}, "Write your answer."),
        ({"text": "x" * 6000}, "at most"),
        ({"name": ""}, "Give your name."),
    ],
)
def test_a_bad_answer_is_refused_in_words_and_nothing_is_lost(client, copy, said, says):
    page = client.post(link_to(copy), data=ANSWER | said)
    assert page.status_code == 422
    assert says in page.text
    assert announcement_queries.answers_by_partner(copy.announcement) == {}


def test_a_damaged_link_opens_nothing(client, copy):
    page = client.get(link_to(copy)[:-3])
    assert page.status_code == 404
    assert "It is on 3 May." not in page.text


def test_an_older_link_says_that_a_newer_one_was_sent(client, copy):
    old = link_to(copy)
    with unit_of_work(copy.announcement.team_id):
        copies.resend(copy, act=act_of(BY, NOW))
    page = client.get(old)
    assert page.status_code == 410
    assert "A newer link has been sent to you." in page.text
    assert client.post(old, data=ANSWER).status_code == 410


def test_an_expired_link_is_renewed_to_the_address_on_file(client, copy):
    with clock.stopped_at(NOW + dt.timedelta(days=100)):
        page = client.get(link_to(copy))
        assert page.status_code == 410
        assert "This link has expired." in page.text
        assert "A new link is on its way" in client.post(f"{link_to(copy)}/renew").text
    assert count("ann@example.org") == 2
