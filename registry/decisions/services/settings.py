"""How a team decides: its scale and threshold, which tiers decide, and when a vote passes."""

from collections.abc import Mapping

from registry.audit.services import events
from registry.database.session import db
from registry.decisions import access
from registry.decisions.models.decisions import DecidingRules
from registry.decisions.rules.events import DecisionEvent
from registry.documents.rules.provisions import PassRule, Scale, TierVoice, check_threshold, check_tier_voices
from registry.security.actors import Act
from registry.teams.models import Team
from registry.teams.rules import Tier


def settle_deciding_rules(
    team: Team,
    *,
    scale: Scale,
    threshold: int,
    tier_voices: Mapping[Tier, TierVoice],
    pass_rule: PassRule | None,
    act: Act,
) -> DecidingRules:
    """Set how the team decides from now on; open decisions keep their terms."""
    act = access.as_coordinator(team, act)
    check_threshold(scale, threshold)
    check_tier_voices(tier_voices)
    rules = db.session.get(DecidingRules, team.id)
    if rules is None:
        rules = DecidingRules(team_id=team.id)
        db.session.add(rules)
    rules.scale, rules.threshold = scale, threshold
    rules.tier_voices = {tier.value: voice.value for tier, voice in tier_voices.items()}
    rules.pass_rule = pass_rule.value if pass_rule else ""
    db.session.flush()
    events.record(DecisionEvent.DECIDING_RULES_SET, team, act)
    return rules
