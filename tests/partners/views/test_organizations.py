"""What becomes of an organization, by page: merged, closed, reopened, the same as another team's."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.partners.services import organizations, status
from tests.factories import WHO_AND_WHEN, make_partner, make_team
from tests.reading import error_on

BASE = "/teams/east/partners"
MARCH = dt.date(2026, 3, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def other(team):
    """A second partner."""
    with unit_of_work(team.id):
        return make_partner(team, "Willow")


@pytest.fixture
def theirs(session):
    """The partner of another team that bears the same name."""
    with unit_of_work():
        return make_partner(make_team(slug="west"), "CAREFOR")


@pytest.fixture
def post(client, partner):
    """Sends a form about the partner's organization."""

    def send(page, **said):
        return client.post(
            f"{BASE}/{partner.id}/organization/{page}", data={"revision": partner.revision} | said
        )

    return send


@pytest.fixture
def open_page(client, partner):
    """Gives a page about the partner's organization."""
    return lambda name="", asked="": client.get(f"{BASE}/{partner.id}/organization{name}{asked}").text


# -- merging -----------------------------------------------------------------------------------------


def test_the_others_are_offered_to_merge_into(other, open_page):
    text = open_page("/merge")
    assert f'type="radio" value="{other.id}"' in text
    assert text.count('type="radio"') == 1


def test_others_are_searched(team, other, open_page):
    with unit_of_work(team.id):
        make_partner(team, "Maison Bonaventure")
    text = open_page("/merge", "?q=bona")
    assert "Maison Bonaventure" in text
    assert "Willow" not in text


def test_what_ends_on_a_day_to_come_is_not_offered(team, other, open_page):
    with unit_of_work(team.id):
        organizations.close_organization(other, on=dt.date(2027, 1, 1), **WHO_AND_WHEN)
    assert "No partner matches." in open_page("/merge")


def test_a_partner_becomes_part_of_another(client, partner, other, post):
    answer = post("merge", into=other.id, on="2026-03-01")
    assert answer.location == f"{BASE}/{partner.id}"
    assert partner.organization.merged_into_id == other.organization_id
    assert partner.status(MARCH) is Status.WITHDRAWN
    assert "The merger is recorded." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose the partner it became part of."),
        ({"into": "1"}, "Choose another partner of this team."),
        ({"into": "x"}, "Invalid Choice: could not coerce."),
    ],
)
def test_a_merger_into_nothing_is_refused(partner, other, post, said, words):
    answer = post("merge", on="2026-03-01", **said)
    assert answer.status_code == 422
    assert words in answer.text
    assert partner.organization.merged_into_id is None


def test_a_partner_of_another_team_cannot_be_merged_into(partner, other, theirs, post):
    assert post("merge", into=theirs.id, on="2026-03-01").status_code == 404
    assert partner.organization.merged_into_id is None


def test_a_merger_that_a_later_status_contradicts_is_refused_with_words(team, partner, other, post):
    with unit_of_work(team.id):
        status.set_status(partner, status=Status.LEAVING, effective_on=dt.date(2026, 6, 1), **WHO_AND_WHEN)
    answer = post("merge", into=other.id, on="2026-03-01")
    assert error_on(answer, "on").startswith("By its statuses it takes part from 1 June 2026 on.")
    assert partner.organization.merged_into_id is None


def test_a_stale_merger_is_not_recorded(partner, other, post):
    answer = post("merge", revision=99, into=other.id, on="2026-03-01")
    assert answer.status_code == 422
    assert "Someone else changed this meanwhile; yours is not saved." in answer.text
    assert f'value="{other.id}" checked' in answer.text
    assert partner.organization.merged_into_id is None


# -- closing and reopening ---------------------------------------------------------------------------


def test_an_organization_closes(client, partner, post):
    answer = post("close", on="2026-03-01")
    assert partner.organization.closed_on == MARCH
    assert partner.status(MARCH) is Status.WITHDRAWN
    assert "The closing is recorded." in client.get(answer.location).text


def test_what_has_ended_ends_no_second_time(team, partner, post):
    with unit_of_work(team.id):
        organizations.close_organization(partner, on=MARCH, **WHO_AND_WHEN)
    answer = post("close", on="2026-06-01")
    assert answer.status_code == 422
    assert "This organization has been merged or closed already." in answer.text
    assert partner.organization.closed_on == MARCH


def test_an_organization_does_not_close_before_it_takes_part(partner, post):
    answer = post("close", on="2025-12-31")
    assert error_on(answer, "on").startswith("By its statuses it takes part from 1 January 2026 on.")
    assert partner.organization.closed_on is None
    assert partner.status(MARCH) is Status.PARTNER


def test_a_closing_needs_a_day(post):
    assert "Give a day, such as 2026-11-24." in post("close", on="").text


def test_reopening_leads_to_the_status(client, team, partner, post):
    with unit_of_work(team.id):
        organizations.close_organization(partner, on=MARCH, **WHO_AND_WHEN)
    answer = post("reopen")
    assert answer.location == f"{BASE}/{partner.id}/status"
    assert partner.organization.closed_on is None
    assert "It is open again. Now put its status right." in client.get(answer.location).text


def test_what_never_ended_is_not_reopened(post):
    answer = post("reopen")
    assert answer.status_code == 422
    assert "This organization is neither merged nor closed." in answer.text


def test_a_shared_organization_stays_open_for_the_other_team(team, partner, theirs, post):
    with unit_of_work(team.id):
        organizations.link_organization(partner, theirs.organization, **WHO_AND_WHEN)
    post("close", on="2026-03-01")
    assert partner.organization.closed_on == MARCH
    assert theirs.organization.closed_on is None


# -- the same as another team's ----------------------------------------------------------------------


def test_a_partner_is_linked_to_the_same_organization_of_another_team(
    client, partner, theirs, open_page, post
):
    assert "It is the same: CAREFOR" in open_page()
    answer = post("link", organization=theirs.organization_id)
    assert answer.location == f"{BASE}/{partner.id}"
    assert partner.organization_id == theirs.organization_id
    assert partner.name == "Carefor"
    assert "listed by another team too" in open_page()


def test_an_organization_that_was_not_suggested_cannot_be_linked(partner, other, post):
    own = partner.organization_id
    answer = post("link", organization=other.organization_id)
    assert answer.status_code == 409
    assert "That organization cannot be linked to a partner of this team." in answer.text
    assert partner.organization_id == own


@pytest.mark.parametrize("number", ["", "x", "99", "9" * 30])
def test_an_organization_that_is_not_there_cannot_be_linked(post, number):
    assert post("link", organization=number).status_code == 404
