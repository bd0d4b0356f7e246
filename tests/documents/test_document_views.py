"""Pages on foundational documents and their drafts."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pikepdf
import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules.documents import ChangeKind, Source
from registry.documents.services import documents, drafts
from registry.teams.models import Team
from tests.conftest import Client, Counted
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_draft,
    make_pdf,
    make_reader,
    make_team,
    make_version,
)

pytestmark = pytest.mark.usefixtures("session")

BASE = "/teams/east/documents"
POLICY = f"{BASE}/privacy-policy"
DRAFT = f"{POLICY}/draft"
SECTION = f"{DRAFT}/sections/text"
Counting = Callable[[], AbstractContextManager[Counted]]


@pytest.fixture
def draft(team: Team) -> Version:
    """A complete draft of a policy's first version."""
    with unit_of_work(team.id):
        return make_draft(team)


@pytest.fixture
def published(team: Team) -> Version:
    """A policy's first version."""
    with unit_of_work(team.id):
        return make_version(team)


@pytest.fixture
def second(published: Version) -> Version:
    """A material second version, and a draft of the third."""
    with unit_of_work(published.document.team_id):
        draft = documents.start_next_version(published.document, **WHO_AND_WHEN)
        rewrite(draft, "We keep what we learn safe.")
        note = {"en": "Safer.", "fr": "Plus sûr."}
        documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=note, **WHO_AND_WHEN)
        documents.start_next_version(published.document, **WHO_AND_WHEN)
        return draft


def rewrite(version: Version, english: str) -> None:
    section = version.sections[0]
    drafts.change_section(
        section,
        heading=section.heading,
        body={**section.body, "en": english},
        tiers=[],
        revision=section.revision,
        **WHO_AND_WHEN,
    )


def typed(revision: int = 2, **more: Any) -> dict[str, Any]:
    said = {"heading_en": "One", "heading_fr": "Un", "body_en": "Words", "body_fr": "Mots"}
    return said | {"revision": str(revision)} | more


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


def test_a_section_is_saved_and_previewed(client: Client, draft: Version) -> None:
    answer = client.post(SECTION, data=typed(body_en="Some **bold** words", preview="yes"))
    assert answer.location == f"{SECTION}#preview"
    assert "<strong>bold</strong>" in client.get(SECTION).text


def test_the_second_of_two_editors_sees_both_texts(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed(body_en="Theirs"))
    answer = client.post(SECTION, data=typed(body_en="My own"))
    assert answer.status_code == 422
    assert "Someone else changed this meanwhile" in answer.text
    assert "Theirs" in answer.text
    assert "My own" in answer.text
    assert client.post(SECTION, data=typed(revision=3, body_en="Both")).status_code == 303


def test_a_text_that_is_too_long_is_not_lost(client: Client, draft: Version) -> None:
    answer = client.post(SECTION, data=typed(body_en="x" * 50_001))
    assert answer.status_code == 422
    assert "x" * 50_001 in answer.text
    assert "Use at most 50000 characters." in answer.text


@pytest.mark.parametrize("gone", [drafts.remove_section, None], ids=["section removed", "draft published"])
def test_what_was_typed_is_shown_when_it_can_no_longer_be_saved(
    client: Client, draft: Version, gone: Callable[..., None] | None
) -> None:
    with unit_of_work():
        if gone:
            gone(draft.sections[0], **WHO_AND_WHEN)
        else:
            documents.publish(draft, **WHO_AND_WHEN)
    answer = client.post(SECTION, data=typed(body_en="My own words"))
    assert answer.status_code == 409
    assert "My own words" in answer.text


def test_a_section_is_added_moved_and_removed(client: Client, draft: Version) -> None:
    client.post(f"{DRAFT}/sections/new", data=typed(heading_en="Second", tiers=["anchor"]))
    client.post(f"{DRAFT}/sections/second/move", data={"to": "up"})
    client.post(f"{SECTION}/remove")
    assert [(section.key, section.tiers) for section in draft.sections] == [("second", ["anchor"])]


