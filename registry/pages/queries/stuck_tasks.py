"""Failing tasks in words, with what to do: for `registry check` and the coordinators' home page."""

from collections.abc import Iterator

import sqlalchemy as sa

from registry.audit.hooks import TrailReader, is_hidden
from registry.database.session import db
from registry.dates import in_words
from registry.jobs import troubles
from registry.jobs.models import Trouble
from registry.jobs.schedule import ANYTHING, TASKS
from registry.teams.models import Team

#: Lines for the administrator; one cause makes many.
MOST_LINES = 20


def words_of(trouble: Trouble) -> str:
    """What is not done, as a catalogue text."""
    return TASKS[trouble.task].not_done if trouble.task in TASKS else ANYTHING


def shown_to(reader: TrailReader) -> list[Trouble]:
    """The rows of a team at which tasks fail, as far as the reader may know of them, longest-failing first."""
    hidden = is_hidden(reader, Trouble.subject)
    query = sa.select(Trouble).where(Trouble.team_id == reader.team_id, ~hidden)
    return list(db.session.scalars(query.order_by(Trouble.first_at, Trouble.id).limit(MOST_LINES)))


def lines() -> Iterator[str]:
    """A sentence per row at which a task fails, in English, for the administrator."""
    found = troubles.of_all()
    for one in found[:MOST_LINES]:
        yield _line(one)
    if len(found) > MOST_LINES:
        yield f"{len(found) - MOST_LINES} more rows at which tasks fail are not listed here."


def _line(one: Trouble) -> str:
    often = "once" if one.times == 1 else f"{one.times} times"
    since = f"{in_words(one.first_at.date())}, {often}: {one.cause}"
    if one.subject == troubles.WHOLE.subject:
        return f"Task {one.task} fails as a whole since {since}. Nothing of it is done until that is mended."
    team = db.session.get(Team, one.team_id) if one.team_id else None
    whose = f"Team {team.slug}" if team else "Installation"
    return (
        f"{whose}: {words_of(one)} ({one.subject}, since {since}). The others are done. "
        "Look at its page, at its days above all, and correct them; the log says more."
    )
