"""What a team still sets about its conflicts: whether others learn that there are any."""

from registry.audit import queries as audit_queries
from registry.conflicts.queries import cases
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import settings
from registry.database.transactions import unit_of_work
from tests.acts import act_of
from tests.factories import NOW


def test_a_team_that_has_said_nothing_tells_nobody(cast):
    assert not cases.setting_of(cast.team.id).shows_existence


def test_what_is_said_is_kept_and_told_in_the_trail(cast):
    with unit_of_work(cast.team.id):
        settings.set_up(cast.team, shows_existence=True, act=act_of(cast.coordinator, NOW))
    event = audit_queries.events_about(cast.team.id, ("team", cast.team.id))[0]
    assert cases.setting_of(cast.team.id).shows_existence
    assert (event.tag, event.details) == (CaseEvent.CONFLICTS_SET_UP, {"shows_existence": True})
