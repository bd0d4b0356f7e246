"""Agreements made before the registry: their PDFs, published with their original date."""

import datetime as dt
from collections.abc import Mapping

from registry.clock import local_date
from registry.database.session import db
from registry.documents.models import Document, Version
from registry.documents.queries import documents
from registry.documents.rules.documents import (
    ChangeKind,
    DocumentKind,
    Source,
    State,
    check_earlier_date,
    check_not_retired,
)
from registry.documents.rules.events import DocumentEvent
from registry.documents.rules.texts import SCHEME, ByLanguage, fingerprint_of
from registry.documents.services import provisions
from registry.documents.services.documents import STATEMENT_SLUG, add_document, record_event
from registry.errors import N_, RuleBroken
from registry.files.intake import AGREEMENT, accept
from registry.security.actors import Act
from registry.teams.models import Team
from registry.teams.rules import DEFAULT_REQUIREMENTS

#: What each tier does with a Statement where nobody chose otherwise.
DEFAULT_ASKED = {tier.value: asked.value for tier, asked in DEFAULT_REQUIREMENTS.items()}


def add_earlier_document(
    team: Team,
    *,
    kind: DocumentKind,
    titles: ByLanguage,
    dated_on: dt.date,
    files: Mapping[str, bytes],
    act: Act,
) -> Version:
    """Add an agreement made before the registry, at any time, with its true date.

    A team without a Statement has its first version in it: the next one is drafted after it. Else it is a
    document of its own, asked of nobody; who signed it is entered separately.
    """
    becomes_statement = (
        kind is DocumentKind.STATEMENT and documents.find_document(team.id, STATEMENT_SLUG) is None
    )
    document = add_document(
        team,
        kind=kind,
        titles=titles,
        requirements=DEFAULT_ASKED if becomes_statement else None,
        slug=STATEMENT_SLUG if becomes_statement else None,
        act=act,
    )
    document.dated_on = dated_on
    return import_earlier_version(document, dated_on=dated_on, files=files, act=act)


def import_earlier_version(
    document: Document,
    *,
    dated_on: dt.date,
    files: Mapping[str, bytes],
    change_kind: ChangeKind = ChangeKind.MATERIAL,
    number: int | None = None,
    act: Act,
) -> Version:
    """Import an agreement made before the registry: its PDF in one or both languages, published with its
    date. Without a `number` it follows the other earlier ones, and a draft is renumbered. The change kind of
    the first one is always `first`. Signatures on it are entered separately, as commitments.
    """
    check_not_retired(document.retired_on, act.on)
    chosen = _earlier_number(document) if number is None else number
    _check_earlier(document, chosen, dated_on=dated_on, files=files, now=act.at)
    fingerprints = {
        language: accept(data, None, [AGREEMENT], field=f"file_{language}").fingerprint
        for language, data in files.items()
    }
    _make_room(document, chosen)
    follows = any(known.number < chosen for known in documents.published_of(document))
    version = Version(
        number=chosen,
        state=State.PUBLISHED,
        source=Source.UPLOADED,
        change_kind=change_kind if follows else ChangeKind.FIRST,
        title={language: document.title(language) for language in fingerprints},
        languages=sorted(fingerprints),
        fields={},
        scheme=SCHEME,
        requirements=dict(document.requirements),
        files=fingerprints,
        dated_on=dated_on,
        created_at=act.at,
        published_at=act.at,
        published_by_id=act.by.account_id,
        published_as=act.by.capacity,
    )
    document.versions.append(version)
    version.fingerprint = fingerprint_of(documents.text_of(version))
    db.session.flush()
    provisions.begin(version, from_on=dated_on, act=act)
    record_event(DocumentEvent.VERSION_IMPORTED, version, act=act)
    return version


def _check_earlier(
    document: Document, number: int, *, dated_on: dt.date, files: Mapping[str, bytes], now: dt.datetime
) -> None:
    if not files or not set(files) <= set(document.team.languages):
        raise RuleBroken(N_("Add the agreement as a PDF, in English or French."), field="files")
    published = documents.published_of(document)
    if number < 1 or any(version.number == number for version in published):
        raise RuleBroken(N_("There is already a version %(number)s."), field="number", number=number)
    if any(version.number < number and not version.is_earlier for version in published):
        raise RuleBroken(N_("An earlier agreement cannot follow a version published here."), field="number")
    zone = document.team.timezone
    dates = {version.number: _date_of(version, zone) for version in published}
    check_earlier_date(number, dated_on, dates, local_date(now, zone))


def _date_of(version: Version, zone: str) -> dt.date:
    assert version.published_at is not None
    return version.dated_on or local_date(version.published_at, zone)


def _earlier_number(document: Document) -> int:
    """The next number for an earlier agreement, while nothing has been published in the registry."""
    published = documents.published_of(document)
    if any(not version.is_earlier for version in published):
        raise RuleBroken(
            N_(
                "A version has been published here already. "
                "Add the earlier agreement as a document of its own, for example “Statement of 2023”."
            )
        )
    return max((version.number for version in published), default=0) + 1


def _make_room(document: Document, number: int) -> None:
    """Raise the number of a draft above that of a published version."""
    draft = documents.draft_of(document)
    if draft and draft.number <= number:
        draft.number = number + 1
        db.session.flush()
