"""The home page of a team: what waits, and the progress of each document."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.commitments.queries.overview import Progress, progress_on
from registry.documents.models import Document
from registry.documents.queries import documents
from registry.teams.hooks import Line, mandates_of
from registry.teams.rules import LANGUAGES
from registry.unchanged.figures import kept_while_unchanged


@dataclass(frozen=True)
class DocumentProgress:
    """A document, the numbers of its version in force and of its draft, and how many partners have signed."""

    slug: str
    #: By language.
    title: Mapping[str, str]
    version: int | None
    draft: int | None
    progress: Progress | None


@kept_while_unchanged
def mandates(team_id: int, user_id: int, on: dt.date, _language: str) -> Sequence[str]:
    """For whom a person acts in a team on a day, in their language."""
    return tuple(mandates_of(team_id, [user_id], on).get(user_id, ()))


@kept_while_unchanged
def documents_progress(team_id: int, on: dt.date) -> list[DocumentProgress]:
    """The documents of a team, each with the progress of its signing on a day."""
    return [_progress(document, on) for document in documents.asked_of_team(team_id, on)]


def _progress(document: Document, on: dt.date) -> DocumentProgress:
    published, draft = documents.published_of(document), documents.draft_of(document)
    version = published[-1] if published else None
    return DocumentProgress(
        slug=document.slug,
        title={language: document.title(language) for language in LANGUAGES},
        version=version.number if version else None,
        draft=draft.number if draft else None,
        progress=progress_on(version, on) if version else None,
    )


def soonest_first(lines: Iterable[Line]) -> list[Line]:
    """What the reader must do: the soonest due first, then what has no due day."""
    return sorted(lines, key=lambda line: (line.due_on is None, line.due_on or dt.date.max))
