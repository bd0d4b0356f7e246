"""Starts documents and their next versions, and publishes them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.revisions import check_seen
from registry.database.session import db
from registry.documents import hooks
from registry.documents.models import Document, Section, Version
from registry.documents.queries import changes, documents
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.completeness import check_complete
from registry.documents.rules.documents import (
    MOVES,
    NOTE_LENGTH,
    ChangeKind,
    DocumentKind,
    Part,
    Source,
    State,
    check_asked_of_somebody,
    check_change_kind,
    check_change_note,
    check_not_retired,
    check_requirements,
    check_still_draft,
    check_text,
    check_title,
    free_name,
)
from registry.documents.rules.events import DocumentEvent
from registry.documents.rules.fields import is_filled_by_registry
from registry.documents.rules.provisions import Provisions
from registry.documents.rules.statement_template import load_fields, load_statement
from registry.documents.rules.texts import SCHEME, ByLanguage, SectionText, fingerprint_of
from registry.documents.services import provisions, reading_copies
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.teams.models import Team
from registry.teams.rules import DEFAULT_REQUIREMENTS, Requirement, Tier

#: For other features: reads a version's text.
text_for = documents.text_for
changes_between = changes.changes_between
reading_copy = reading_copies.reading_copy

STATEMENT_SLUG = "statement"
#: Pages beside those of the documents, and the name kept for the Statement.
RESERVED_SLUGS = frozenset({"new", "earlier", STATEMENT_SLUG})
#: An agreement of before that nobody is asked to sign anew.
ASKED_OF_NOBODY = {tier.value: Requirement.NOTHING.value for tier in Tier}
STATEMENT_TITLES = {
    "en": "Statement of Partnership Commitment",
    "fr": "Énoncé d’engagement de partenariat",
}


def start_statement(team: Team, *, act: Act) -> Version:
    """Draft the team's Statement from the shipped template, in the team's languages."""
    document = documents.find_document(team.id, STATEMENT_SLUG) or add_document(
        team,
        kind=DocumentKind.STATEMENT,
        titles=STATEMENT_TITLES,
        requirements={tier.value: asked.value for tier, asked in DEFAULT_REQUIREMENTS.items()},
        slug=STATEMENT_SLUG,
        act=act,
    )
    return start_next_version(document, source=Source.WRITTEN, act=act)


def start_document(
    team: Team,
    *,
    kind: DocumentKind,
    titles: ByLanguage,
    requirements: Mapping[str, str],
    source: Source,
    act: Act,
) -> Version:
    """Add a foundational document and start the draft of its first version."""
    document = add_document(team, kind=kind, titles=titles, requirements=requirements, act=act)
    return start_next_version(document, source=source, act=act)


def add_document(
    team: Team,
    *,
    kind: DocumentKind,
    titles: ByLanguage,
    requirements: Mapping[str, str] | None,
    slug: str | None = None,
    act: Act,
) -> Document:
    """Add a foundational document without a version; its slug is derived from its title unless given, and
    without requirements it is asked of nobody.
    """
    title = check_title(titles, team.languages)
    document = Document(
        team=team,
        slug=slug or _free_slug(team.id, next(iter(title.values()))),
        kind=kind,
        title_en=title.get("en", ""),
        title_fr=title.get("fr", ""),
        requirements=check_requirements(requirements) if requirements is not None else dict(ASKED_OF_NOBODY),
        created_at=act.at,
        versions=[],
    )
    db.session.add(document)
    db.session.flush()
    events.record(DocumentEvent.ADDED, document, act, kind=kind.value)
    return document


def start_next_version(document: Document, *, source: Source | None = None, act: Act) -> Version:
    """Start a draft: a copy of the latest published version, or an empty text when none can be copied.

    `source` says whether it is written or uploaded; by default as in the version before.
    """
    check_not_retired(document.retired_on, act.on)
    if documents.draft_of(document):
        raise RuleBroken(N_("A draft of this document is already being written."))
    latest = documents.current_version(document)
    check_asked_of_somebody(latest.requirements if latest else document.requirements)
    chosen = source or (latest.source if latest else Source.WRITTEN)
    draft = Version(
        number=latest.number + 1 if latest else 1,
        state=State.DRAFT,
        source=chosen,
        languages=list(document.team.languages),
        fields=_first_fields(document, latest),
        scheme=SCHEME,
        provisions=_first_provisions(document, latest) if chosen is Source.WRITTEN else None,
        created_at=act.at,
        sections=_first_sections(document, latest) if chosen is Source.WRITTEN else [],
    )
    document.versions.append(draft)
    db.session.flush()
    record_event(DocumentEvent.DRAFT_STARTED, draft, act=act)
    return draft


def discard_draft(version: Version, *, act: Act) -> None:
    """Delete a draft; published versions are not affected."""
    check_still_draft(version.state)
    record_event(DocumentEvent.DRAFT_DISCARDED, version, act=act)
    db.session.delete(version)
    db.session.flush()
    db.session.expire(version.document, ["versions"])


def publish(
    version: Version,
    *,
    change_kind: ChangeKind | None = None,
    change_note: ByLanguage | None = None,
    in_force_from: dt.date | None = None,
    may_be_silent: bool = False,
    seen: str | None = None,
    act: Act,
) -> Version:
    """Publish a draft: partners can sign it, and it never changes again. Raises `StillOpen` naming every open
    item.

    A Statement is in force from a day, by default that of publication; `may_be_silent` says that its text
    need not show all its provisions. `seen` is the fingerprint of the draft that the person saw; a draft
    changed since is not published. The first version needs no change kind and no note.
    """
    MOVES.check(version.state, State.PUBLISHED)
    check_not_retired(version.document.retired_on, act.on)
    follows = documents.version_before(version) is not None
    text = documents.text_of(version)
    kind = check_change_kind(change_kind, follows=follows)
    note = check_text(change_note or {}, text.languages, longest=NOTE_LENGTH, field="change_note")
    check_change_note(note, text.languages, follows=follows)
    check_complete(text)
    provisions.check_draft(version, text, kind, may_be_silent=may_be_silent)
    fingerprint = fingerprint_of(text)
    check_seen(seen or fingerprint, fingerprint)
    version.title, version.languages = dict(text.title), list(text.languages)
    version.fields = {name: dict(text_here) for name, text_here in text.fields.items()}
    version.requirements = dict(text.requirements)
    version.provisions = dict(text.provisions) if text.provisions is not None else None
    version.scheme = text.scheme
    version.change_kind, version.change_note = kind, note if follows else {}
    version.fingerprint = fingerprint
    version.state = State.PUBLISHED
    version.published_at, version.published_by_id = act.at, act.by.account_id
    version.published_as = act.by.capacity
    db.session.flush()
    provisions.begin(version, from_on=in_force_from or act.on, act=act)
    record_event(DocumentEvent.VERSION_PUBLISHED, version, act=act)
    hooks.tell_published(version, act)
    return version


def _first_sections(document: Document, latest: Version | None) -> list[Section]:
    """The sections of a new draft."""
    if latest and not latest.is_uploaded:
        return [_section(text, at) for at, text in enumerate(documents.text_of(latest).sections, start=1)]
    if document.kind == DocumentKind.STATEMENT:
        return [_section(text, at) for at, text in enumerate(load_statement(), start=1)]
    blank = dict.fromkeys(document.team.languages, "")
    return [_section(SectionText("text", Part.TEXT.value, document.titles, blank), 1)]


def _section(text: SectionText, position: int) -> Section:
    return Section(
        key=text.key,
        part=text.part,
        position=position,
        heading=dict(text.heading),
        body=dict(text.body),
        tiers=list(text.tiers),
    )


def _first_fields(document: Document, latest: Version | None) -> dict[str, dict[str, str]]:
    """The field values of a new draft; those that the registry fills in are computed again."""
    is_statement = document.kind == DocumentKind.STATEMENT
    if latest and not latest.is_uploaded:
        return {
            name: dict(said)
            for name, said in latest.fields.items()
            if not is_filled_by_registry(name, with_provisions=is_statement)
        }
    if not is_statement:
        return {}
    own = [field for field in load_fields() if field.default and not field.filled_by_registry]
    return {field.name: dict(field.default) for field in own}


def _first_provisions(document: Document, latest: Version | None) -> dict[str, Any] | None:
    """The provisions of a new draft of a Statement: what runs by the version before, or what the team has
    set.
    """
    if document.kind != DocumentKind.STATEMENT:
        return None
    if latest is None:
        return Provisions.of(hooks.settings_of(document.team_id)).as_json()
    return provision_queries.figures_of(latest).values.as_json()


def _free_slug(team_id: int, title: str) -> str:
    taken = set(db.session.scalars(sa.select(Document.slug).where(Document.team_id == team_id)))
    return free_name(title, taken=taken | RESERVED_SLUGS, otherwise="document")


def record_event(tag: Tag, version: Version, *, act: Act) -> None:
    """Record an event about a version."""
    details: dict[str, Any] = {"document": version.document_id, "number": version.number}
    if version.is_published:
        details |= {"kind": version.change_kind, "fingerprint": version.fingerprint}
    events.record(tag, version, act, **details)
