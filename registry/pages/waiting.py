"""What waits for the reader, and for whom the reader waits, in one form for all features."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.access import Role
from registry.accounts.models import User
from registry.teams.models import Team


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, about what, where, and by when where there is a day."""

    title: str
    about: str
    address: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class WaitingFor:
    """One thing that others have still to do, by name."""

    title: str
    names: Sequence[str]
    address: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Waits:
    """What waits for the reader, and for whom the reader waits."""

    on_reader: Sequence[Waiting]
    on_others: Sequence[WaitingFor]


@dataclass(frozen=True)
class Reader:
    """Whose home page it is."""

    user: User
    team: Team
    role: Role
    on: dt.date

    def address(self, endpoint: str, **place: Any) -> str:
        """A page of their team."""
        return url_for(endpoint, team=self.team.slug, **place)
