"""What the home of a team gathers from all features."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.commitments import queries as commitments
from registry.commitments.boards import Progress, progress_on
from registry.commitments.models import HandOver, Question
from registry.documents import queries as documents
from registry.documents.models import Document, Version
from registry.outbox import services as outbox
from registry.outbox.models import Message
from registry.outbox.rules import Fate
from registry.partners.roll import RollRow, roll_of


@dataclass(frozen=True)
class DocumentProgress:
    """A document, its version in force and its draft, and how far the signing of it has come."""

    document: Document
    version: Version | None
    draft: Version | None
    progress: Progress | None


@dataclass(frozen=True)
class Overview:
    """What a coordinator wants to see first."""

    questions: Sequence[Question]
    hand_overs: Sequence[HandOver]
    troubled_messages: Sequence[Message]
    documents: Sequence[DocumentProgress]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits for the coordinator."""
        return not (self.questions or self.hand_overs or self.troubled_messages)


def overview(team_id: int, on: dt.date) -> Overview:
    """What waits for a team's coordinators, and how far each document has come."""
    roll = roll_of(team_id, on)
    return Overview(
        questions=commitments.unanswered_questions(team_id),
        hand_overs=commitments.proposed_hand_overs(team_id),
        troubled_messages=outbox.messages_with_fate(
            team_id, (Fate.REFUSED, Fate.FAILED, Fate.BOUNCED), limit=10
        ),
        documents=[_progress(document, roll, on) for document in documents.documents_of(team_id)],
    )


def _progress(document: Document, roll: Sequence[RollRow], on: dt.date) -> DocumentProgress:
    published = documents.published_of(document)
    version = published[-1] if published else None
    return DocumentProgress(
        document=document,
        version=version,
        draft=documents.draft_of(document),
        progress=progress_on(version, roll, on) if version else None,
    )
