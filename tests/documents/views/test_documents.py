"""The pages on foundational documents and their versions."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pikepdf
import pytest

from registry.commitments.queries import requests as commitment_requests
from registry.commitments.rules import requests as request_rules
from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.security.link_tokens import LinkParts
from registry.teams.models import Team
from tests.conftest import Client, Counted
from tests.documents.builders import typed_section
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_pdf,
    make_reader,
    make_signatory,
    make_team,
    make_version,
)
from tests.reading import ORIGINAL_HELD, kept_in

BASE = "/teams/east/documents"
POLICY = f"{BASE}/privacy-policy"
DRAFT = f"{POLICY}/draft"
SECTION = f"{DRAFT}/sections/text"
Counting = Callable[[], AbstractContextManager[Counted]]

TEXT = "We keep what we learn to ourselves."

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def version(client, team):
    """A version in force that somebody is asked to sign."""
    with unit_of_work():
        made = make_version(team)
        make_signatory(make_partner(team, "Maple Clinic"))
        requests.invite_outstanding(made, due_on=None, **WHO_AND_WHEN)
    return made


@pytest.fixture
def signing_page(app, version):
    """Where it is signed."""
    [request] = commitment_requests.open_requests(version_id=version.id)
    return f"/sign/{request_rules.LINKS.token_for(LinkParts(request.id, 1), secret=str(app.secret_key))}"


# -- reading -----------------------------------------------------------------------------------------


def test_the_statement_begins_with_one_click(client: Client, team: Team) -> None:
    assert "Start the Statement" in client.get(f"{BASE}/").text
    answer = client.post(f"{BASE}/statement")
    assert answer.location == f"{BASE}/statement/draft/"
    page = client.get(answer.location).text
    assert "Still open before it can be published" in page
    assert "is blank in French" in page


def test_a_reader_sees_no_drafts(client: Client, team: Team, draft: Version) -> None:
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert "Privacy policy" not in client.get(f"{BASE}/").text
    assert client.get(f"{DRAFT}/").status_code == 403
    assert client.get(f"{POLICY}/versions/1").status_code == 404
    assert client.get(f"{POLICY}/versions/1/preview.pdf").status_code == 404


@pytest.mark.parametrize(
    "address", [f"{BASE}/none", f"{POLICY}/versions/9", f"{DRAFT}/", f"{POLICY}/versions/1/changes"]
)
def test_what_is_not_there_answers_404(client: Client, published: Version, address: str) -> None:
    assert client.get(address).status_code == 404


def test_another_teams_documents_are_not_found(client: Client, published: Version) -> None:
    with unit_of_work():
        other = make_team(slug="west")
        client.sign_in(make_coordinator(other))
    assert client.get(f"{POLICY}").status_code == 404
    assert client.get("/teams/west/documents/privacy-policy").status_code == 404


def test_a_version_shows_its_text_and_fingerprint(client: Client, published: Version) -> None:
    page = client.get(f"{POLICY}/versions/1").text
    assert "We keep what we learn to ourselves." in page
    assert published.fingerprint in page


def test_a_version_is_read_in_the_other_language(client: Client, published: Version) -> None:
    page = client.get(f"{POLICY}/versions/1?language=fr").text
    assert 'lang="fr" translate="no">Politique de confidentialité</span></h1>' in page


def test_what_changed_can_be_seen_and_heard(client: Client, second: Version) -> None:
    page = client.get(f"{POLICY}/versions/2/changes").text
    assert "<ins>" in page
    assert "<del>" in page
    assert ">removed: </span>" in page


def test_a_draft_is_compared_with_any_version_before(client: Client, second: Version) -> None:
    page = client.get(f"{POLICY}/versions/3/changes?since=1").text
    assert "From Version 1 to Draft of version 3." in page
    assert "Nothing changed" in client.get(f"{POLICY}/versions/3/changes?since=2").text


def test_a_draft_is_previewed_as_a_pdf_that_says_what_it_is(client: Client, draft: Version) -> None:
    answer = client.get(f"{POLICY}/versions/1/preview.pdf?language=fr")
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert pdf.docinfo["/Title"] == "Politique de confidentialité"
        assert pdf.Root.Lang == "fr-CA"
        assert "/AcroForm" not in pdf.Root


# -- writing -----------------------------------------------------------------------------------------


def test_a_document_is_added(client: Client, team: Team) -> None:
    said = {"kind": "policy", "source": "uploaded", "title_en": "Rules", "title_fr": "Règles"}
    asked = {"anchor": "signs", "associate": "signs", "observer": "acknowledges"}
    answer = client.post(f"{BASE}/new", data=said | asked)
    assert answer.location == f"{BASE}/rules/draft/"
    assert "missing" in client.get(answer.location).text


def test_a_script_in_a_text_does_nothing(client: Client, draft: Version) -> None:
    script = "<script>alert(1)</script> [x](javascript:alert(1))"
    client.post(SECTION, data=typed_section(body_en=script, heading_en="<img src=x>"))
    for address in (SECTION, f"{DRAFT}/"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


# -- publishing --------------------------------------------------------------------------------------


def test_an_earlier_agreement_is_taken_in(client: Client, draft: Version) -> None:
    said = {"dated_on": "2021-05-01", "file_en": (io.BytesIO(make_pdf()), "old.pdf")}
    answer = client.post(f"{POLICY}/earlier", data=said)
    assert answer.location == f"{POLICY}/versions/1"
    assert "agreement of 1 May 2021" in client.get(answer.location).text
    assert client.get(f"{POLICY}/versions/1/preview.pdf").data == make_pdf()


def test_an_earlier_agreement_needs_a_file(client: Client, draft: Version) -> None:
    answer = client.post(f"{POLICY}/earlier", data={"dated_on": "2021-05-01"})
    assert "Add the agreement as a PDF" in answer.text


# -- gates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (f"{BASE}/", 4),
        (POLICY, 6),
        (f"{POLICY}/versions/2", 6),
        (f"{POLICY}/versions/2/changes", 6),
        (f"{DRAFT}/", 6),
        (SECTION, 6),
        (f"{DRAFT}/publish", 6),
    ],
)
def test_a_page_asks_the_database_little(
    client: Client, second: Version, count_queries: Counting, address: str, most: int
) -> None:
    with count_queries() as counted:
        assert client.get(address).status_code == 200
    assert len(counted.selects) <= most


@pytest.mark.parametrize("page", [POLICY, f"{POLICY}/versions/1"])
def test_a_published_version_says_who_published_it_and_in_which_capacity(
    client: Client, draft: Version, page: str
) -> None:
    client.post(f"{DRAFT}/publish")
    assert ", Ann Ng, coordinator" in client.get(page).text


# -- text that is left as it is ----------------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_text_to_be_signed_is_not_translated_by_the_browser(client, signing_page):
    page = client.get(signing_page).text
    kept = kept_in(page)
    assert TEXT in kept
    assert "Privacy policy" in kept
    assert "I am authorized to bind" in kept
    assert "Sign for Maple Clinic" not in kept


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_whoever_signs_is_told_that_the_record_holds_the_original(client, signing_page, language):
    client.post(f"/language/{language}")
    page = client.get(signing_page).text
    assert ORIGINAL_HELD[language] in page
    assert ORIGINAL_HELD[language] not in kept_in(page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_text_of_a_version_is_not_translated_by_the_browser(client, version):
    page = client.get("/teams/east/documents/privacy-policy/versions/1").text
    assert TEXT in kept_in(page)
    assert "If your browser translates this page" in page
