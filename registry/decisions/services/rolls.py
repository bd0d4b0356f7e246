"""Strikes voices out of frozen rolls: an organization that was entered by mistake never had one."""

import sqlalchemy as sa

from registry.audit.services import events
from registry.committees.models import Seat
from registry.database.session import db
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.rules.decisions import ENDED, quorum_left
from registry.decisions.rules.events import DecisionEvent
from registry.partners.hooks import when_mistaken
from registry.partners.models.partners import Partner
from registry.security.actors import Act


@when_mistaken
def strike_voices(partner: Partner, *, reason: str, act: Act) -> None:
    """Strike out the voices of a partner entered by mistake in decisions that are open, and count their
    quorum anew from those left. Rounds and votes that have closed stay as they were, and so do decisions that
    have ended. A sector's own seat keeps its voice, whoever holds it.
    """
    query = (
        sa.select(Voice)
        .join(Voice.decision)
        .outerjoin(Voice.seat)
        .where(Voice.partner_id == partner.id, Voice.stands)
        .where(sa.or_(Voice.seat_id.is_(None), Seat.partner_id == partner.id))
        .where(Decision.state.not_in([state.value for state in ENDED]))
        .order_by(Voice.id)
    )
    for voice in db.session.scalars(query).all():
        _strike(voice, reason=reason, act=act)


def _strike(voice: Voice, *, reason: str, act: Act) -> None:
    decision, values = voice.decision, voice.decision.values
    before, voice.quorum_before = len(decision.counted_voices), decision.quorum
    voice.strike(reason=reason, act=act)
    after = len(decision.counted_voices)
    decision.quorum = quorum_left(decision.quorum, values.quorum, before=before, after=after)
    vote = decision.vote
    if vote is not None and vote.closed_at is None:
        vote.quorum = quorum_left(vote.quorum, values.vote_quorum, before=before, after=after)
    db.session.flush()
    events.record(DecisionEvent.VOICE_STRUCK, decision, act, voice=voice.id, quorum=decision.quorum)
