"""Starting, writing, publishing and following up foundational documents."""

import datetime as dt
import io

import pikepdf
import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Document, Section, Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules import fingerprints
from registry.documents.rules.completeness import StillOpen
from registry.documents.rules.documents import ChangeKind, DocumentKind, Source
from registry.documents.services import documents, drafts, earlier_versions
from registry.errors import InvalidInput, RuleBroken
from registry.files import storage
from registry.teams.models import Team
from tests.factories import NOW, WHO_AND_WHEN, make_draft, make_pdf, make_team, make_version

pytestmark = pytest.mark.usefixtures("session")

NOTE = {"en": "Shorter.", "fr": "Plus court."}


@pytest.fixture
def team(session: object) -> Team:
    """A bilingual team."""
    with unit_of_work():
        return make_team()


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


def next_draft(version: Version) -> Version:
    with unit_of_work(version.document.team_id):
        return documents.start_next_version(version.document, **WHO_AND_WHEN)


def publish(version: Version, kind: ChangeKind | None = None, **more: object) -> Version:
    with unit_of_work(version.document.team_id):
        return documents.publish(version, change_kind=kind, change_note=NOTE, **WHO_AND_WHEN, **more)


def write(section: Section, **said: object) -> None:
    unchanged = {"heading": section.heading, "body": section.body, "tiers": (), "revision": section.revision}
    with unit_of_work(section.version.document.team_id):
        drafts.change_section(section, **(unchanged | said), **WHO_AND_WHEN)  # type: ignore[arg-type]


def tags() -> list[str]:
    return list(db.session.scalars(sa.select(Event.tag).order_by(Event.id)))


def keys(version: Version) -> list[str]:
    return [section.key for section in version.sections]


# -- starting ----------------------------------------------------------------------------------------


def test_a_statement_begins_with_the_shipped_text(team: Team) -> None:
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
    assert (draft.document.slug, draft.number, draft.state) == ("statement", 1, "draft")
    assert {section.part for section in draft.sections} == {
        "foundational", "objectives", "partners", "decisions", "conflict", "withdrawal", "signatures"
    }  # fmt: skip


def test_a_statement_asks_for_what_only_the_team_can_say(team: Team) -> None:
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
        with pytest.raises(StillOpen, match=r"“purpose” is blank in English.*in French"):
            documents.publish(draft, **WHO_AND_WHEN)


def test_a_team_has_one_draft_of_its_statement(team: Team) -> None:
    with unit_of_work(team.id):
        documents.start_statement(team, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="already being written"), unit_of_work(team.id):
        documents.start_statement(team, **WHO_AND_WHEN)


def test_two_documents_of_one_title_have_addresses_of_their_own(team: Team) -> None:
    with unit_of_work(team.id):
        slugs = [make_draft(team).document.slug for _ in range(2)]
    assert slugs == ["privacy-policy", "privacy-policy-2"]


def test_the_next_version_begins_as_a_copy_of_the_latest(published: Version) -> None:
    draft = next_draft(published)
    assert (draft.number, keys(draft)) == (2, keys(published))
    assert document_queries.text_of(draft).sections == document_queries.text_of(published).sections


def test_a_discarded_draft_leaves_what_was_published(published: Version) -> None:
    draft = next_draft(published)
    with unit_of_work(published.document.team_id):
        documents.discard_draft(draft, **WHO_AND_WHEN)
    assert document_queries.current_version(published.document) is published
    assert document_queries.draft_of(published.document) is None


def test_a_published_version_is_never_discarded(published: Version) -> None:
    with pytest.raises(RuleBroken, match="no longer change"), unit_of_work(published.document.team_id):
        documents.discard_draft(published, **WHO_AND_WHEN)


# -- writing -----------------------------------------------------------------------------------------


def test_of_two_people_who_edit_one_section_the_second_is_told(draft: Version) -> None:
    section, seen = draft.sections[0], draft.sections[0].revision
    write(section, body={"en": "Mine", "fr": "Le mien"}, revision=seen)
    with pytest.raises(RuleBroken, match="Someone else changed this"):
        write(section, body={"en": "Yours", "fr": "Le vôtre"}, revision=seen)


def test_two_people_can_edit_two_sections(draft: Version) -> None:
    section, seen = draft.sections[0], draft.sections[0].revision
    with unit_of_work(draft.document.team_id):
        other = drafts.add_section(draft, part="text", heading=NOTE, body=NOTE, **WHO_AND_WHEN)
    write(other, body={"en": "Mine", "fr": "Le mien"})
    write(section, body={"en": "Yours", "fr": "Le vôtre"}, revision=seen)
    assert section.body["en"] == "Yours"


def test_sections_are_added_moved_and_removed(draft: Version) -> None:
    with unit_of_work(draft.document.team_id):
        for heading in ("One", "One", "Three"):
            drafts.add_section(draft, part="text", heading={"en": heading}, body=NOTE, **WHO_AND_WHEN)
        drafts.move_section(document_queries.section_of(draft, "three"), by=-1, **WHO_AND_WHEN)
        drafts.remove_section(document_queries.section_of(draft, "one"), **WHO_AND_WHEN)
    assert keys(draft) == ["text", "three", "one-2"]


