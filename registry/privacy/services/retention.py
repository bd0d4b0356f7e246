"""Sets a team's retention periods, and deletes data whose period is over."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.personal_data import FORGETTINGS, Forgetting, Period
from registry.privacy.models import RetentionSetting
from registry.privacy.rules.events import PrivacyEvent
from registry.privacy.rules.retention import Days, check_days, days_of
from registry.security.actors import Act
from registry.teams.models import Team

#: Rows of each kind per unit of work, so that nobody waits long for the lock.
BATCH = 200


def setting_of(team_id: int) -> RetentionSetting:
    """A team's choice; a new unsaved row when it has none."""
    return db.session.get(RetentionSetting, team_id) or RetentionSetting(team_id=team_id, days={}, revision=1)


def days_for(team_id: int | None) -> Days:
    """The periods of a team, or of data outside teams."""
    return days_of({} if team_id is None else setting_of(team_id).days)


def set_days(
    team: Team,
    days: Mapping[Period, int],
    *,
    act: Act,
) -> None:
    """Set the periods, also for existing data."""
    setting = setting_of(team.id)
    check_days(days)
    setting.days = {period.value: chosen for period, chosen in days.items()}
    setting.revision += 1
    db.session.add(setting)
    db.session.flush()
    events.record(PrivacyEvent.RETENTION_SET, team, act, **setting.days)


def team_ids() -> list[int | None]:
    """All teams, and last None for data outside teams."""
    return [*db.session.scalars(sa.select(Team.id).order_by(Team.id)), None]


def waiting(team_id: int | None, *, now: dt.datetime) -> dict[str, int]:
    """The number of rows that a run would delete now, by kind."""
    return {
        forgetting.key: db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
        for forgetting, query in _due(team_id, now)
    }


@dataclass
class Forgotten:
    """The result of one batch: the numbers by kind, and files to which perhaps no row refers any more."""

    counts: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    #: Errors that prevented the deletion of a kind; the other kinds were deleted.
    errors: list[Exception] = field(default_factory=list)


def forget_batch(team_id: int | None, *, act: Act) -> Forgotten:
    """Delete the first rows of each kind whose period is over; an empty batch records no event."""
    done = Forgotten()
    for forgetting, query in _due(team_id, act.at):
        try:
            with db.session.begin_nested():
                _forget(forgetting, query, done)
        except Exception as error:  # an error in one kind must not prevent the others
            done.errors.append(error)
    if done.counts:
        events.record(
            PrivacyEvent.RETENTION_RUN,
            About(("team", team_id) if team_id is not None else ("installation", 0), team_id),
            act,
            **done.counts,
        )
    return done


def _forget(forgetting: Forgetting, query: sa.Select[int], done: Forgotten) -> None:
    ids = list(db.session.scalars(query.limit(BATCH)))
    if ids:
        files = list(forgetting.forget(ids) or ())
        _check_gone(forgetting, query, ids)
        done.counts[forgetting.key] = len(ids)
        done.files.extend(files)


def _check_gone(forgetting: Forgetting, query: sa.Select[int], ids: list[int]) -> None:
    """Check that deleted rows are no longer due, otherwise a run would never end."""
    still = query.where(query.selected_columns[0].in_(ids)).limit(1)
    if db.session.scalar(still) is not None:
        raise RuntimeError(f"what “{forgetting.key}” takes away is still due")


def _due(team_id: int | None, now: dt.datetime) -> Iterable[tuple[Forgetting, sa.Select[int]]]:
    days = days_for(team_id)
    for forgetting in FORGETTINGS.values():
        yield forgetting, forgetting.due(team_id, now - dt.timedelta(days=days[forgetting.period]))
