"""The pages of stages, of whom a document is asked, and of agreements made before the registry."""

import io

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.teams.models import Team
from tests.conftest import Client
from tests.factories import make_partner, make_pdf

STAGES = "/teams/east/stages"
DOCUMENTS = "/teams/east/documents"
POLICY = f"{DOCUMENTS}/privacy-policy"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def test_a_document_belongs_to_the_present_stage(client: Client, published: Version) -> None:
    said = {"name_en": "Readiness", "name_fr": "Préparation", "from_on": "2026-03-01"}
    assert client.post(f"{STAGES}/new", data=said).location == f"{STAGES}/"
    asked = {"dated_on": "2026-02-01", "stage": "1", "joined_before": "2026-06-21", "revision": "1"}
    assert client.post(f"{POLICY}/scope", data=asked).location == POLICY
    page = client.get(POLICY).text
    for words in ("Dated 1 February 2026", "Stage: Readiness", "joined before 21 June 2026"):
        assert words in page
    assert "Present stage" in client.get(f"{STAGES}/").text
    assert "Who has not signed" in client.get(f"{POLICY}/versions/1/standing").text
    assert "Present stage: Readiness" in client.get(f"{STAGES}/present").text


def test_a_day_can_be_set_again_and_the_former_stays(client: Client, team: Team) -> None:
    client.post(f"{STAGES}/new", data={"name_en": "A", "name_fr": "B", "from_on": "2026-03-01"})
    client.post(f"{STAGES}/1/day", data={"from_on": "2026-04-01"})
    page = client.get(f"{STAGES}/").text
    assert "Since 1 April 2026" in page
    assert "<s>1 March 2026</s>" in page


@pytest.mark.parametrize("place", ["", "new", "1/day", "present"])
def test_the_menu_marks_documents_on_the_pages_of_stages(client: Client, team: Team, place: str) -> None:
    client.post(f"{STAGES}/new", data={"name_en": "A", "name_fr": "B", "from_on": "2026-03-01"})
    shown = client.get(f"{STAGES}/{place}").text
    assert f'<a href="{DOCUMENTS}/" aria-current="true">Documents</a>' in shown
    assert shown.count("aria-current") == 1


@pytest.mark.parametrize(
    "place",
    [
        "versions/1/invite",
        "versions/1/partners/1/ask",
        "versions/1/partners/1/paper",
        "versions/1/paper",
        "versions/1/signature-sheet-pages.pdf",
    ],
)
def test_what_asks_for_a_retired_document_is_not_offered_and_says_why(
    client: Client, published: Version, place: str
) -> None:
    with unit_of_work(published.team_id):
        partner = make_partner(published.document.team)
    assert partner.id == 1
    assert client.get(f"{POLICY}/{place}").status_code in (200, 404)
    client.post(f"{POLICY}/retire")
    refused = client.get(f"{POLICY}/{place}")
    assert refused.status_code == 409
    assert "This document is retired: it is no longer asked of anybody." in refused.text
    for shown in ("", "/versions/1", "/versions/1/standing"):
        assert f"{POLICY}/{place}" not in client.get(f"{POLICY}{shown}").text


def test_a_draft_of_a_retired_document_says_that_it_waits(client: Client, published: Version) -> None:
    client.post(f"{POLICY}/draft")
    client.post(f"{POLICY}/retire")
    assert "can be published once the document is asked again" in client.get(f"{POLICY}/draft/").text
    assert "This document is retired" in client.get(f"{POLICY}/draft/publish").text


def test_a_retired_document_says_so_and_is_asked_again(client: Client, published: Version) -> None:
    assert client.post(f"{POLICY}/retire").location == POLICY
    assert "no longer asked of anybody" in client.get(POLICY).text
    assert "Retired" in client.get(f"{DOCUMENTS}/").text
    assert "Invite all outstanding" not in client.get(f"{POLICY}/versions/1/standing").text
    client.post(f"{POLICY}/ask-again")
    assert "no longer asked of anybody, and kept" not in client.get(POLICY).text


def test_do_you_have_one_already_leads_to_the_agreement_of_before(client: Client, team: Team) -> None:
    assert "Do you have one already?" in client.get(f"{DOCUMENTS}/").text
    said = {
        "kind": "statement",
        "title_en": "Agreement of 2021",
        "title_fr": "Entente de 2021",
        "dated_on": "2021-05-01",
        "file_en": (io.BytesIO(make_pdf("before")), "before.pdf"),
    }
    assert client.post(f"{DOCUMENTS}/earlier", data=said).location == f"{DOCUMENTS}/statement/versions/1"
    assert "Do you have one already?" not in client.get(f"{DOCUMENTS}/").text
