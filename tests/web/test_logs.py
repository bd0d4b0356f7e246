"""What is logged of a request, and what never is."""

import json
import logging
import re

import pytest

from registry.database.transactions import unit_of_work
from registry.security.link_tokens import TimedLinks
from registry.web import logs
from tests.factories import make_coordinator, make_team

pytestmark = [
    pytest.mark.usefixtures("session"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def lines(monkeypatch) -> list[str]:
    """The lines that are logged from now on, as JSON."""
    found: list[str] = []
    monkeypatch.setattr(logs._LINES, "as_json", True)
    monkeypatch.setattr(logs._HANDLER, "emit", lambda record: found.append(logs._HANDLER.format(record)))
    return found


def test_a_request_is_one_line_with_the_page_not_its_address(client, lines):
    client.get("/sign/1-1-0123456789abcdefghijklmnopqrstuv")
    [line] = map(json.loads, lines)
    assert (line["what"], line["method"], line["status"]) == ("answered", "GET", 404)
    assert line["page"] == "/sign/<token>"


def test_the_id_of_a_request_stands_in_its_answer_and_its_line(client, lines):
    answer = client.get("/sign-in")
    assert json.loads(lines[0])["request"] == answer.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_an_id_from_a_proxy_is_kept(client):
    answer = client.get("/sign-in", headers={"X-Request-ID": "proxy-1234"})
    assert answer.headers["X-Request-ID"] == "proxy-1234"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "<script>", "short"])
def test_an_id_that_is_none_is_replaced(client, given):
    assert client.get("/sign-in", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_who_is_signed_in_is_a_number(client, lines):
    with unit_of_work():
        user = make_coordinator(make_team(slug="east"), email="robin@example.org")
    client.sign_in(user)
    client.get("/teams/east/")
    assert json.loads(lines[-1])["user"] == user.id
    assert "robin" not in "".join(lines)


def test_mail_addresses_and_links_are_blotted_out_of_errors(lines):
    try:
        raise ValueError("no mail to ann.lee+x@sub.example.org from /sign/7-1-0123456789abcdefghijklmnop")
    except ValueError:
        logging.getLogger("registry").exception("message to ann@example.org")
    assert "example" not in lines[0]
    assert "0123456789" not in lines[0]
    assert "ValueError: no mail to [address] from /sign/[link]" in json.loads(lines[0])["traceback"]


def test_a_link_that_works_for_a_while_is_blotted_out(lines):
    token = TimedLinks("welcome").token_for([7, 1], secret="a secret of thirty-two characters")
    logging.getLogger("registry").error("no page for /welcome/%s", token)
    assert "/welcome/[link]" in lines[0]


def test_a_crash_is_logged_under_the_number_that_the_reader_sees(app, client, lines, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", _crash)
    answer = client.get("/sign-in")
    assert (answer.status_code, answer.headers["X-Request-ID"] in answer.text) == (500, True)
    crash = json.loads(lines[0])
    assert (crash["level"], crash["request"]) == ("error", answer.headers["X-Request-ID"])
    assert "Secret" not in answer.text


def _crash() -> str:
    raise RuntimeError("Secret words")


def test_a_developer_reads_words(monkeypatch):
    monkeypatch.setattr(logs._LINES, "as_json", False)
    record = logging.LogRecord("registry", logging.INFO, "", 1, "answered", (), None)
    record.said = {"page": "/", "status": 200}
    assert logs._HANDLER.format(record).endswith(" info answered request= page=/ status=200")
