"""Files that are not what they say, names that lead elsewhere, and letters with lines of their own."""

import datetime as dt
import email.policy
import io
import json
import zipfile

import pytest

from registry.outbox.messages import Contact, Letter
from registry.outbox.services.mail import build
from registry.pdf.render import FetchRefused, ShippedFiles, render_pdf
from tests.security.forms import crawl, every_form, harmless

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
POLYGLOT = b"GIF89a/*" + HTML
#: How a page answers a file that it does not take.
REFUSED = {400, 403, 404, 409, 413, 422}


def zip_bomb() -> bytes:
    """A spreadsheet's container that unpacks to half a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 500_000_000)
        archive.writestr("[Content_Types].xml", b"<Types/>")
    return out.getvalue()


#: Files that are not what they say, or that no page takes.
FALSE_FILES = [
    ("picture.svg", SVG),
    ("page.html", HTML),
    ("scan.pdf", HTML),
    ("scan.png", SVG),
    ("scan.jpg", POLYGLOT),
    ("../../../../etc/passwd.pdf", SVG),
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_form_takes_a_file_that_is_not_what_it_says(client, whole_team):
    pages = ["/verify", *(answer.request.path for answer in crawl(client, ["/teams/east/"]))]
    forms = [form for _page, form in every_form(client, pages) if "partner-list" not in form.action]
    with_files = [(form, [one.name for one in form.fields.values() if one.kind == "file"]) for form in forms]
    answers = {
        (form.action, name): client.post(
            form.action,
            data=form.filled(harmless) | {field: (io.BytesIO(content), name) for field in fields},
            content_type="multipart/form-data",
        ).status_code
        for form, fields in with_files
        if fields
        for name, content in FALSE_FILES
    }
    assert len(answers) > 3 * len(FALSE_FILES)
    assert not {where: status for where, status in answers.items() if status not in REFUSED}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_list_that_unpacks_to_half_a_gigabyte_is_refused_in_words(client, whole_team):
    sent = {"file": (io.BytesIO(zip_bomb()), "list.xlsx")}
    answer = client.post("/teams/east/partner-list/import", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "error-message" in answer.text


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "../../config.py", "%2e%2e/%2e%2e/wsgi.py", "/etc/passwd"]
)
def test_no_path_leads_out_of_the_static_files(client, session, name):
    assert client.get(f"/static/{name}").status_code in (308, 404)


LINES = [
    "Ann\r\nBcc: all@example.org",
    "Ann\nBcc: all@example.org",
    "Ann\x00",
    "Ann\u2028Bcc: x",
    "=?utf-8?q?Ann=0ABcc:x?=",
]


@pytest.mark.parametrize("typed", LINES)
def test_a_name_brings_no_line_of_its_own_into_a_letter(typed):
    letter = Letter(subject=f"Statement for {typed}", text="Hello")
    sender, to = Contact(typed, "registry@example.org"), Contact(typed, "ann@example.org")
    sent = build(letter, to=to, sender=sender, message_id="1@example.org", at=NOW)
    read = email.message_from_bytes(sent.content, policy=email.policy.default)
    assert read["Bcc"] is None
    assert [one.addr_spec for one in read["To"].addresses] == ["ann@example.org"]


NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "typed", ["ann@example.org\r\nBcc: all@example.org", "ann@example.org, all@example.org"]
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_address_with_more_in_it_is_refused_on_its_field(client, whole_team, typed):
    page = "/teams/east/people/new"
    [form] = [one for _page, one in every_form(client, [page]) if "email" in one.fields]
    answer = client.post(page, data=form.filled(harmless, email=typed))
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


OUTSIDE = [
    "http://127.0.0.1:9/x.png",
    "https://evil.example/x.png",
    "file:///etc/passwd",
    "ftp://evil.example/x",
    "shipped:///../../config.py",
    "shipped:////etc/passwd",
    "shipped:///%2e%2e/%2e%2e/config.py",
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_renderer_fetches_nothing_from_outside(address):
    with pytest.raises(FetchRefused):
        ShippedFiles().fetch(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_a_text_smuggles_in_is_not_fetched(address, monkeypatch):
    asked = []
    monkeypatch.setattr("socket.socket.connect", lambda *said: asked.append(said))
    html = (
        f'<html lang="en"><title>T</title><style>@import url("{address}");'
        f' p {{ background: url("{address}") }}</style>'
        f'<p><img src="{address}" alt="x"><link rel="stylesheet" href="{address}">Text</p></html>'
    )
    assert render_pdf(html).startswith(b"%PDF")
    assert not asked


def test_json_of_a_page_is_no_way_around_its_form(client, session):
    answer = client.post("/sign-in", data=json.dumps({"email": "a"}), content_type="application/json")
    assert answer.status_code == 422
