"""The coordinator's pages on announcements, and the answer of somebody with an account."""

import io

import pytest

from registry.accounts import queries as account_queries
from registry.announcements.models import Announcement
from registry.announcements.queries import announcements as announcement_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.services.representatives import add_representative
from registry.teams.rules import Tier
from tests.announcements.builders import add_observer, add_paper, answer, copies_of, send, write
from tests.factories import WHO_AND_WHEN, make_partner, make_pdf, make_representative
from tests.outbox.builders import count

LIST = "/teams/east/announcements"
SAID = {
    "tiers": ["observer"],
    "title_en": "Our spring forum",
    "title_fr": "Notre forum du printemps",
    "text_en": "It is on 3 May.",
    "text_fr": "Il a lieu le 3 mai.",
}
pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def coordinator(client, team):
    """Robin Roe, signed in."""
    user = account_queries.find_account("robin@example.org")
    client.sign_in(user)
    return user


def test_a_draft_is_written_changed_and_gets_a_paper(client, coordinator, team, observer):
    page = client.post(f"{LIST}/new", data=SAID)
    assert page.location == f"{LIST}/1"
    page = client.post(f"{LIST}/1/papers", data={"paper": (io.BytesIO(make_pdf()), "Programme.pdf")})
    assert page.location == f"{LIST}/1"
    revision = db.session.get_one(Announcement, 1).revision
    client.post(f"{LIST}/1/change", data={**SAID, "title_en": "The forum", "revision": revision})
    shown = client.get(f"{LIST}/1").text
    assert "The forum" in shown
    assert "Programme.pdf" in shown
    assert "Nothing has gone out yet." in shown


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ("tiers", "Choose at least one tier."),
        ("title_fr", "Say it in each language of the team."),
        ("text_en", "Say it in each language of the team."),
    ],
)
def test_what_is_missing_is_said_on_its_field(client, coordinator, team, left_out, says):
    page = client.post(f"{LIST}/new", data={name: said for name, said in SAID.items() if name != left_out})
    assert page.status_code == 422
    assert says in page.text
    assert "Our spring forum" in page.text or left_out == "title_en"  # nothing typed is lost


def test_a_broken_paper_is_refused_in_words(client, coordinator, draft):
    page = client.post(f"{LIST}/1/papers", data={"paper": (io.BytesIO(b"no PDF"), "Programme.pdf")})
    assert page.status_code == 422
    assert "or it is damaged" in page.text


def test_a_paper_is_read_and_removed(client, coordinator, draft):
    add_paper(draft)
    assert client.get(f"{LIST}/1/papers/1").data == make_pdf()
    assert client.get(f"{LIST}/1/papers/2").status_code == 404
    client.post(f"{LIST}/1/papers/1/remove")
    assert client.get(f"{LIST}/1/papers/1").status_code == 404


def sending(number, do):
    """What the form to send an announcement says, as it stands now."""
    return {"do": do, "revision": db.session.get_one(Announcement, number).revision}


def test_what_was_looked_at_is_what_goes_out(client, coordinator, draft):
    looked_at = sending(1, "send")
    add_paper(draft)
    told = client.post(f"{LIST}/1/send", data=looked_at)
    assert told.status_code == 422
    assert "or its papers were changed meanwhile" in told.text
    assert count("ann@example.org") == 0
    assert client.post(f"{LIST}/1/send", data=sending(1, "send")).status_code == 303
    assert client.post(f"{LIST}/1/send", data=sending(1, "send")).status_code == 422
    assert count("ann@example.org") == 1


def test_who_has_an_account_finds_it_at_home_until_they_open_it(client, team, observer):
    with unit_of_work(team.id):
        client.sign_in(make_representative(observer, email="rosa@example.org", name="Rosa Diaz"))
    number = send(write(team, asks_answer=False)).id
    assert "has written to Dry Creek School" in client.get("/teams/east/").text
    client.get(f"{LIST}/{number}")
    assert "has written to Dry Creek School" not in client.get("/teams/east/").text
    copies = copies_of(db.session.get_one(Announcement, number))
    assert [copy.address for copy in copies if copy.fetched_at] == ["rosa@example.org"]


