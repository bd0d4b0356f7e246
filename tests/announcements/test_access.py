"""Who may read which announcement: coordinators all, readers what was sent, members what their organization
got.
"""

import pytest

from registry.database.transactions import unit_of_work
from registry.teams.rules import Tier
from tests.announcements.builders import answer, send, write
from tests.factories import (
    make_coordinator,
    make_member,
    make_partner,
    make_reader,
    make_representative,
    make_signatory,
    make_team,
)

LIST = "/teams/east/announcements"
pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def cast(team, observer, sent):
    """A draft (2) beside the announcement that was sent (1), an anchor that did not get it, and everybody."""
    write(team, titles={"en": "Not yet", "fr": "Pas encore"}, tiers=[Tier.ANCHOR])
    answer(sent, observer, "We come.")
    with unit_of_work(team.id):
        anchor = make_partner(team, "Anchor")
        return {
            "coordinator": make_coordinator(team),
            "reader": make_reader(team),
            "theirs": make_representative(observer),
            "other": make_representative(anchor),
            "member": make_member(team),
        }


@pytest.mark.parametrize(
    ("who", "reads_sent", "reads_draft", "reads_answers"),
    [
        ("coordinator", True, True, True),
        ("reader", True, False, False),
        ("theirs", True, False, True),
        ("other", False, False, False),
        ("member", False, False, False),
    ],
)
def test_who_reads_what(client, cast, who, reads_sent, reads_draft, reads_answers):
    client.sign_in(cast[who])
    listed = client.get(LIST).text
    assert ("Our spring forum" in listed, "Not yet" in listed) == (reads_sent, reads_draft)
    page = client.get(f"{LIST}/1")
    assert page.status_code == (200 if reads_sent else 404)
    assert ("We come." in page.text) == reads_answers
    assert client.get(f"{LIST}/2").status_code == (200 if reads_draft else 404)
    assert client.get("/teams/east/trail/announcement/2").status_code != 500


def test_one_organization_does_not_read_anothers_answer(client, team, sent, observer):
    with unit_of_work(team.id):
        second = make_partner(team, "Pond House", tier=Tier.OBSERVER)
        make_signatory(second)
        user = make_representative(second)
    both = send(write(team))
    answer(both, observer, "A secret of the school.")
    client.sign_in(user)
    assert "A secret of the school." not in client.get(f"{LIST}/{both.id}").text
    assert "Whom it reached" not in client.get(f"{LIST}/{both.id}").text


def test_in_another_team_there_is_no_such_announcement(client, sent):
    with unit_of_work():
        west = make_team(slug="west")
        client.sign_in(make_coordinator(west))
    assert client.get("/teams/west/announcements/1").status_code == 404
