"""Finds documents and versions, and reads the text of a version."""

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from registry.database.queries.statements import composed_once
from registry.database.session import db, kept_while_reading
from registry.documents import hooks
from registry.documents.models import Document, Section, Version
from registry.documents.rules import fields, rendered_text
from registry.documents.rules.documents import ChangeKind, signature_carries
from registry.documents.rules.provision_words import NAMES, words_of
from registry.documents.rules.provisions import Provisions
from registry.documents.rules.texts import SCHEME, ByLanguage, SectionText, VersionText
from registry.errors import N_, NotFound
from registry.teams.models import Team
from registry.teams.rules import LANGUAGES, Tier


@kept_while_reading
def documents_of(team_id: int) -> list[Document]:
    """A team's foundational documents with their versions, oldest document first."""
    return list(_of_team(team_id).scalars())


@composed_once
def _of_team(team_id: int) -> sa.Select[Document]:
    return (
        sa.select(Document)
        .where(Document.team_id == team_id)
        .order_by(Document.id)
        .options(selectinload(Document.versions))
    )


def asked_of_team(team_id: int, on: dt.date) -> list[Document]:
    """A team's documents without those retired, and those that are asked of nobody."""
    return [
        document
        for document in documents_of(team_id)
        if not document.is_retired(on)
        and not ((newest := current_version(document)) and newest.is_asked_of_nobody)
    ]


def find_document(team_id: int, slug: str) -> Document | None:
    """A team's document by its slug, with its versions."""
    query = sa.select(Document).where(Document.team_id == team_id, Document.slug == slug)
    document = db.session.scalar(
        query.options(selectinload(Document.versions).joinedload(Version.published_by))
    )
    for version in document.versions if document else ():
        # Otherwise SQLAlchemy would load the document again for each version.
        set_committed_value(version, "document", document)
    return document


def document_of(team_id: int, slug: str) -> Document:
    """A team's document by its slug; raises `NotFound`."""
    document = find_document(team_id, slug)
    if document is None:
        raise NotFound(N_("There is no such document."))
    return document


def version_of(document: Document, number: int) -> Version:
    """A version by its number; raises `NotFound`."""
    for version in document.versions:
        if version.number == number:
            return version
    raise NotFound(N_("There is no such version."))


def version(version_id: int) -> Version | None:
    """A version by its id, of any team."""
    return db.session.get(Version, version_id)


def draft_of(document: Document) -> Version | None:
    """The draft of a document, if there is one."""
    return next((version for version in document.versions if not version.is_published), None)


def open_draft(document: Document) -> Version:
    """The draft of a document; raises `NotFound`."""
    draft = draft_of(document)
    if draft is None:
        raise NotFound(N_("This document has no draft."))
    return draft


def published_of(document: Document) -> list[Version]:
    """The published versions, oldest first."""
    return [version for version in document.versions if version.is_published]


def current_version(document: Document) -> Version | None:
    """The version in force: the latest published one."""
    return max(published_of(document), key=lambda version: version.number, default=None)


def version_before(version: Version) -> Version | None:
    """The published version before this one."""
    earlier = [published for published in published_of(version.document) if published.number < version.number]
    return max(earlier, key=lambda published: published.number, default=None)


def change_kinds(document: Document) -> dict[int, ChangeKind]:
    """The change kind of every published version, by number, for the rules of standing."""
    return {version.number: ChangeKind(version.change_kind) for version in published_of(document)}


def carries(signed: Version, to: Version) -> bool:
    """Whether a signature on one version counts for another version of the same document."""
    return signature_carries(signed.number, to.number, change_kinds(to.document))


def section_of(version: Version, key: str) -> Section:
    """A section by its key; raises `NotFound`."""
    for section in version.sections:
        if section.key == key:
            return section
    raise NotFound(N_("There is no such section."))


def text_of(version: Version) -> VersionText:
    """A version's whole text: as published, or for a draft with the fields that the registry fills in."""
    document, published = version.document, version.is_published
    languages = languages_of(version)
    provisions = provisions_of(version)
    return VersionText(
        title=title_of(version),
        languages=languages,
        source=version.source,
        fields=_each_in(languages, version.fields if published else with_registry_fields(version)),
        requirements=version.requirements if published else document.requirements,
        files={language: file for language, file in version.files.items() if language in languages},
        sections=tuple(_section_text(section, languages) for section in version.sections),
        provisions=None if provisions is None else provisions.as_json(),
        scheme=version.scheme if published else SCHEME,
    )


def title_of(version: Version) -> ByLanguage:
    """A version's title in its languages: as published, or its document's."""
    titles = version.title if version.is_published else version.document.titles
    return _in(languages_of(version), titles)


def provisions_of(version: Version) -> Provisions | None:
    """The provisions that a version carries; None when it carries none. A draft begun before drafts had
    provisions has what its team had set.
    """
    if not version.carries_provisions:
        return None
    if version.provisions is None:
        return Provisions.of(hooks.settings_of(version.team_id))
    return Provisions.from_json(version.provisions)


def languages_of(version: Version) -> tuple[str, ...]:
    """The languages of a version: those it was published in or, for a draft, the team's."""
    return tuple(version.languages if version.is_published else version.document.team.languages)


def with_registry_fields(version: Version) -> dict[str, dict[str, str]]:
    """The field values of a draft, including those that the registry fills in."""
    team, provisions = version.document.team, provisions_of(version)
    known = dict(registry_fields(team))
    if provisions is not None:
        known |= _provision_fields(team, provisions, version.document.requirements)
    return {**version.fields, **{name: dict(value) for name, value in known.items()}}


def _provision_fields(
    team: Team, provisions: Provisions, requirements: Mapping[str, str]
) -> dict[str, ByLanguage]:
    """The words of a draft's provisions, by the names of their fields."""
    number = provisions.steering_committee
    committee = hooks.committees_of(team.id).get(number) if number is not None else None
    words = {
        language: words_of(
            provisions,
            requirements=requirements,
            labels={tier.value: team.tier_label(tier, language) for tier in Tier},
            committee=committee.name[language] if committee else "",
            language=language,
        )
        for language in LANGUAGES
    }
    return {name: {language: words[language][name] for language in LANGUAGES} for name in NAMES}


def registry_fields(team: Team) -> Mapping[str, ByLanguage]:
    """The values of the fields that the registry fills in every document: the team, its region and its tier
    labels.
    """
    known = {
        fields.TEAM: {language: team.name(language) for language in LANGUAGES},
        fields.REGION: {language: team.region(language) for language in LANGUAGES},
    }
    labels = {
        fields.TIER_PREFIX + tier.value: {language: team.tier_label(tier, language) for language in LANGUAGES}
        for tier in Tier
    }
    return known | labels


def _section_text(section: Section, languages: Sequence[str]) -> SectionText:
    return SectionText(
        key=section.key,
        part=section.part,
        heading=_in(languages, section.heading),
        body=_in(languages, section.body),
        tiers=tuple(section.tiers),
    )


def _in(languages: Sequence[str], text: ByLanguage) -> dict[str, str]:
    return {language: text.get(language, "") for language in languages}


def _each_in(languages: Sequence[str], fields_: Mapping[str, ByLanguage]) -> dict[str, dict[str, str]]:
    return {name: _in(languages, said) for name, said in fields_.items()}


def text_for(version: Version, language: str, tier: Tier | None = None) -> list[rendered_text.TextPart]:
    """The text in a language as partners of a tier read it; all clauses without a tier."""
    return rendered_text.render(text_of(version), language=language, tier=tier.value if tier else None)
