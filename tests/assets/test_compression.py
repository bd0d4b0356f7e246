"""Pages are compressed only where nobody can have words of theirs put beside a secret."""

import gzip

import pytest

from registry.database.transactions import unit_of_work
from tests.commitments.builders import links_into
from tests.factories import make_coordinator
from tests.whole_team import make_whole_team

pytestmark = [
    pytest.mark.usefixtures("session"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
TAKES = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def team():
    """A team in which somebody is asked to sign."""
    return make_whole_team("east")


@pytest.fixture
def link(team) -> str:
    """Where they sign."""
    return links_into(team)["a signing link"][0]


def test_a_page_behind_a_personal_link_is_compressed_and_the_same(client, link):
    plain, packed = client.get(link), client.get(link, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_page_of_somebody_signed_in_is_never_compressed(client, team):
    with unit_of_work():
        reader = make_coordinator(team)
    client.sign_in(reader)
    for page in ("", "partners?q=maple", "documents/"):
        assert "Content-Encoding" not in client.get(f"/teams/east/{page}", headers=TAKES).headers


def test_what_a_form_sends_back_is_never_compressed(client, link):
    answer = client.post(f"{link}/question", data={"question": ""}, headers=TAKES)
    assert "Content-Encoding" not in answer.headers


def test_pages_for_anyone_with_a_form_are_never_compressed(client):
    assert "Content-Encoding" not in client.get("/sign-in?next=/teams/x", headers=TAKES).headers
