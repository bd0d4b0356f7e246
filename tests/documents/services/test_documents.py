"""Starting, publishing and following up foundational documents."""

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules import texts
from registry.documents.rules.completeness import StillOpen
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents
from registry.errors import RuleBroken
from registry.teams.models import Team
from tests.documents.builders import publish, section_keys, write_section
from tests.factories import WHO_AND_WHEN, make_draft

NOTE = {"en": "Shorter.", "fr": "Plus court."}

pytestmark = pytest.mark.usefixtures("session")


def next_draft(version: Version) -> Version:
    with unit_of_work(version.document.team_id):
        return documents.start_next_version(version.document, **WHO_AND_WHEN)


def tags() -> list[str]:
    return list(db.session.scalars(sa.select(Event.tag).order_by(Event.id)))


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
        with pytest.raises(StillOpen, match=r"“submission” is blank in English.*in French"):
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
    assert (draft.number, section_keys(draft)) == (2, section_keys(published))
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


# -- publishing --------------------------------------------------------------------------------------


def test_publishing_freezes_what_the_version_says_and_asks(draft: Version) -> None:
    write_section(draft.sections[0], body={"en": "We of {{ team }}.", "fr": "Nous, {{ team }}."})
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
    assert published.fingerprint == texts.fingerprint_of(document_queries.text_of(published))


def test_a_version_is_published_once(published: Version) -> None:
    with pytest.raises(RuleBroken, match="already published"):
        publish(published)


def test_an_open_blank_is_named_and_nothing_is_published(draft: Version) -> None:
    write_section(draft.sections[0], body={"en": "In {{ place }}.", "fr": ""})
    with pytest.raises(StillOpen, match=r"Section 1 has no text in French. “place” is blank in English"):
        publish(draft)
    assert draft.state == "draft"


def test_a_draft_that_changed_since_it_was_read_is_not_published(draft: Version) -> None:
    seen = texts.fingerprint_of(document_queries.text_of(draft))
    write_section(draft.sections[0], body={"en": "Other", "fr": "Autre"})
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
    write_section(
        draft.sections[0], body={"en": "We keep what we learn safe.", "fr": "Nous gardons le secret."}
    )
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