def test_fields_of_the_text_are_asked_for(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed(body_en="In {{ place }}", body_fr="À {{ place }}"))
    assert "field_place_fr" in client.get(f"{DRAFT}/fields").text
    client.post(
        f"{DRAFT}/fields",
        data={"field_place_en": "Town", "field_place_fr": "Ville", "revision": str(draft.revision)},
    )
    assert draft.fields == {"place": {"en": "Town", "fr": "Ville"}}


def test_of_two_who_fill_fields_the_second_is_told(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed(body_en="In {{ place }}"))
    data = {"field_place_en": "Mine", "field_place_fr": "", "revision": str(draft.revision)}
    client.post(f"{DRAFT}/fields", data=data)
    answer = client.post(f"{DRAFT}/fields", data=data | {"field_place_en": "Yours"})
    assert answer.status_code == 422
    assert "Mine" in answer.text
    assert "Yours" in answer.text


def test_the_title_and_who_signs_are_changed(client: Client, draft: Version) -> None:
    said = {
        "title_en": "Privacy",
        "title_fr": "",
        "anchor": "signs",
        "associate": "nothing",
        "observer": "nothing",
    }
    answer = client.post(f"{DRAFT}/terms", data=said | {"revision": "1"})
    assert "Give the title in each language." in answer.text
    client.post(f"{DRAFT}/terms", data=said | {"revision": "1", "title_fr": "Vie privée"})
    assert (draft.document.title_en, draft.document.requirements["associate"]) == ("Privacy", "nothing")


def test_a_document_is_added(client: Client, team: Team) -> None:
    said = {"kind": "policy", "source": "uploaded", "title_en": "Rules", "title_fr": "Règles"}
    asked = {"anchor": "signs", "associate": "signs", "observer": "acknowledges"}
    answer = client.post(f"{BASE}/new", data=said | asked)
    assert answer.location == f"{BASE}/rules/draft/"
    assert "missing" in client.get(answer.location).text


def test_a_file_that_is_no_pdf_is_answered_on_its_input(client: Client, team: Team) -> None:
    with unit_of_work():
        make_draft(team, source=Source.UPLOADED)
    answer = client.post(f"{DRAFT}/files/en", data={"file": (io.BytesIO(b"nothing"), "a.pdf")})
    assert answer.status_code == 422
    assert "This is not a PDF file, or it is damaged." in answer.text


def test_a_script_in_a_text_does_nothing(client: Client, draft: Version) -> None:
    script = "<script>alert(1)</script> [x](javascript:alert(1))"
    client.post(SECTION, data=typed(body_en=script, heading_en="<img src=x>"))
    for address in (SECTION, f"{DRAFT}/"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


# -- publishing --------------------------------------------------------------------------------------


def test_what_is_open_is_named_with_a_link_instead_of_a_button(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed(body_fr=""))
    page = client.get(f"{DRAFT}/publish").text
    assert f'href="{SECTION}#body_fr">Section 1 has no text in French.' in page
    assert client.post(f"{DRAFT}/publish").status_code == 422
    assert not draft.is_published


def test_the_first_version_is_published_with_one_click(client: Client, draft: Version) -> None:
    assert client.post(f"{DRAFT}/publish").location == f"{POLICY}/versions/1"
    assert draft.is_published


def test_a_later_version_says_what_it_means_for_signatures(client: Client, second: Version) -> None:
    assert "Signatures carry over" in client.get(f"{DRAFT}/publish").text
    answer = client.post(f"{DRAFT}/publish", data={"change_note_en": "Kept words"})
    assert answer.status_code == 422
    assert "Choose whether this version is editorial or material." in answer.text
    assert "Kept words" in answer.text


def test_a_later_version_is_published_with_its_kind_and_note(client: Client, second: Version) -> None:
    said = {"change_kind": "editorial", "change_note_en": "Slips.", "change_note_fr": "Fautes."}
    assert client.post(f"{DRAFT}/publish", data=said).location == f"{POLICY}/versions/3"
    third = document_queries.current_version(second.document)
    assert third is not None
    assert (third.is_editorial, third.change_note["fr"]) == (True, "Fautes.")


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
