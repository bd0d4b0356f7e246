"""The invitation to a team: what waits in the outbox is written, and nobody is told who has left since."""

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay
from registry.teams.messages import Invitation
from tests.factories import NOW, make_coordinator, make_member, make_team, make_user
from tests.outbox.builders import count, letters_queued

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def team(session):
    """A team with a coordinator."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org")
    return team


@pytest.fixture
def member(team):
    """A member of the team."""
    with unit_of_work():
        return make_member(team)


def row(team, user):
    """What is kept of an invitation."""
    about = {"subject": f"user:{user.id}", "params": {"user": user.id, "team": team.id}}
    return about | {"to_name": user.name, "to_address": user.email, "team_id": team.id}


def test_who_has_nothing_to_sign_in_with_gets_a_link_and_nobody_to_answer(team, member):
    letters = letters_queued("teams.invitation", **row(team, member))
    assert all("/welcome/" in letter.text for letter in letters.values())
    assert [letter.reply_to for letter in letters.values()] == [None, None]


def test_who_has_a_password_gets_no_link_and_may_answer(team, member):
    with unit_of_work():
        member.password_hash = "chosen"
    letters = letters_queued("teams.invitation", **row(team, member))
    assert not any("/welcome/" in letter.text for letter in letters.values())
    assert {letter.reply_to.address for letter in letters.values()} == {"robin@example.org"}


def test_who_takes_no_part_is_not_written_to(team):
    with unit_of_work():
        stranger = make_user()
    with pytest.raises(NothingToSay):
        letters_queued("teams.invitation", **row(team, stranger))


def test_nothing_is_posted_to_a_disabled_account(team, member):
    with unit_of_work():
        member.disabled_at = NOW
        Invitation.post(team, member, NOW)
    assert count(member.email) == 0


def test_a_sample_says_that_it_is_one_and_what_the_message_would_say(team, member):
    kept = row(team, member) | {"params": {"subject": "Please sign", "text": "Hello Ada,"}}
    letters = letters_queued("teams.sample", **kept)
    assert [letter.subject for letter in letters.values()] == [
        "Sample: Please sign",
        "Exemple : Please sign",
    ]
    assert all("Hello Ada," in letter.text for letter in letters.values())
