"""The stages of a team's programme, and where it stands on a day."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.documents.models import Stage, StageDay
from registry.errors import N_, NotFound


def stages_of(team_id: int) -> list[Stage]:
    """A team's stages with their days and documents, in the order in which they were added."""
    query = (
        sa.select(Stage)
        .where(Stage.team_id == team_id)
        .order_by(Stage.id)
        .options(selectinload(Stage.days), selectinload(Stage.documents))
    )
    return list(db.session.scalars(query))


def stage_of(team_id: int, stage_id: int) -> Stage:
    """A stage of a team; raises `NotFound`."""
    stage = db.session.get(Stage, stage_id)
    if stage is None or stage.team_id != team_id:
        raise NotFound(N_("There is no such stage."))
    return stage


def present_stage(team_id: int, on: dt.date) -> Stage | None:
    """The stage at which a team stands on a day: the last that has begun; None before the first."""
    stage: Stage | None = _present(team_id, on).scalar()
    return stage


@composed_once
def _present(team_id: int, on: dt.date) -> sa.Select[Stage]:
    newest = sa.select(sa.func.max(StageDay.id)).where(StageDay.stage_id == Stage.id).correlate(Stage)
    return (
        sa.select(Stage)
        .join(StageDay, StageDay.id == newest.scalar_subquery())
        .where(Stage.team_id == team_id, StageDay.from_on <= on)
        .order_by(StageDay.from_on.desc(), StageDay.id.desc())
        .limit(1)
    )
