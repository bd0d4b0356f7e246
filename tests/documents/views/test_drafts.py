"""The pages on which a draft is written, checked and published."""

import io
from collections.abc import Callable

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules.documents import Source
from registry.documents.services import documents, drafts
from registry.teams.models import Team
from tests.conftest import Client
from tests.documents.builders import typed_section
from tests.factories import WHO_AND_WHEN, make_draft

BASE = "/teams/east/documents"
POLICY = f"{BASE}/privacy-policy"
DRAFT = f"{POLICY}/draft"
SECTION = f"{DRAFT}/sections/text"

pytestmark = pytest.mark.usefixtures("session")


# -- writing -----------------------------------------------------------------------------------------


def test_a_section_is_saved_and_previewed(client: Client, draft: Version) -> None:
    answer = client.post(SECTION, data=typed_section(body_en="Some **bold** words", preview="yes"))
    assert answer.location == f"{SECTION}#preview"
    assert "<strong>bold</strong>" in client.get(SECTION).text


def test_the_second_of_two_editors_sees_both_texts(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed_section(body_en="Theirs"))
    answer = client.post(SECTION, data=typed_section(body_en="My own"))
    assert answer.status_code == 422
    assert "Someone else changed this meanwhile" in answer.text
    assert "Theirs" in answer.text
    assert "My own" in answer.text
    assert client.post(SECTION, data=typed_section(revision=3, body_en="Both")).status_code == 303


def test_a_text_that_is_too_long_is_not_lost(client: Client, draft: Version) -> None:
    answer = client.post(SECTION, data=typed_section(body_en="x" * 50_001))
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
    answer = client.post(SECTION, data=typed_section(body_en="My own words"))
    assert answer.status_code == 409
    assert "My own words" in answer.text


def test_a_section_is_added_moved_and_removed(client: Client, draft: Version) -> None:
    client.post(f"{DRAFT}/sections/new", data=typed_section(heading_en="Second", tiers=["anchor"]))
    client.post(f"{DRAFT}/sections/second/move", data={"to": "up"})
    client.post(f"{SECTION}/remove")
    assert [(section.key, section.tiers) for section in draft.sections] == [("second", ["anchor"])]


def test_each_part_of_a_statement_has_a_note_to_the_writer_which_a_policy_has_not(
    client: Client, team: Team, draft: Version
) -> None:
    with unit_of_work(team.id):
        documents.start_statement(team, **WHO_AND_WHEN)
    assert client.get(f"{BASE}/statement/draft/").text.count("For the writer, never printed:") == 7
    section = client.get(f"{BASE}/statement/draft/sections/conflict-time").text
    assert "For the writer, never printed:" in section
    assert "how many days you give yourselves" in section
    assert "For the writer" not in client.get(f"{DRAFT}/").text


def test_fields_of_the_text_are_asked_for(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed_section(body_en="In {{ place }}", body_fr="À {{ place }}"))
    assert "field_place_fr" in client.get(f"{DRAFT}/fields").text
    client.post(
        f"{DRAFT}/fields",
        data={"field_place_en": "Town", "field_place_fr": "Ville", "revision": str(draft.revision)},
    )
    assert draft.fields == {"place": {"en": "Town", "fr": "Ville"}}


def test_of_two_who_fill_fields_the_second_is_told(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed_section(body_en="In {{ place }}"))
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


def test_a_file_that_is_no_pdf_is_answered_on_its_input(client: Client, team: Team) -> None:
    with unit_of_work():
        make_draft(team, source=Source.UPLOADED)
    answer = client.post(f"{DRAFT}/files/en", data={"file": (io.BytesIO(b"nothing"), "a.pdf")})
    assert answer.status_code == 422
    assert "This is not a PDF file, or it is damaged." in answer.text


# -- publishing --------------------------------------------------------------------------------------


def test_what_is_open_is_named_with_a_link_instead_of_a_button(client: Client, draft: Version) -> None:
    client.post(SECTION, data=typed_section(body_fr=""))
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
    assert "Nothing has gone out yet." in client.post(f"{DRAFT}/publish", data=said).text
    assert client.post(f"{DRAFT}/publish", data=said | {"do": "send"}).location == f"{POLICY}/versions/3"
    third = document_queries.current_version(second.document)
    assert third is not None
    assert (third.is_editorial, third.change_note["fr"]) == (True, "Fautes.")