def test_the_first_section_cannot_move_further_up(draft: Version) -> None:
    with unit_of_work(draft.document.team_id):
        drafts.add_section(draft, part="text", heading={"en": "Two"}, body=NOTE, **WHO_AND_WHEN)
        drafts.move_section(draft.sections[0], by=-1, **WHO_AND_WHEN)
    assert keys(draft) == ["text", "two"]


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


# -- publishing --------------------------------------------------------------------------------------


def test_publishing_freezes_what_the_version_says_and_asks(draft: Version) -> None:
    write(draft.sections[0], body={"en": "We of {{ team }}.", "fr": "Nous, {{ team }}."})
    publish(draft)
    with unit_of_work():
        draft.document.team.name_en = "Renamed"
        draft.document.title_en = "Retitled"
        draft.document.requirements = {"anchor": "nothing"}
    text = document_queries.text_of(draft)
    assert (text.title["en"], text.fields["team"]["en"]) == ("Privacy policy", "East Team")
    assert draft.requirements["anchor"] == "signs"
    assert documents.text_for(draft, "en")[0].sections[0].html == "<p>We of East Team.</p>\n"


def test_a_published_version_bears_the_fingerprint_of_its_text(published: Version) -> None:
    assert published.fingerprint == fingerprints.fingerprint_of(document_queries.text_of(published))


def test_a_version_is_published_once(published: Version) -> None:
    with pytest.raises(RuleBroken, match="already published"):
        publish(published)


def test_an_open_blank_is_named_and_nothing_is_published(draft: Version) -> None:
    write(draft.sections[0], body={"en": "In {{ place }}.", "fr": ""})
    with pytest.raises(StillOpen, match=r"Section 1 has no text in French. “place” is blank in English"):
        publish(draft)
    assert draft.state == "draft"


def test_a_draft_that_changed_since_it_was_read_is_not_published(draft: Version) -> None:
    seen = fingerprints.fingerprint_of(document_queries.text_of(draft))
    write(draft.sections[0], body={"en": "Other", "fr": "Autre"})
    with pytest.raises(RuleBroken, match="Someone else changed this"):
        publish(draft, seen=seen)


def test_a_version_that_follows_needs_its_kind(published: Version) -> None:
    draft = next_draft(published)
    with pytest.raises(RuleBroken, match="editorial or material"):
        publish(draft)


@pytest.mark.parametrize(("kind", "carried"), [(ChangeKind.EDITORIAL, True), (ChangeKind.MATERIAL, False)])
def test_signatures_carry_over_an_editorial_version(
    published: Version, kind: ChangeKind, carried: bool
) -> None:
    second = publish(next_draft(published), kind)
    assert document_queries.carries(published, second) is carried


def test_what_changed_is_told_between_any_two_versions(published: Version) -> None:
    draft = next_draft(published)
    write(draft.sections[0], body={"en": "We keep what we learn safe.", "fr": "Nous gardons le secret."})
    second = publish(draft, ChangeKind.MATERIAL)
    changes = [documents.changes_between(published, second, language) for language in ("en", "fr")]
    assert [len(change.sections) for change in changes] == [1, 0]


def test_every_step_leaves_an_event(team: Team, published: Version) -> None:
    draft = next_draft(published)
    with unit_of_work(team.id):
        documents.discard_draft(draft, **WHO_AND_WHEN)
    assert tags()[1:] == [
        "document:added", "draft:started", "draft:changed", "version:published", "draft:started",
        "draft:discarded",
    ]  # fmt: skip


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


# -- agreements made before the registry -------------------------------------------------------------


def import_earlier(document: Document, year: int, language: str = "en") -> Version:
    with unit_of_work(document.team_id):
        return earlier_versions.import_earlier_version(
            document,
            dated_on=dt.date(year, 5, 1),
            files={language: make_pdf(str(year))},
            **WHO_AND_WHEN,
        )


def test_earlier_agreements_come_before_the_draft(draft: Version) -> None:
    found = [import_earlier(draft.document, year) for year in (2021, 2023)]
    assert [(version.number, version.change_kind) for version in found] == [(1, "first"), (2, "material")]
    assert draft.number == 3
    assert publish(draft, ChangeKind.MATERIAL).number == 3


def test_an_earlier_agreement_is_published_with_its_date_in_its_language(draft: Version) -> None:
    version = import_earlier(draft.document, 2021, "fr")
    assert (version.is_published, version.dated_on, version.languages) == (True, dt.date(2021, 5, 1), ["fr"])
    assert len(version.fingerprint) == 64


def test_an_earlier_agreement_cannot_follow_what_was_published_here(published: Version) -> None:
    with pytest.raises(RuleBroken, match="document of its own"):
        import_earlier(published.document, 2021)


def test_a_statement_written_after_an_uploaded_one_begins_with_the_shipped_text(team: Team) -> None:
    with unit_of_work(team.id):
        document = documents.add_document(
            team,
            kind=DocumentKind.STATEMENT,
            titles=documents.STATEMENT_TITLES,
            requirements={"anchor": "signs"},
            slug="statement",
            **WHO_AND_WHEN,
        )
    import_earlier(document, 2021)
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
    assert draft.number == 2
    assert len(draft.sections) > 20


def test_a_date_in_the_future_is_no_earlier_agreement(draft: Version) -> None:
    with pytest.raises(RuleBroken, match="date in the past"):
        import_earlier(draft.document, NOW.year + 1)
