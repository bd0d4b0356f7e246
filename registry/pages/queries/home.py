"""The home page of a team: what waits, and the progress of each document."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from registry.commitments.queries.overview import Progress, progress_on
from registry.documents.models import Document, Version
from registry.documents.queries import documents
from registry.teams.hooks import Line


@dataclass(frozen=True)
class DocumentProgress:
    """A document, its version in force, its draft, and how many partners have signed."""

    document: Document
    version: Version | None
    draft: Version | None
    progress: Progress | None


def documents_progress(team_id: int, on: dt.date) -> list[DocumentProgress]:
    """The documents of a team, each with the progress of its signing on a day."""
    return [_progress(document, on) for document in documents.asked_of_team(team_id, on)]


def _progress(document: Document, on: dt.date) -> DocumentProgress:
    published = documents.published_of(document)
    version = published[-1] if published else None
    return DocumentProgress(
        document=document,
        version=version,
        draft=documents.draft_of(document),
        progress=progress_on(version, on) if version else None,
    )


def soonest_first(lines: Iterable[Line]) -> list[Line]:
    """What the reader must do: the soonest due first, then what has no due day."""
    return sorted(lines, key=lambda line: (line.due_on is None, line.due_on or dt.date.max))
