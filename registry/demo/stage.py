"""What the demonstration plays on: the team, its people, and the moment at which the curtain rises."""

import datetime as dt
from dataclasses import dataclass

from registry import clock
from registry.audit import services as audit
from registry.demo import cast
from registry.partners.models import Partner
from registry.teams.models import Team


@dataclass(frozen=True)
class Stage:
    """The team, its people and the moment at which the curtain rises."""

    team: Team
    actor: audit.Actor
    partners: dict[cast.Organization, Partner]
    now: dt.datetime

    def ago(self, **length: int) -> dt.datetime:
        """A moment before: `ago(days=20)`."""
        return self.now - dt.timedelta(**length)

    def day(self, days: int) -> dt.date:
        """The day so many days from today; before it where negative."""
        return clock.local_date(self.now, self.team.timezone) + dt.timedelta(days=days)
