"""Names the stages of a team's programme, and sets the day from which it stands at each."""

import datetime as dt

from registry.audit.services import events
from registry.database.session import db
from registry.documents.models import Stage, StageDay
from registry.documents.rules.documents import check_text
from registry.documents.rules.events import DocumentEvent
from registry.documents.rules.texts import ByLanguage
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.teams.models import Team

NAME_LENGTH = 120  # characters


def add_stage(team: Team, *, names: ByLanguage, from_on: dt.date | None, act: Act) -> Stage:
    """Add a stage by its name in each of the team's languages, and the day from which the team stands there
    if that is known.
    """
    said = check_text(names, team.languages, longest=NAME_LENGTH, field="name")
    for language, name in said.items():
        if not name:
            raise RuleBroken(N_("Give the name in each language."), field=f"name_{language}")
    stage = Stage(
        team_id=team.id, name_en=said.get("en", ""), name_fr=said.get("fr", ""), created_at=act.at, days=[]
    )
    db.session.add(stage)
    db.session.flush()
    events.record(DocumentEvent.STAGE_ADDED, stage, act)
    return set_day(stage, from_on=from_on, act=act) if from_on else stage


def set_day(stage: Stage, *, from_on: dt.date | None, act: Act) -> Stage:
    """Set the day from which the team stands at a stage; None takes a day back that was set by mistake. What
    was set before is kept.
    """
    if stage.from_on == from_on:
        raise RuleBroken(N_("That is the day which is set already."), field="from_on")
    row = StageDay(from_on=from_on, set_at=act.at)
    row.done_by(act.by)
    stage.days.append(row)
    db.session.flush()
    events.record(DocumentEvent.STAGE_DAY_SET, stage, act, from_on=from_on.isoformat() if from_on else None)
    return stage
