"""The pages of stages, of whom a document is asked, and of agreements made before the registry."""

import io

import pytest

from registry.documents.models import Version
from registry.teams.models import Team
from tests.conftest import Client
from tests.factories import make_pdf

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
