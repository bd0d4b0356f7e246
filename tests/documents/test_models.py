"""What is published stays as it is: in the services, in the session, in the database."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Section, Version
from registry.documents.queries import documents as document_queries
from registry.documents.services import documents, drafts
from registry.errors import RegistryError, RuleBroken
from tests.factories import WHO_AND_WHEN, make_draft, make_team, make_version

MORE = """
    INSERT INTO document_section (version_id, key, part, position, heading, body, tiers, revision)
    SELECT id, 'more', 'text', 2, '{}', '{}', '[]', 1 FROM document_version
"""

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def published(session: object) -> Version:
    """A policy's first version."""
    with unit_of_work():
        return make_version(make_team())


@pytest.mark.parametrize(
    "change",
    [
        lambda version: drafts.set_fields(version, values={}, **WHO_AND_WHEN),
        lambda version: drafts.remove_section(version.sections[0], **WHO_AND_WHEN),
        lambda version: drafts.move_section(version.sections[0], by=1, **WHO_AND_WHEN),
        lambda version: drafts.add_section(version, part="text", heading={}, body={}, **WHO_AND_WHEN),
        lambda version: drafts.attach_file(version, language="en", data=b"", **WHO_AND_WHEN),
    ],
)
def test_no_service_changes_a_published_version(
    published: Version, change: Callable[[Version], None]
) -> None:
    with pytest.raises(RuleBroken, match="no longer change"), unit_of_work():
        change(published)


@pytest.mark.parametrize(
    "change",
    [
        lambda version: setattr(version, "change_note", {"en": "Other"}),
        lambda version: setattr(version, "state", "draft"),
        lambda version: setattr(version.sections[0], "body", {"en": "Other"}),
        lambda version: version.sections.clear(),
        lambda version: version.sections.append(
            Section(key="more", part="text", position=2, heading={}, body={})
        ),
        db.session.delete,
    ],
)
def test_no_session_saves_a_change_of_a_published_version(
    published: Version, change: Callable[[Version], None]
) -> None:
    with pytest.raises(RuleBroken, match="no longer change"), unit_of_work():
        change(published)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document_version SET fingerprint = 'x'",
        "UPDATE document_version SET state = 'draft'",
        "UPDATE document_section SET body = '{}'",
        "UPDATE document_section SET version_id = 0",
        "DELETE FROM document_section",
        "DELETE FROM document_version",
        MORE,
    ],
)
def test_the_database_refuses_to_change_a_published_version(published: Version, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="a published version never changes"), unit_of_work():
        db.session.execute(sa.text(statement))


def test_a_draft_beside_it_can_be_written(published: Version) -> None:
    with unit_of_work():
        draft = documents.start_next_version(published.document, **WHO_AND_WHEN)
        drafts.remove_section(draft.sections[0], **WHO_AND_WHEN)
    with unit_of_work():
        documents.discard_draft(draft, **WHO_AND_WHEN)
    assert document_queries.draft_of(published.document) is None


def test_published_twice_at_once_one_wins_and_one_is_told(app: Flask) -> None:
    with unit_of_work():
        draft = make_draft(make_team())
    version_id, team_id = draft.id, draft.document.team_id
    told: list[str] = []
    start = Barrier(2)

    def publish() -> None:
        with app.app_context():
            version = document_queries.version(version_id)
            assert version is not None
            start.wait()
            try:
                with unit_of_work(team_id):
                    documents.publish(version, **WHO_AND_WHEN)
            except RegistryError as error:
                told.append(str(error))

    threads = [Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["This version is already published."]
