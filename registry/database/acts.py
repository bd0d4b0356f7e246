"""Acts of a moment, and the columns that keep who did something, in which capacity and for whom."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry import clock, settings
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity


def act_at(by: Actor, at: dt.datetime, zone: str | None = None) -> Act:
    """What somebody does at a moment: its day is that of a time zone, or of the installation's."""
    return Act(by, at, clock.local_date(at, zone or settings.timezone()))


class ActedBy:
    """Columns of an act: who did it, in which capacity and for whom, as it was then."""

    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    by_capacity: Mapped[str] = mapped_column(sa.String(20))
    #: The organization, seat or committee they acted for; empty for the team as a whole.
    by_for: Mapped[str] = mapped_column(sa.String(200), default="")

    def done_by(self, by: Actor) -> None:
        """Keep who acted."""
        self.by_id, self.by_name = by.id, by.name
        self.by_capacity, self.by_for = str(by.capacity), by.acts_for[:200]

    @property
    def person(self) -> Actor:
        """Who acted, as it was then."""
        return actors.person(self.by_id, self.by_name, Capacity(self.by_capacity), self.by_for)
