"""How a team decides: settled by its own strictness, never laxer than the scale, and told in the trail."""

import pytest

from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import DecidingRules
from registry.decisions.rules.events import DecisionEvent
from registry.decisions.services import settings
from registry.documents.rules.provisions import DEFAULTS, PassRule, Scale, TierVoice
from registry.errors import RuleBroken
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.decisions.builders import make_partners, open_one
from tests.factories import NOW, make_coordinator, make_team


@pytest.fixture
def team(session):
    """A team that has settled nothing."""
    with unit_of_work():
        return make_team()


@pytest.fixture
def settle(team):
    """Settles how the team decides, as its coordinator."""
    with unit_of_work():
        coordinator = make_coordinator(team)

    def act(**said):
        usual = {"scale": Scale.AGREEMENT, "threshold": 3, "tier_voices": DEFAULTS.voices}
        usual |= {"pass_rule": PassRule.MAJORITY_CAST}
        with unit_of_work(team.id):
            return settings.settle_deciding_rules(team, **(usual | said), act=act_of(coordinator, NOW))

    return act


def settled(team):
    """What is settled."""
    db.session.expire_all()
    return db.session.get(DecidingRules, team.id)


def test_what_is_settled_is_kept_and_told(team, settle):
    settle(tier_voices={**DEFAULTS.voices, Tier.OBSERVER: TierVoice.CONSULTED})
    rules = settled(team)
    assert (rules.scale, rules.threshold, rules.pass_rule) == (Scale.AGREEMENT, 3, PassRule.MAJORITY_CAST)
    assert rules.tier_voices == {"anchor": "decides", "associate": "consulted", "observer": "consulted"}
    event = audit_queries.events_about(team.id, ("team", team.id))[0]
    assert event.tag == DecisionEvent.DECIDING_RULES_SET


def test_when_a_vote_passes_may_be_left_to_each_vote(team, settle):
    settle()
    settle(pass_rule=None)
    assert (settled(team).pass_rule, settled(team).revision) == ("", 2)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"scale": Scale.ROUND, "threshold": 5}, "you can only be stricter"),
        ({"threshold": 0}, "you can only be stricter"),
        ({"tier_voices": dict.fromkeys(Tier, TierVoice.CONSULTED)}, r"\w+ \w+"),
    ],
    ids=["laxer than the scale", "no level", "nobody decides"],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(team, settle, said, words):
    with pytest.raises(RuleBroken, match=words):
        settle(**said)
    assert settled(team) is None


def test_decisions_that_are_open_keep_what_they_froze(team, settle):
    with unit_of_work(team.id):
        make_partners(team, 1)
        decision = open_one(team)
    settle()
    assert (decision.scale, decision.threshold) == (Scale.ROUND, 4)
