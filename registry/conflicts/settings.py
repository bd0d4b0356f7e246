"""How a team handles its conflicts: from which day it counts, who learns what, how expenses are shared."""

import datetime as dt

from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.conflicts import queries
from registry.conflicts.models import ConflictSetting
from registry.conflicts.rules import REASON_LENGTH
from registry.conflicts.terms import ClockStart
from registry.errors import N_, InvalidInput
from registry.extensions import db
from registry.revisions import check_seen
from registry.teams.models import Team


def set_up(
    team: Team,
    *,
    clock_start: ClockStart,
    shows_existence: bool,
    sharing_en: str = "",
    sharing_fr: str = "",
    revision: int | None = None,
    actor: audit.Actor,
    now: dt.datetime,
) -> ConflictSetting:
    """Say how conflicts are handled from now on; cases under way keep the term they have."""
    setting = queries.setting_of(team.id)
    check_seen(setting.revision if revision is None else revision, setting.revision)
    if max(len(sharing_en), len(sharing_fr)) > REASON_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="sharing_en", count=REASON_LENGTH)
    setting.clock_start, setting.shows_existence = clock_start.value, shows_existence
    setting.sharing_en, setting.sharing_fr = sharing_en.strip(), sharing_fr.strip()
    db.session.add(setting)
    db.session.flush()
    details = {"clock_start": clock_start.value, "shows_existence": shows_existence}
    audit.record(
        Tag.CONFLICTS_SET_UP, team_id=team.id, actor=actor, at=now, subject=("team", team.id), details=details
    )
    return setting
