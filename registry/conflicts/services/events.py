"""What every act in a case leaves behind: an event, a raised revision, and a step that all may read."""

import datetime as dt

from sqlalchemy.orm.attributes import flag_modified

from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.conflicts.models.cases import Case, Step, subject_of
from registry.conflicts.rules.cases import StepKind
from registry.database.session import db
from registry.security.actors import Act


def note(tag: Tag, case: Case, act: Act, **details: object) -> None:
    """Record an event about a case and raise its revision, so that a form opened before is told.

    `details` hold ids, states and dates, never a word of the case.
    """
    team_id = case.team_id  # loads the row where it is not
    flag_modified(case, "team_id")  # perhaps only a row beside it changed: the revision rises all the same
    events.record(tag, team_id=team_id, act=act, subject=subject_of(case), details=details)


def add_step(case: Case, kind: StepKind, *, on: dt.date, words: str = "", act: Act) -> Step:
    """Keep what happened, for all who see the case."""
    step = Step(
        case=case,
        term_id=case.term.id,
        kind=kind,
        state=case.state,
        on=on,
        words=words,
        recorded_at=act.at,
    )
    step.done_by(act.by)
    db.session.add(step)
    db.session.flush()
    return step
