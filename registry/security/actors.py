"""Who acts, when, in which capacity and for whom; stored with every act and shown beside it."""

import datetime as dt
import enum
from dataclasses import dataclass, replace

from registry.security.permissions import Role


class Capacity(enum.StrEnum):
    """The capacity in which a person acts; whom they act for is named beside it."""

    COORDINATOR = "coordinator"
    CHAIR = "chair"
    MEMBER = "member"
    ALTERNATE = "alternate"
    REPRESENTATIVE = "representative"
    SIGNATORY = "signatory"
    READER = "reader"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a user, a signatory with a personal link, a command, or the registry itself."""

    kind: str
    id: int | None = None
    #: A value of `Capacity` or `Role`, stored with the event; empty when it is not known.
    capacity: str = ""
    #: The organization, seat or committee they act for; empty when they act for the whole team.
    acts_for: str = ""
    #: The same in the notation of events: `partner:12` or `committee:3`.
    whom: str = ""
    #: For rows stored beside an event; the event itself contains no name.
    name: str = ""

    @property
    def account_id(self) -> int | None:
        """The account of the actor, if they have one."""
        return self.id if self.kind == "user" else None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


REGISTRY = Actor("registry")
COMMAND = Actor("command")


def user(user_id: int, *, capacity: str = "", acts_for: str = "", whom: str = "") -> Actor:
    """The signed-in person, in a capacity and acting for somebody."""
    return Actor("user", user_id, capacity, acts_for, whom)


def person(user_id: int | None, name: str, capacity: Capacity, acts_for: str = "", whom: str = "") -> Actor:
    """A person by name.

    Without an account they act by a personal link; events then name the registry as actor.
    """
    return Actor("registry" if user_id is None else "user", user_id, capacity, acts_for, whom, name)


def in_role(user_id: int, role: Role) -> Actor:
    """A person acting in their team role, for the whole team."""
    return user(user_id, capacity=role.value)


def as_coordinator(user_id: int) -> Actor:
    """A person acting as coordinator of a team."""
    return in_role(user_id, Role.COORDINATOR)


def as_administrator(user_id: int) -> Actor:
    """A person acting as administrator of the installation."""
    return user(user_id, capacity=Capacity.ADMINISTRATOR.value)


@dataclass(frozen=True)
class Act:
    """The act that every change is given: by whom, when (`at`), and on which local day (`on`)."""

    by: Actor
    at: dt.datetime
    #: The day of the act in the time zone of the team, or else of the installation.
    on: dt.date

    def as_(self, by: Actor) -> "Act":
        """The same act by another actor, for example the registry, which carries out the consequences."""
        return replace(self, by=by)