def test_who_gets_it_is_shown_before_it_goes_out(client, coordinator, team, draft):
    add_observer(team, "Silent House", email="")
    page = client.post(f"{LIST}/1/send", data=sending(1, "check")).text
    assert "Dry Creek School" in page
    assert "Silent House" in page
    assert count("ann@example.org") == 0
    client.post(f"{LIST}/1/send", data=sending(1, "send"))
    page = client.get(f"{LIST}/1").text
    assert "Told: Dry Creek School." in page
    assert "Silent House" in page
    assert count("ann@example.org") == 1


def test_where_nobody_can_be_reached_nothing_is_sent(client, coordinator, team):
    draft = write(team, tiers=[Tier.ASSOCIATE])
    page = client.post(f"{LIST}/{draft.id}/send", data=sending(draft.id, "check"))
    assert "No message would go out" in page.text


def test_a_draft_is_discarded_after_confirmation(client, coordinator, draft):
    assert "Nothing has gone out." in client.get(f"{LIST}/1/discard").text
    assert client.post(f"{LIST}/1/discard").location == LIST
    assert client.get(f"{LIST}/1").status_code == 404


def test_the_page_shows_fate_opening_and_answers(client, coordinator, sent, observer):
    answer(sent, observer, "We cannot.")
    answer(sent, observer, "We come after all.")
    page = client.get(f"{LIST}/1").text
    assert page.index("We come after all.") < page.index("An earlier answer") < page.index("We cannot.")
    assert "Link not opened yet" in page
    assert "ann@example.org" in page


def test_one_person_gets_a_new_link(client, coordinator, sent):
    client.post(f"{LIST}/1/copies/1/resend")
    assert copies_of(sent)[0].generation == 2
    assert "A new link is on its way to Ann Lee." in client.get(f"{LIST}/1").text
    assert client.post(f"{LIST}/1/copies/7/resend").status_code == 404


def test_whoever_acts_for_an_organization_answers_with_their_account(client, team, observer, draft):
    with unit_of_work(team.id):
        user = make_representative(observer, name="Rosa Diaz")
    client.sign_in(user)
    send(draft)
    home = client.get("/teams/east/").text
    assert "asks Dry Creek School for an answer" in home
    assert client.post(f"{LIST}/1/answer", data={"text": ""}).status_code == 422
    assert client.post(f"{LIST}/1/answer", data={"text": "We come."}).location == f"{LIST}/1"
    page = client.get(f"{LIST}/1").text
    assert "Rosa Diaz, representative, Dry Creek School" in page
    assert "asks Dry Creek School for an answer" not in client.get("/teams/east/").text


def test_who_acts_for_two_chooses_for_whom(client, team, observer, draft):
    with unit_of_work(team.id):
        user = make_representative(observer)
        second = make_partner(team, "Pond House", tier=Tier.OBSERVER)
        third = make_partner(team, "Anchor")
        for partner in (second, third):
            add_representative(partner, user_id=user.id, started_on=draft.created_at.date(), **WHO_AND_WHEN)
    client.sign_in(user)
    send(draft)
    said = {"text": "We come.", "partner": str(third.id)}
    assert client.post(f"{LIST}/1/answer", data=said).status_code == 422
    client.post(f"{LIST}/1/answer", data=said | {"partner": str(second.id)})
    assert list(announcement_queries.answers_by_partner(draft)) == [second.id]


@pytest.mark.parametrize("many", [1, 12])
def test_a_page_asks_the_database_no_more_for_many(client, coordinator, team, count_queries, many):
    for number in range(many):
        add_observer(team, f"School {number}", email=f"a{number}@example.org")
    announcement = send(write(team))
    for copy in copies_of(announcement):
        answer(announcement, copy.partner)
    for address, most in ((LIST, 5), (f"{LIST}/{announcement.id}", 8)):
        with count_queries() as counted:
            assert client.get(address).status_code == 200
        assert len(counted.selects) <= most
