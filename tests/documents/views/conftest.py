"""What the tests of the pages on documents begin with."""

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents
from tests.documents.builders import rewrite_first_section
from tests.factories import WHO_AND_WHEN
from tests.once import Once


@pytest.fixture
def second(once: Once, published: Version) -> Version:
    """A material second version, and a draft of the third."""
    return once(publish_second, published)


def publish_second(published: Version) -> Version:
    with unit_of_work(published.document.team_id):
        draft = documents.start_next_version(published.document, **WHO_AND_WHEN)
        rewrite_first_section(draft, "We keep what we learn safe.")
        note = {"en": "Safer.", "fr": "Plus sûr."}
        documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=note, **WHO_AND_WHEN)
        documents.start_next_version(published.document, **WHO_AND_WHEN)
        return draft
