"""The versions of the demonstration's Statement: they differ as their notes say."""

import pytest

from registry.documents.queries import changes as change_queries
from registry.documents.queries import documents
from registry.documents.rules.documents import ChangeKind
from registry.documents.rules.provisions import DEFAULTS

LANGUAGES = ("en", "fr")


@pytest.fixture
def versions(inside):
    """The published versions of the Statement, oldest first."""
    return documents.published_of(documents.document_of(inside.id, "statement"))


def test_the_second_version_turns_an_uploaded_agreement_into_a_full_statement(versions):
    first, second, _ = versions
    assert (first.is_uploaded, second.is_uploaded) == (True, False)
    assert second.change_kind is ChangeKind.MATERIAL
    assert {section.part for section in second.sections} >= {"foundational", "conflict", "signatures"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_third_version_words_the_opening_otherwise_and_nothing_else(versions, language):
    _, second, third = versions
    changes = change_queries.changes_between(second, third, language)
    assert [(change.key, change.is_reworded) for change in changes.sections if change.is_reworded] == [
        ("commitment-to-one-another", True)
    ]
    assert not changes.fields
    assert third.change_kind is ChangeKind.EDITORIAL
    assert third.change_note[language]


def test_a_text_of_the_demonstration_shows_what_its_team_chose(versions):
    third = versions[-1]
    provisions = documents.provisions_of(third)
    assert provisions.notice_days != DEFAULTS.notice_days
    assert str(provisions.notice_days) in third.fields["notice_rule"]["fr"]
