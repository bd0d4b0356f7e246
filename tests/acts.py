"""Acts, as tests need them: by whom, when, and on which day."""

import datetime as dt
from typing import Any

from registry.clock import local_date
from registry.security.actors import Act, Actor


def act_of(by: Any, at: dt.datetime, on: dt.date | None = None) -> Act:
    """What an actor or an account does at a moment; its day is that of Toronto where none is given."""
    actor = by if isinstance(by, Actor) else Actor("user", by.id, name=by.name)
    return Act(actor, at, on or local_date(at, "America/Toronto"))


def with_act(said: dict[str, Any], usual: Act) -> dict[str, Any]:
    """What a test says, with `by`, `now` and `on` in place of what is usual in the act."""
    by, at = said.pop("by", usual.by), said.pop("now", usual.at)
    on = said.pop("on", usual.on if at == usual.at else None)
    return {"act": act_of(by, at, on)} | said
