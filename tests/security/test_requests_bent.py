"""Requests that are not what a form sends: other methods, fields twice or in the wrong place."""

import pytest

from tests.databases import make_app as make_installation
from tests.web.builders import secured
from tests.whole_team import make_whole_team, pages_of

SIGN_IN = {"email": "ann@example.org", "password": "not the right one"}

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/sign-in", "/", "/static/registry.css", "/teams/east/"])
def test_a_method_that_no_page_has_is_refused(client, method, address):
    assert client.open(address, method=method).status_code == 405


def test_no_page_has_another_method_than_forms_and_links_have(app):
    assert {page.method for page in pages_of(app)} == {"GET", "POST"}


@pytest.mark.parametrize(
    "bent",
    [{"headers": {"X-HTTP-Method-Override": "POST"}}, {"query_string": {"_method": "POST"}}],
)
def test_no_header_and_no_field_makes_another_method_of_it(client, bent):
    assert client.get("/language/fr", **bent).status_code == 405


def test_a_field_sent_twice_counts_as_it_came_first(client):
    twice = {"email": ["first@example.org", "second@example.org"], "password": "not the right one"}
    page = client.post("/sign-in", data=twice).text
    assert ('value="first@example.org"' in page, "second@example.org" in page) == (True, False)


def test_what_stands_in_the_address_fills_no_form(client):
    page = client.post("/sign-in?email=ann@example.org&password=x", data={}).text
    assert page.count("error-message") >= 2
    assert 'value="ann@example.org"' not in page


def test_what_stands_in_the_address_is_no_token_of_a_form(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post(f"/sign-in?csrf_token={token}", data=SIGN_IN).status_code == 400
    assert client.post("/sign-in", data=SIGN_IN | {"csrf_token": token}).status_code == 422


def test_no_answer_lets_another_site_read_it(app, client):
    origin = {"Origin": "https://evil.example"}
    answers = [client.open(page.address, method=page.method, headers=origin) for page in pages_of(app)]
    assert len(answers) > 200
    assert not [answer for answer in answers if "Access-Control-Allow-Origin" in answer.headers]


def test_every_page_of_text_says_its_letters(app, client):
    make_whole_team("east")
    answers = [client.get(page.address) for page in pages_of(app) if page.method == "GET"]
    texts = [answer.content_type for answer in answers if answer.content_type.startswith("text/")]
    assert set(texts) <= {"text/html; charset=utf-8", "text/plain; charset=utf-8", "text/csv; charset=utf-8"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("registry.css", "text/css; charset=utf-8"),
        ("registry.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_every_shipped_file_says_what_it_is(client, name, kind):
    with client.get(f"/static/{name}") as answer:
        assert answer.content_type == kind


def test_a_personal_link_stays_between_the_browser_and_us(app, client):
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    addresses = [page.address for page in pages_of(app) if page.endpoint in rules and page.method == "GET"]
    headers = [client.get(address).headers for address in addresses]
    assert len(headers) > 5
    assert {(one["Referrer-Policy"], one["X-Robots-Tag"]) for one in headers} == {("no-referrer", "noindex")}


def test_whoever_signs_out_leaves_nothing_behind(client, whole_team):
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/sign-in").headers
    assert client.get("/teams/east/partners").headers["Clear-Site-Data"] == '"cache"'


def test_every_cookie_behind_tls_says_so_by_its_name(tmp_path):
    client = make_installation(secured(tmp_path)).test_client()
    from registry.sign_in.views.session_cookie import _device_cookie  # noqa: PLC0415

    with client.application.app_context():
        assert _device_cookie() == "__Host-registry_device"


def test_no_debugger_in_production(tmp_path, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert make_installation(secured(tmp_path)).debug is False
