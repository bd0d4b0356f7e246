"""What is kept of persons in decisions."""

from collections.abc import Collection

import sqlalchemy as sa

from registry.database.session import db
from registry.decisions.access import may_read
from registry.decisions.models.decisions import Decision
from registry.errors import N_
from registry.personal_data import STAYS, Asker, Kept, guards, held, impersonal, keeps

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
        tables=(
            held("decision", "", "title background", acts=True),
            held("decision_reader", "user_id"),
            held("decision_round", "", "question attendance", acts=True),
            held("position", "said_by", "reason need proposal authority", acts=True, own=True),
            held("point_answer", "", "text", acts=True),
            held("round_closing", acts=True),
            held("recorded_vote", "", "efforts", acts=True),
            held("voice_ballot", "", "authority", acts=True),
            held("resolution", "", "text", acts=True),
            held("carrying_out", "who", "task"),
            held("follow_up", "", "text", acts=True),
            held("voice", "name"),
        ),
        is_evidence=True,
    )
)
impersonal(
    deciding_rules="tier_voices",
    decision="vacant",
    round_closing="without",
    voice="sector",
)


@guards("decision")
def readable(asker: Asker, ids: Collection[int]) -> set[int]:
    """Those of some decisions that somebody may read."""
    query = sa.select(Decision.id).where(Decision.id.in_(ids), may_read(asker.user.id, asker.on))
    return set(db.session.scalars(query))
