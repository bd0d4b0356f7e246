"""What is read before anything is signed: the text of a version, marked as no record, or the file itself."""

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.rules.documents import Source
from registry.documents.services import documents, drafts
from registry.documents.services.reading_copies import reading_copy
from registry.teams.rules import Tier
from tests.certificates.builders import serials_in
from tests.factories import WHO_AND_WHEN, make_draft, make_pdf, make_team
from tests.reading import words_of_pdf

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def draft(session) -> Version:
    """A draft that is still to be published."""
    with unit_of_work():
        return make_draft(make_team())


def publish(draft):
    with unit_of_work():
        return documents.publish(draft, **WHO_AND_WHEN)


def test_a_draft_says_on_its_page_that_nobody_signs_it(draft, tmp_path):
    words = words_of_pdf(reading_copy(draft, language="en"), tmp_path)
    assert "We keep what we learn to ourselves." in words
    assert "Draft of version 1. Not published, not to be signed." in words


def test_a_published_version_is_named_by_its_fingerprint_and_bears_no_seal(draft, tmp_path):
    version = publish(draft)
    content = reading_copy(version, language="en")
    assert f"Version 1, to be read. Fingerprint {version.fingerprint[:16]}…" in words_of_pdf(
        content, tmp_path
    )
    assert serials_in(content) == []


def test_it_is_in_the_language_that_is_asked_for(draft, tmp_path):
    words = words_of_pdf(reading_copy(draft, language="fr"), tmp_path)
    assert "Nous gardons le secret." in words
    assert "We keep" not in words
    assert "Ébauche de la version 1. Non publiée, à ne pas signer." in words


@pytest.mark.parametrize(("tier", "shown"), [(Tier.ANCHOR, True), (Tier.OBSERVER, False), (None, True)])
def test_a_tier_reads_what_is_for_it(draft, tmp_path, tier, shown):
    with unit_of_work():
        section = draft.sections[0]
        drafts.change_section(
            section,
            heading=section.heading,
            body=section.body,
            tiers=[Tier.ANCHOR],
            **WHO_AND_WHEN,
        )
    words = words_of_pdf(reading_copy(draft, language="en", tier=tier), tmp_path)
    assert ("We keep what we learn to ourselves." in words) is shown


def test_an_uploaded_version_is_read_as_the_file_that_it_is(session):
    with unit_of_work():
        version = make_draft(make_team(), source=Source.UPLOADED)
        for language in ("en", "fr"):
            drafts.attach_file(version, language=language, data=make_pdf(language), **WHO_AND_WHEN)
    assert [reading_copy(version, language=one) for one in ("en", "fr")] == [make_pdf("en"), make_pdf("fr")]
