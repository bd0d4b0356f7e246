"""A team's settings for conflicts: when terms begin, who learns that cases exist, how expenses are shared."""

from registry.audit.services import events
from registry.conflicts.models.cases import ConflictSetting
from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import REASON_LENGTH
from registry.conflicts.rules.events import CaseEvent
from registry.database.session import db
from registry.documents.rules.provisions import CountedFrom as ClockStart
from registry.errors import N_, InvalidInput
from registry.security.actors import Act
from registry.teams.models import Team


def set_up(
    team: Team,
    *,
    clock_start: ClockStart,
    shows_existence: bool,
    sharing_en: str = "",
    sharing_fr: str = "",
    act: Act,
) -> ConflictSetting:
    """Set how conflicts are handled from now on; running cases keep their term."""
    setting = cases.setting_of(team.id)
    if max(len(sharing_en), len(sharing_fr)) > REASON_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="sharing_en", count=REASON_LENGTH)
    setting.clock_start, setting.shows_existence = clock_start, shows_existence
    setting.sharing_en, setting.sharing_fr = sharing_en.strip(), sharing_fr.strip()
    db.session.add(setting)
    db.session.flush()
    details = {"clock_start": clock_start.value, "shows_existence": shows_existence}
    events.record(CaseEvent.CONFLICTS_SET_UP, team, act, **details)
    return setting
