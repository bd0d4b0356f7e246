"""The words of each message: to whom, with which link, and none that the team could use."""

import pytest

from registry.admissions.services import reviews
from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay, compose
from tests.acts import act_of
from tests.admissions import making
from tests.factories import NOW

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def letter(template):
    """The only message of a kind, as its reader gets it."""
    (message,) = making.messages(template)
    return compose(message)


def test_the_confirmation_holds_the_link_and_how_long_it_works(team):
    making.send(team)
    assert "/apply/" in letter("confirm").text
    assert "14 days" in letter("confirm").text


def test_a_confirmation_has_nothing_to_say_once_confirmed(team):
    making.receive(team)
    with pytest.raises(NothingToSay):
        letter("confirm")


def test_an_invitation_to_apply_says_who_invites_in_their_own_words(team):
    making.approach(team)
    assert "We would be glad." in letter("approach").text
    assert "Robin Roe" in letter("approach").text


def test_the_receipt_says_when_and_leads_to_the_application(received):
    assert "24 November 2026" in letter("receipt").text
    assert "/apply/" in letter("receipt").text


def test_coordinators_get_the_teams_page_and_no_link_of_the_applicant(received):
    text = letter("to_coordinator").text
    assert f"/teams/east/admissions/{received.id}" in text
    assert "/apply/" not in text


def test_coordinators_are_told_of_another_application(team, received):
    making.receive(team, network="m")
    second = making.messages("to_coordinator")[-1]
    assert "Another application of this organization is open." in compose(second).text


def test_who_is_set_aside_reads_why(received):
    with unit_of_work(received.team_id):
        reviews.set_aside(received, reason="It came twice.", act=act_of(making.coordinator(), NOW))
    assert "It came twice." in letter("set_aside").text


def test_who_withdraws_gets_a_word_and_so_do_coordinators(received):
    making.withdraw(received)
    assert "is withdrawn" in letter("withdrawn").text
    assert "has withdrawn its application" in compose(making.messages("to_coordinator")[-1]).text


def test_a_new_link_says_that_the_older_ones_ended(received):
    making.send_link(received)
    assert "no longer work" in letter("link").text


def test_a_new_partner_is_welcomed(team):
    making.complete(making.invited(team))
    assert "is a partner of East Team" in letter("welcome").subject
