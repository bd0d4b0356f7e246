"""The words of each message: to whom, with which link, and none that the team could use."""

import pytest

from registry.admissions.services import reviews
from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay, NotReady, compose
from tests.acts import act_of
from tests.admissions import builders
from tests.factories import NOW
from tests.outbox.builders import letters_queued

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def letter(template):
    """The only message of a kind, as its reader gets it."""
    (message,) = builders.messages(template)
    return compose(message)


def test_the_confirmation_holds_the_link_and_how_long_it_works(team):
    builders.send(team)
    assert "/apply/" in letter("confirm").text
    assert "14 days" in letter("confirm").text


def test_a_confirmation_has_nothing_to_say_once_confirmed(team):
    builders.receive(team)
    with pytest.raises(NothingToSay):
        letter("confirm")


def test_an_invitation_to_apply_says_who_invites_in_their_own_words(team):
    builders.approach(team)
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
    builders.receive(team, network="m")
    second = builders.messages("to_coordinator")[-1]
    assert "Another application of this organization is open." in compose(second).text


def test_who_is_set_aside_reads_why(received):
    with unit_of_work(received.team_id):
        reviews.set_aside(received, reason="It came twice.", act=act_of(builders.coordinator(), NOW))
    assert "It came twice." in letter("set_aside").text


def test_who_withdraws_gets_a_word_and_so_do_coordinators(received):
    builders.withdraw(received)
    assert "is withdrawn" in letter("withdrawn").text
    assert "has withdrawn its application" in compose(builders.messages("to_coordinator")[-1]).text


def test_a_new_link_says_that_the_older_ones_ended(received):
    builders.send_link(received)
    assert "no longer work" in letter("link").text


def test_a_new_partner_is_welcomed(team):
    builders.complete(builders.invited(team))
    assert "is a partner of East Team" in letter("welcome").subject


# -- what waits in the outbox ------------------------------------------------------------------------


def row(admission, **ids):
    """What is kept of a message about an application."""
    return {
        "to_address": admission.contact_email,
        "to_name": admission.contact_name,
        "subject": f"admission:{admission.id}",
        "params": {"admission": admission.id, **ids},
        "team_id": admission.team_id,
        "confidential": True,
    }


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("admissions.receipt", {}),
        ("admissions.link", {}),
        ("admissions.link", {"same": True}),
        ("admissions.set_aside", {"words": "It came twice."}),
        ("admissions.welcome", {}),
        ("admissions.withdrawn", {}),
        ("admissions.to_coordinator", {"what": "received"}),
        ("admissions.to_coordinator", {"what": "withdrawn"}),
    ],
)
def test_what_an_application_has_come_to_is_written(received, key, ids):
    letters = letters_queued(key, **row(received, **ids))
    assert len({letter.subject for letter in letters.values()}) == 2
    assert all(ids.get("words", "") in letter.text for letter in letters.values())


def test_a_confirmation_is_written(team):
    letters = letters_queued("admissions.confirm", **row(builders.send(team)))
    assert all("/apply/" in letter.text for letter in letters.values())


@pytest.mark.parametrize("words", [{}, {"words": "We would be glad."}])
def test_an_approach_is_written_with_words_and_without(team, words):
    letters = letters_queued("admissions.approach", **row(builders.approach(team), **words))
    assert all(words.get("words", "Robin Roe") in letter.text for letter in letters.values())


@pytest.mark.parametrize("settle", [builders.invite, builders.refuse])
def test_an_outcome_waits_for_its_letter_and_brings_it(deliberated, work, settle):
    settle(deliberated)
    order = builders.orders_of(deliberated)[0]
    with pytest.raises(NotReady):
        letters_queued("admissions.outcome", **row(deliberated, order=order.id))
    work()
    letters = letters_queued("admissions.outcome", **row(deliberated, order=order.id))
    names = [[file.name for file in letter.attachments] for letter in letters.values()]
    assert names == [[f"{order.code}.pdf"]] * 2
