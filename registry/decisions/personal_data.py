"""The personal data in decisions."""

from collections.abc import Collection

import sqlalchemy as sa

from registry.database.session import db
from registry.decisions.access import may_read
from registry.decisions.models.decisions import Decision, NamedReader, Voice
from registry.decisions.models.resolutions import Action, FollowUp, Resolution
from registry.decisions.models.rounds import PointAnswer, Position, Round, RoundClosing
from registry.decisions.models.votes import RecordedVote, VoiceBallot
from registry.errors import N_
from registry.personal_data import STAYS, Asker, Kept, guards, keeps

keeps(
    Kept(
        key="decisions",
        title=N_("Decisions"),
        what=N_(
            "Positions, ballots, points and answers, who gave, relayed or recorded them, what was resolved."
        ),
        why=N_("So that a decision can be understood and shown to have been made as agreed."),
        how_long=STAYS,
        seen_by=N_("Everyone with a role in the team; a decision for its roll only those on the roll."),
        models=(
            Decision,
            NamedReader,
            Round,
            Position,
            PointAnswer,
            RoundClosing,
            RecordedVote,
            VoiceBallot,
            Resolution,
            Action,
            FollowUp,
            Voice,
        ),
        is_evidence=True,
    )
)


@guards("decision")
def readable(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some decisions, of those that a person may read."""
    query = sa.select(Decision.id).where(Decision.id.in_(ids), may_read(asker.user.id, asker.on))
    return set(db.session.scalars(query))
