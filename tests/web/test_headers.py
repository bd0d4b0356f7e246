"""What every answer tells the browser to refuse, and which host names are answered."""

import pytest

from registry.web.headers import HEADERS
from tests.databases import make_app
from tests.web.builders import secured

pytestmark = [
    pytest.mark.usefixtures("session"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/static/registry.css", "/healthz"])
def test_every_answer_carries_the_headers(client, address):
    with client.get(address) as answer:
        headers = answer.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_nothing_inline_may_run():
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("host", "status"), [("localhost", 200), ("127.0.0.1:8000", 200), ("evil.example", 400), ("a@b", 400)]
)
def test_a_host_that_is_not_ours_is_refused(client, host, status):
    assert client.get("/sign-in", headers={"Host": host}).status_code == status


def test_behind_tls_the_browser_is_told_to_stay_there(tmp_path):
    answer = make_app(secured(tmp_path)).test_client().get("/sign-in", base_url="https://registry.example")
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-registry=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_in_production_only_the_public_name_is_answered(tmp_path):
    client = make_app(secured(tmp_path)).test_client()
    assert client.get("/healthz", base_url="https://localhost").status_code == 400
    assert client.get("/healthz", base_url="https://registry.example").status_code == 200


def test_links_in_mail_name_the_public_address_whatever_host_was_asked(app):
    assert app.config["REGISTRY_PUBLIC_ADDRESS"] == "http://localhost"
    with app.test_request_context("/", headers={"Host": "127.0.0.1"}):
        from registry.outbox.messages import address  # noqa: PLC0415

        assert address("accounts.sign_in").startswith("http://localhost/")
