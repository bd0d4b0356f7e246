"""A team's setting for conflicts: who learns that cases exist. All else stands in its agreement."""

from registry.audit.services import events
from registry.conflicts.models.cases import ConflictSetting
from registry.conflicts.queries import cases
from registry.conflicts.rules.events import CaseEvent
from registry.database.session import db
from registry.security.actors import Act
from registry.teams.models import Team


def set_up(team: Team, *, shows_existence: bool, act: Act) -> ConflictSetting:
    """Set whether the team's other members learn that a case exists."""
    setting = cases.setting_of(team.id)
    setting.shows_existence = shows_existence
    db.session.add(setting)
    db.session.flush()
    events.record(CaseEvent.CONFLICTS_SET_UP, team, act, shows_existence=shows_existence)
    return setting
