"""Those who represent a partner, by page."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.queries import representatives
from registry.security.permissions import Role
from registry.teams.queries import memberships
from tests.factories import make_member, make_partner, make_reader, make_representative, make_team
from tests.mailbox import text_of
from tests.reading import error_on

MARCH = dt.date(2026, 3, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def base(partner):
    """Where the partner's representatives stand."""
    return f"/teams/east/partners/{partner.id}/representatives"


@pytest.fixture
def add(client, base):
    """Sends the form of a new representative."""
    bo = {"name": "Bo Roy", "email": "bo@example.org", "language": "fr", "started_on": "2026-03-01"}
    return lambda **said: client.post(f"{base}/new", data=bo | {"title": "Chair"} | said)


def test_the_page_of_a_partner_leads_to_who_represents_it(client, partner, base):
    assert f'href="{base}"' in client.get(f"/teams/east/partners/{partner.id}").text
    assert "Nobody represents this partner today." in client.get(base).text


def test_who_entered_and_who_ended_a_representative_is_told(client, partner, base, add):
    add()
    (one,) = representatives.all_representatives(partner.id)
    client.post(f"{base}/{one.id}/end", data={"on": "2026-11-24"})
    page = client.get(base).text
    assert "Entered on 24 November 2026, 10:00 EST by: Ann Ng, coordinator" in page
    assert "Ended on 24 November 2026, 10:00 EST by: Ann Ng, coordinator" in page


def test_a_representative_is_invited_by_mail(client, team, partner, base, add, mailbox, work):
    assert add().location == base
    work()
    assert "/welcome/" in text_of(mailbox.last("bo@example.org"))
    page = client.get(base).text
    assert "<strong>Bo Roy</strong>, Chair" in page
    assert "since 1 March 2026" in page


def test_a_person_of_the_team_represents_a_partner_and_may_take_part_from_then_on(team, partner, add):
    with unit_of_work(team.id):
        rae = make_reader(team, name="Rae Roe")
    add(user_id=rae.id, name="", email="")
    assert representatives.represents(rae.id, partner.id, MARCH)
    assert memberships.person_of(team.id, rae.id).role is Role.MEMBER


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"email": ""}, "email", "Choose a person, or give the e-mail address of the one to invite."),
        ({"email": "bo@"}, "email", "This is not an e-mail address, such as name@example.org."),
        ({"name": ""}, "name", "Give the person’s name, in at most 200 characters."),
        ({"user_id": "99", "name": "", "email": ""}, "user_id", "Not a valid choice."),
        ({"user_id": "1"}, "user_id", "Choose one of the team, or name somebody else: not both."),
        ({"started_on": ""}, "started_on", "Give a day, such as 2026-11-24."),
        ({"title": "x" * 201}, "title", "Use at most 200 characters."),
    ],
)
def test_what_is_wrong_with_a_representative_is_said_on_its_field(partner, add, said, field, words):
    answer = add(**said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert representatives.all_representatives(partner.id) == []


def test_nobody_represents_a_partner_twice(partner, add):
    add()
    assert error_on(add(), "email") == "This person represents Carefor already."
    assert len(representatives.all_representatives(partner.id)) == 1


def test_a_person_of_another_team_cannot_be_chosen(add):
    with unit_of_work():
        stranger = make_member(make_team(slug="west"))
    assert error_on(add(user_id=stranger.id, name="", email=""), "user_id") == "Not a valid choice."


def test_a_representative_ends_on_a_day(client, partner, base, add):
    add()
    (one,) = representatives.all_representatives(partner.id)
    assert "Bo Roy no longer represents it" in client.get(f"{base}/{one.id}/end").text
    assert client.post(f"{base}/{one.id}/end", data={"on": "2026-11-24"}).location == base
    page = client.get(base).text
    assert "Not representing it today (1)" in page
    assert "from 1 March 2026 to 23 November 2026" in page


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("", "Give a day, such as 2026-11-24."),
        ("2026-02-28", "They cannot end before the day they began."),
    ],
)
def test_what_is_wrong_with_the_end_is_said_on_its_field(client, partner, base, add, on, words):
    add()
    (one,) = representatives.all_representatives(partner.id)
    answer = client.post(f"{base}/{one.id}/end", data={"on": on})
    assert (answer.status_code, error_on(answer, "on")) == (422, words)
    assert one.ended_on is None


def test_a_representative_of_another_partner_is_not_found(client, team, partner, base):
    with unit_of_work(team.id):
        other = make_partner(team)
        make_representative(other)
    (one,) = representatives.all_representatives(other.id)
    assert client.get(f"{base}/{one.id}/end").status_code == 404


def test_a_member_reads_who_represents_and_changes_nothing(client, team, partner, base):
    with unit_of_work(team.id):
        client.sign_in(make_representative(partner, name="Rae Roe"))
    page = client.get(base).text
    assert "Rae Roe" in page
    assert "Add a representative" not in page
    assert client.get(f"{base}/new").status_code == 403
