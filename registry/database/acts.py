"""Acts at a given moment, and the columns that store who acted, in which capacity and for whom."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry import clock, settings
from registry.personal_data import OTHERS, WHOSE, personal
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity


def act_at(by: Actor, at: dt.datetime, zone: str | None = None) -> Act:
    """The act of somebody at a moment; its day is the date in `zone`, or in the installation's time zone."""
    return Act(by, at, clock.local_date(at, zone or settings.timezone()))


class ActedBy:
    """Columns of an act: who acted, in which capacity and for whom, as it was then."""

    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    by_name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    by_capacity: Mapped[str] = mapped_column(sa.String(20))
    #: The organization, seat or committee they acted for; empty when they acted for the whole team.
    by_for: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))

    def done_by(self, by: Actor) -> None:
        """Store who acted."""
        self.by_id, self.by_name = by.id, by.name
        self.by_capacity, self.by_for = str(by.capacity), by.acts_for[:200]

    @property
    def person(self) -> Actor:
        """Who acted, as it was then."""
        return actors.person(self.by_id, self.by_name, Capacity(self.by_capacity), self.by_for)


class AboutSomebody(ActedBy):
    """The same columns in a row about another person: the row is personal data of that person, not of the
    person who acted.
    """

    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(OTHERS))
    by_name: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
