"""Failing tasks in words, with what to do: for `registry check` and the coordinators' home page."""

from collections.abc import Iterator

import sqlalchemy as sa

from registry.audit.hooks import TrailReader, is_hidden
from registry.database.session import db
from registry.jobs import troubles
from registry.jobs.models import Trouble
from registry.jobs.schedule import ANYTHING, TASKS
from registry.sentences import in_words
from registry.teams.models import Team

#: The most lines for the administrator; one cause can affect many rows.
MOST_LINES = 20


def words_of(trouble: Trouble) -> str:
    """What is not done, as a catalogue text."""
    return TASKS[trouble.task].not_done if trouble.task in TASKS else ANYTHING


def shown_to(reader: TrailReader) -> list[Trouble]:
    """The rows of a team at which tasks fail, limited to those that the reader may know of; longest-failing
    first.
    """
    hidden = is_hidden(reader, Trouble.subject)
    query = sa.select(Trouble).where(Trouble.team_id == reader.team_id, ~hidden)
    return list(db.session.scalars(query.order_by(Trouble.first_at, Trouble.id).limit(MOST_LINES)))


def any_of_team(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a task fails at a row of a team."""
    return sa.select(Trouble.id).where(Trouble.team_id == team_id).exists()


def lines() -> Iterator[str]:
    """A sentence per row at which a task fails, in English, for the administrator."""
    troubles_found = troubles.of_all()
    for trouble in troubles_found[:MOST_LINES]:
        yield _line(trouble)
    if len(troubles_found) > MOST_LINES:
        yield f"{len(troubles_found) - MOST_LINES} more rows at which tasks fail are not listed here."


def _line(trouble: Trouble) -> str:
    often = "once" if trouble.times == 1 else f"{trouble.times} times"
    since = f"{in_words(trouble.first_at.date())}, {often}: {trouble.cause}"
    if trouble.subject == troubles.WHOLE.subject:
        return (
            f"Task {trouble.task} fails as a whole since {since}. Nothing of it is done until that is mended."
        )
    team = db.session.get(Team, trouble.team_id) if trouble.team_id else None
    whose = f"Team {team.slug}" if team else "Installation"
    return (
        f"{whose}: {words_of(trouble)} ({trouble.subject}, since {since}). The others are done. "
        "Look at its page, at its days above all, and correct them; the log says more."
    )
