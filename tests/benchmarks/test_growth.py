"""The benchmark of growth: that its long trails hold."""

from registry.audit import queries
from registry.audit.models import ChainHead
from registry.audit.rules.hash_chain import chain_of
from registry.database.session import db
from tests.benchmarks.many_events import make_team_after


def test_a_chain_that_was_filled_holds_and_goes_on(session):
    team = make_team_after(25, slug="long", actor="command", partners=range(1, 4))
    assert db.session.get_one(ChainHead, chain_of(team.id)).seq > 25
    assert queries.check() == []
