"""The sections of agreements that something can rest on, as they are cited."""

import datetime as dt

from registry.documents.models import Document, Version
from registry.documents.queries import documents, provisions
from registry.documents.rules import fields
from registry.documents.rules.documents import DocumentKind
from registry.documents.rules.figures import CitedSection
from registry.documents.rules.texts import numbers_of


def sections_on(team_id: int, on: dt.date) -> list[CitedSection]:
    """The sections in force in a team on a day: of the Statement of that day, and of its other documents."""
    statement = provisions.in_force(team_id, on).version_id
    return [
        section
        for document in documents.documents_of(team_id)
        if (version := _in_force(document, statement)) is not None
        for section in sections_of(version)
    ]


def sections_of(version: Version) -> list[CitedSection]:
    """The sections of a version in order; an uploaded version has none."""
    text = documents.text_of(version)
    headings = {
        section.key: {
            language: fields.fill(heading, text.values(language))
            for language, heading in section.heading.items()
        }
        for section in text.sections
    }
    return [
        CitedSection(
            version_id=version.id,
            version=version.number,
            slug=version.document.slug,
            title=version.document.titles,
            key=key,
            number=number,
            heading=headings[key],
        )
        for key, number in numbers_of(text.sections).items()
    ]


def section_of(version: Version, key: str) -> CitedSection | None:
    """A section of a version by its key."""
    return next((section for section in sections_of(version) if section.key == key), None)


def _in_force(document: Document, statement: int | None) -> Version | None:
    if document.kind is not DocumentKind.STATEMENT:
        return documents.current_version(document)
    return next((version for version in document.versions if version.id == statement), None)
