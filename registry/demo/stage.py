"""The base of the demonstration: its team, its people, and the moment at which it is filled."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from registry import clock
from registry.accounts.models import User
from registry.committees.models import Committee
from registry.database.acts import act_at
from registry.demo import cast
from registry.partners.models.partners import Partner
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity, as_coordinator
from registry.teams.models import Team


@dataclass(frozen=True)
class Stage:
    """The team, its people, and the moment of filling."""

    team: Team
    #: The coordinator's account.
    user: User
    partners: dict[cast.Organization, Partner]
    now: dt.datetime

    @property
    def actor(self) -> actors.Actor:
        """The coordinator as actor."""
        return as_coordinator(self.user.id)

    @property
    def coordinator(self) -> Actor:
        """The coordinator, for the whole team."""
        return actors.person(self.user.id, self.user.name, Capacity.COORDINATOR)

    def act(self, by: Actor, at: dt.datetime) -> Act:
        """An act at a moment."""
        return act_at(by, at, self.team.timezone)

    def ago(self, **length: int) -> dt.datetime:
        """A moment in the past by the team's local time, across changes of daylight saving."""
        local = self.now.astimezone(ZoneInfo(self.team.timezone))
        return (local - dt.timedelta(**length)).astimezone(dt.UTC)

    def day(self, days: int) -> dt.date:
        """The day a number of days from today; in the past when negative."""
        return clock.local_date(self.now, self.team.timezone) + dt.timedelta(days=days)

    def organization(self, partner_id: int | None) -> cast.Organization:
        """The organization behind a partner."""
        return next(
            organization for organization, partner in self.partners.items() if partner.id == partner_id
        )


@dataclass(frozen=True)
class Table:
    """The two committees, and the accounts that act for organizations."""

    steering: Committee
    group: Committee
    users: Mapping[cast.Organization, User]

    @property
    def chair(self) -> Actor:
        """The chair of the steering committee."""
        user = self.users[cast.HOSPITAL]
        return actors.person(
            user.id, user.name, Capacity.CHAIR, self.steering.name("en"), f"committee:{self.steering.id}"
        )
