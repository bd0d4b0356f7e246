"""Pages of the partner list."""

import re

import pytest
import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partner_lists.models import ListImport
from registry.partners.models.partners import Partner
from tests.conftest import Client
from tests.factories import make_coordinator, make_partner, make_reader, make_team
from tests.partner_lists.making import REAL, SMALL
from tests.reading import error_on

pytestmark = pytest.mark.usefixtures("session")

BASE = "/teams/east/partner-list"


def upload(client: Client, data: str | bytes, name: str = "list.csv"):
    """Send a file; what answers."""
    content = data if isinstance(data, bytes) else data.encode()
    head = f'--end\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--end--\r\n"
    multipart = "multipart/form-data; boundary=end"
    return client.post(f"{BASE}/import", data=body, content_type=multipart, follow_redirects=True)


def confirm(client: Client, page: str):
    """Say yes to the preview."""
    address = re.search(r'action="([^"]+/import/\d+)"', page)
    plan = re.search(r'name="plan" type="hidden" value="(\w+)"', page)
    assert address
    assert plan
    return client.post(address[1], data={"plan": plan[1], "do": "import"}, follow_redirects=True)


def count() -> int:
    """Partners on the register."""
    return db.session.scalar(sa.select(sa.func.count(Partner.id))) or 0


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_real_list_comes_in_and_goes_out_by_page(client, file):
    confirm(client, upload(client, file.read_bytes(), file.name).text)
    exported = client.get(f"{BASE}/export")
    assert exported.data == b"\xef\xbb\xbf" + file.read_bytes()
    assert "attachment" in exported.headers["Content-Disposition"]


@pytest.mark.usefixtures("team")
def test_a_list_that_is_not_what_its_name_says_is_refused_on_its_field(client):
    page = upload(client, b"%PDF-1.7 no list", "list.csv")
    assert error_on(page, "file") == "The content of this file is not what its name says."
    assert count() == 0


@pytest.mark.usefixtures("team")
def test_nothing_is_written_before_the_yes(client):
    page = upload(client, SMALL)
    assert page.status_code == 200
    assert "Maple Clinic" in page.text
    assert count() == 0


@pytest.mark.usefixtures("team")
def test_the_preview_says_what_changes_and_who_is_gone(client):
    confirm(client, upload(client, SMALL).text)
    page = upload(client, "organization,tier,city\nMaple Clinic,Anchor,Kanata\n").text
    assert "City: “Ottawa” becomes “Kanata”" in page
    assert re.search(r"No longer on the list</h2>.*Birch House", page, re.S)


@pytest.mark.usefixtures("team")
def test_unknown_labels_are_asked_about_and_then_imported(client):
    page = upload(client, SMALL.replace("Engaged", "Founding")).text
    assert "Which tier does each label mean?" in page
    address = re.search(r'action="([^"]+/import/\d+)"', page)[1]
    silent = client.post(address, data={"do": "import"})
    assert silent.status_code == 422
    assert error_on(silent, "label_0") == "Choose the tier that it means."
    answered = client.post(address, data={"label_0": "associate", "do": "look"}, follow_redirects=True)
    confirm(client, answered.text)
    assert count() == 2


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01\x02" * 500, "This is not a list"),
        (b"organization\nMaple\n", "one column only"),
        (b"organization,email\n,x@example.org\n", "Line 2: The name of the organization is missing."),
        (b"a" * (6 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_list_is_answered_in_words_on_its_field(client, data, words):
    page = upload(client, data)
    assert page.status_code == 422
    assert words in page.text
    assert db.session.scalar(sa.select(sa.func.count(ListImport.id))) == 0


@pytest.mark.usefixtures("team")
def test_a_file_of_50_mb_is_answered_in_words(client):
    page = upload(client, b"Maple Clinic,Primary care,Anchor,Ottawa,,,\n" * 1_200_000)
    assert page.status_code == 413
    assert "At most 40 MB" in page.text


@pytest.mark.usefixtures("team")
def test_a_script_in_a_name_is_shown_as_text(client):
    page = upload(client, "organization,tier\n<script>alert(1)</script>,Anchor\n").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_register_that_changed_since_is_shown_anew(client, team):
    page = upload(client, SMALL).text
    with unit_of_work(team.id):
        make_partner(team, "Birch House")
    again = confirm(client, page)
    assert again.status_code == 422
    assert "The register has changed since this page was shown" in again.text
    assert "partners are new" in confirm(client, again.text).text or count() == 2


@pytest.mark.usefixtures("team")
def test_a_yes_said_twice_imports_once(client):
    page = upload(client, SMALL).text
    confirm(client, page)
    assert "imported already" in confirm(client, page).text
    assert count() == 2


@pytest.mark.usefixtures("team")
def test_a_list_of_another_team_is_not_found(client):
    upload(client, SMALL)
    list_id = db.session.scalars(sa.select(ListImport.id)).one()
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(f"/teams/west/partner-list/import/{list_id}").status_code == 404


def test_a_reader_may_export_and_not_import(client, team):
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert client.get(f"{BASE}/export").status_code == 200
    assert client.get(f"{BASE}/import").status_code == 403
