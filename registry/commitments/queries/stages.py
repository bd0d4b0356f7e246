"""Who has not signed what the team's present stage asks for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from registry.commitments.queries import standings, tallies
from registry.commitments.rules.standings import DONE, Standing
from registry.documents.models import Document, Stage, Version
from registry.documents.queries import documents
from registry.documents.queries import stages as stage_queries
from registry.partners.queries.register import RollRow, roll_of

#: Standings of partners of whom nothing is missing: done, not asked, or no longer partners.
NOTHING_MISSING = DONE | {Standing.NOT_ASKED, Standing.WITHDRAWN}


@dataclass(frozen=True)
class Missing:
    """A document of the stage that a partner has not signed or acknowledged, and where it stands on it."""

    version: Version
    standing: Standing


@dataclass(frozen=True)
class StageStanding:
    """The present stage, what it asks for, and the partners that have not signed all of it."""

    stage: Stage
    asked: Sequence[Document]
    #: Documents of the stage without a published version.
    unpublished: Sequence[Document]
    missing: Sequence[tuple[RollRow, Sequence[Missing]]]


def stage_standing(team_id: int, on: dt.date) -> StageStanding | None:
    """Who has not signed what the stage asks for at which a team stands on a day; None before its first."""
    stage = stage_queries.present_stage(team_id, on)
    if stage is None:
        return None
    of_stage = _documents_at(stage, on)
    current = {document.id: documents.current_version(document) for document in of_stage}
    missing: dict[int, list[Missing]] = defaultdict(list)
    for version in filter(None, current.values()):
        for partner_id, standing in standings.of_team(version, on).items():
            if standing not in NOTHING_MISSING:
                missing[partner_id].append(Missing(version, standing))
    return StageStanding(
        stage=stage,
        asked=[document for document in of_stage if current[document.id]],
        unpublished=[document for document in of_stage if not current[document.id]],
        missing=[(row, missing[row.id]) for row in roll_of(team_id, on) if row.id in missing],
    )


def missing_at_stage(team_id: int, on: dt.date) -> tuple[Stage, int] | None:
    """The present stage, and how many partners have not signed all it asks for; None before the first."""
    stage = stage_queries.present_stage(team_id, on)
    if stage is None:
        return None
    versions = [documents.current_version(document) for document in _documents_at(stage, on)]
    counted = tallies.counts_on_all([version for version in versions if version], on)
    return stage, sum(count for stood, count in counted.items() if not NOTHING_MISSING.issuperset(stood))


def _documents_at(stage: Stage, on: dt.date) -> list[Document]:
    return [
        document
        for document in documents.documents_of(stage.team_id)
        if document.stage_id == stage.id and not document.is_retired(on)
    ]
