"""Writing a draft, and uploading its files."""

import io

import pikepdf
import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules.completeness import StillOpen
from registry.documents.rules.documents import Source
from registry.documents.services import documents, drafts
from registry.errors import InvalidInput
from registry.files import storage
from registry.teams.models import Team
from tests.documents.builders import publish, section_keys, write_section
from tests.factories import WHO_AND_WHEN, make_draft, make_pdf

NOTE = {"en": "Shorter.", "fr": "Plus court."}

pytestmark = pytest.mark.usefixtures("session")


# -- writing -----------------------------------------------------------------------------------------


def test_writing_one_section_leaves_the_revision_of_another(draft: Version) -> None:
    section, seen = draft.sections[0], draft.sections[0].revision
    with unit_of_work(draft.document.team_id):
        other = drafts.add_section(draft, part="text", heading=NOTE, body=NOTE, **WHO_AND_WHEN)
    write_section(other, body={"en": "Mine", "fr": "Le mien"})
    assert section.revision == seen


def test_sections_are_added_moved_and_removed(draft: Version) -> None:
    with unit_of_work(draft.document.team_id):
        for heading in ("One", "One", "Three"):
            drafts.add_section(draft, part="text", heading={"en": heading}, body=NOTE, **WHO_AND_WHEN)
        drafts.move_section(document_queries.section_of(draft, "three"), by=-1, **WHO_AND_WHEN)
        drafts.remove_section(document_queries.section_of(draft, "one"), **WHO_AND_WHEN)
    assert section_keys(draft) == ["text", "three", "one-2"]


def test_the_first_section_cannot_move_further_up(draft: Version) -> None:
    with unit_of_work(draft.document.team_id):
        drafts.add_section(draft, part="text", heading={"en": "Two"}, body=NOTE, **WHO_AND_WHEN)
        drafts.move_section(draft.sections[0], by=-1, **WHO_AND_WHEN)
    assert section_keys(draft) == ["text", "two"]


def test_a_section_goes_to_the_end_of_its_part(team: Team) -> None:
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
        drafts.add_section(draft, part="foundational", heading={"en": "Last"}, body=NOTE, **WHO_AND_WHEN)
    db.session.expire(draft, ["sections"])
    assert [section.key for section in draft.sections if section.part == "foundational"][-1] == "last"
    assert draft.sections[-1].part == "signatures"


def test_what_the_registry_knows_cannot_be_typed(draft: Version) -> None:
    with unit_of_work(draft.document.team_id):
        drafts.set_fields(draft, values={"team": {"en": "Other"}, "purpose": NOTE}, **WHO_AND_WHEN)
    assert draft.fields == {"purpose": NOTE}


# -- uploaded texts ----------------------------------------------------------------------------------


@pytest.fixture
def upload(team: Team) -> Version:
    """The draft of a version whose text is a PDF made elsewhere."""
    with unit_of_work(team.id):
        return make_draft(team, source=Source.UPLOADED)


def attach(version: Version, language: str, data: bytes) -> None:
    with unit_of_work(version.document.team_id):
        drafts.attach_file(version, language=language, data=data, **WHO_AND_WHEN)


def test_an_uploaded_version_needs_its_file_in_each_language(upload: Version) -> None:
    attach(upload, "en", make_pdf("en"))
    with pytest.raises(StillOpen, match="The PDF in French is missing"):
        publish(upload)


def test_an_uploaded_version_is_its_files(upload: Version) -> None:
    for language in ("en", "fr"):
        attach(upload, language, make_pdf(language))
    publish(upload)
    assert storage.read_file(upload.files["fr"]) == make_pdf("fr")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 and then nothing", "not a PDF"),
        (b"PK\x03\x04", "not a PDF"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
    ids=["empty", "truncated", "zip", "large"],
)
def test_what_is_no_pdf_is_refused_in_words(upload: Version, data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        attach(upload, "en", data)


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_protected_pdf_is_refused_in_words(upload: Version, password: str) -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="owner", user=password))
    with pytest.raises(InvalidInput, match="protected"):
        attach(upload, "en", file.getvalue())
