"""The page of those whom the team cannot reach, and new links to changed addresses."""

import datetime as dt

import pytest

from registry.accounts.rules import AccountEvent
from registry.audit.services import events
from registry.database.transactions import unit_of_work
from registry.outbox.rules.messages import Fate
from registry.partners.services import signatories
from registry.security import actors
from registry.signing.queries import asked_elsewhere, moved_accounts
from registry.teams.messages import Invitation
from tests.acts import act_of
from tests.commitments.builders import add_partner, ask_one, publish_policy
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_partner,
    make_reader,
    make_representative,
    make_seat,
)
from tests.mailbox import links_in

BASE = "/teams/east"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def asked(team):
    """An open request of a partner."""
    return ask_one(publish_policy(team), add_partner(team, "Maple Clinic"))


def move(person, email="new@example.org"):
    """Give a signatory another address."""
    with unit_of_work():
        signatories.change_signatory(
            person,
            name=person.name,
            title=person.title,
            email=email,
            language=person.language,
            authority=person.authority,
            **WHO_AND_WHEN,
        )


def test_the_page_lists_them_with_the_way_to_where_a_person_is_chosen(client, team):
    with unit_of_work():
        partner = make_partner(team, "Birch House")
        seat = make_seat(make_committee(team), label_en="Elders")
    page = client.get(f"{BASE}/unreached").text
    assert f'href="{BASE}/partners/{partner.id}/representatives"' in page
    assert f'href="{BASE}/committees/{seat.committee_id}"' in page
    home = client.get(f"{BASE}/").text
    assert "2 whom we cannot reach" in home
    assert f'href="{BASE}/unreached"' in home


def test_a_reader_does_not_see_the_page(client, team):
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert client.get(f"{BASE}/unreached").status_code == 403


def test_while_the_address_is_the_same_no_new_link_is_offered(client, team, asked):
    move(asked.signatory, asked.signatory.email.upper())
    assert asked_elsewhere(team.id) == []
    assert "Send a new link" not in client.get(f"{BASE}/unreached").text


@pytest.mark.usefixtures("woken")
def test_a_changed_address_leads_to_the_offer_of_a_new_link_which_waits_at_home_too(
    client, team, asked, mailbox, work
):
    work()
    before = asked.signatory.email
    page = f"{BASE}/partners/{asked.partner_id}"
    person = f"{page}/signatories/{asked.signatory_id}"
    typed = {"name": "Ann Lee", "title": "Director", "email": "new@example.org", "revision": "0"}
    saved = client.post(person, data=typed | {"revision": str(asked.partner.revision)})
    assert saved.location == f"{BASE}/unreached"
    assert "the address has changed since the last one" in client.get(f"{BASE}/").text
    assert "Send a new link to new@example.org" in client.get(f"{BASE}/unreached").text
    client.post(f"{BASE}/requests/{asked.id}/resend")
    work()
    (old,), (new,) = links_in(mailbox.last(before)), links_in(mailbox.last("new@example.org"))
    assert old != new
    assert "Send a new link" not in client.get(saved.location).text
    assert asked_elsewhere(team.id) == []


@pytest.mark.usefixtures("woken")
@pytest.mark.parametrize("page", ["messages", "requests/1"])
def test_where_the_address_of_a_link_that_came_back_is_mended_a_new_link_goes_there(
    client, asked, mailbox, work, page
):
    work()
    client.post(f"{BASE}/messages/1/bounced")
    assert "Send again</button>" in client.get(f"{BASE}/{page}").text
    move(asked.signatory)
    mended = client.get(f"{BASE}/{page}").text
    assert "Send a new link to new@example.org</button>" in mended
    assert f'action="{BASE}/requests/{asked.id}/resend"' in mended
    assert "send a new link in its place" in client.post(f"{BASE}/messages/1/again").text
    assert "A message did not arrive" in client.get(f"{BASE}/").text
    client.post(f"{BASE}/requests/{asked.id}/resend")
    assert "Sent again on" in client.get(f"{BASE}/{page}").text
    assert "A message did not arrive" not in client.get(f"{BASE}/").text


def test_what_did_not_reach_an_account_goes_to_the_address_that_it_has_now(client, team):
    with unit_of_work():
        person = make_coordinator(team, email="old@example.org")
        message = Invitation.post(team, person, NOW)
        message.fate, person.email = Fate.BOUNCED, "new@example.org"
    assert "Send again to new@example.org</button>" in client.get(f"{BASE}/messages").text
    page = client.post(f"{BASE}/messages/{message.id}/again", follow_redirects=True).text
    assert "The message is on its way again, to new@example.org." in page


@pytest.fixture
def represents(asked):
    """The same person has an account, and acts for the partner."""
    with unit_of_work():
        return make_representative(asked.partner, name=asked.signatory.name, email="ann@example.org")


def change_own_address(user, address="ann@new.example.org", at=NOW + dt.timedelta(days=1)):
    """Change the address of one's account in the profile."""
    with unit_of_work():
        user.email = address
        events.record(AccountEvent.ADDRESS_CHANGED, user, act_of(actors.user(user.id), at))


def test_a_representative_who_changes_the_address_in_the_profile_is_shown_while_asked_to_sign(
    client, team, asked, represents
):
    assert "another address since they were asked" not in client.get(f"{BASE}/").text
    change_own_address(represents)
    assert "another address since they were asked" in client.get(f"{BASE}/").text
    page = client.get(f"{BASE}/unreached").text
    assert f"on file {asked.signatory.email}, account ann@new.example.org" in page
    assert f'href="{BASE}/partners/{asked.partner_id}/signatories/{asked.signatory_id}"' in page
    move(asked.signatory, represents.email)
    page = client.get(f"{BASE}/unreached").text
    assert "account ann@new.example.org" not in page
    assert "Send a new link to ann@new.example.org" in page


def test_who_signs_under_another_address_of_old_is_not_asked_about(client, team, asked, represents):
    change_own_address(represents, at=NOW - dt.timedelta(days=1))
    assert moved_accounts(team.id, NOW.date()) == []


def test_an_ended_request_and_a_person_without_an_address_are_not_offered(team, asked):
    move(asked.signatory, "")
    assert asked_elsewhere(team.id) == []
