"""What the home of a team gathers from all features."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.commitments import queries as commitments
from registry.commitments.boards import StandingBoard, standing_board
from registry.commitments.models import HandOver, Question
from registry.documents import queries as documents
from registry.documents.models import Document, Version
from registry.outbox import services as outbox
from registry.outbox.models import Message
from registry.outbox.rules import Fate


@dataclass(frozen=True)
class DocumentProgress:
    """A document, its version in force and its draft, and how far the signing of it has come."""

    document: Document
    version: Version | None
    draft: Version | None
    board: StandingBoard | None


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
    return Overview(
        questions=commitments.unanswered_questions(team_id),
        hand_overs=commitments.proposed_hand_overs(team_id),
        troubled_messages=outbox.messages_with_fate(
            team_id, (Fate.REFUSED, Fate.FAILED, Fate.BOUNCED), limit=10
        ),
        documents=[_progress(document, on) for document in documents.documents_of(team_id)],
    )


def _progress(document: Document, on: dt.date) -> DocumentProgress:
    published = documents.published_of(document)
    version = published[-1] if published else None
    return DocumentProgress(
        document=document,
        version=version,
        draft=documents.draft_of(document),
        board=standing_board(version, on=on) if version else None,
    )
