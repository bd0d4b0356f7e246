"""The way to a directory and back is bound to one browser, and good once."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sign_in.builders import refusal, sessions

NAME = "Larkspur Memorial Hospital (invented)"
BEGIN, BACK = "/sign-in/with/larkspur", "/sign-in/with/larkspur/back"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_way_there_is_bound_to_this_browser(client, provider, robin):
    asked = parse_qs(urlsplit(client.get(BEGIN).location).query)
    assert asked["redirect_uri"] == [f"http://localhost{BACK}"]
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("instead", [{"state": "another"}, {"state": ""}, {"error": "access_denied"}])
def test_an_answer_to_another_question_is_refused(come_back, client, instead):
    come_back(**instead)
    assert "did not work" in refusal(client)
    assert sessions() == 0


def test_an_answer_counts_once(come_back, client, provider):
    come_back()
    client.post("/sign-out")
    again = client.get(BACK, query_string={"code": "c", "state": provider.asked["state"]})
    assert again.location.startswith("/sign-in")


def test_an_answer_in_another_browser_is_refused(app, client, provider, robin):
    state = parse_qs(urlsplit(client.get(BEGIN).location).query)["state"][0]
    other = app.test_client().get(BACK, query_string={"code": "c", "state": state})
    assert other.location.startswith("/sign-in")
    assert sessions() == 0
