"""The steps of a case, for everybody who may see it."""

import datetime as dt

from registry.conflicts.models.cases import Case, Step
from registry.conflicts.rules.cases import StepKind
from registry.database.session import db
from registry.security.actors import Act


def add(case: Case, kind: StepKind, *, on: dt.date, words: str = "", act: Act) -> Step:
    """Store what happened, for everybody who may see the case."""
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
