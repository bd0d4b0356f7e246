"""Who acts, in which capacity and for whom: kept with every act and shown beside it."""

import enum
from dataclasses import dataclass

from registry.security.permissions import Role


@dataclass(frozen=True)
class Actor:
    """Who does something: a user, a signatory behind a link, a command, or the registry itself."""

    kind: str
    id: int | None = None
    #: In what they act, as `coordinator`; kept with the event. Empty where that is not known.
    capacity: str = ""
    #: The organization or body they act for, by name: for rows beside the event, which holds no name.
    acts_for: str = ""
    #: The same as events name it: `partner:12` or `committee:3`.
    whom: str = ""

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


REGISTRY = Actor("registry")
COMMAND = Actor("command")


def user(user_id: int, *, capacity: str = "", acts_for: str = "", whom: str = "") -> Actor:
    """The signed-in person who acts, in which capacity and for whom."""
    return Actor("user", user_id, capacity, acts_for, whom)


class Capacity(enum.StrEnum):
    """In what a person acts; whom they act for is named beside it."""

    COORDINATOR = "coordinator"
    CHAIR = "chair"
    MEMBER = "member"
    ALTERNATE = "alternate"
    REPRESENTATIVE = "representative"
    SIGNATORY = "signatory"
    READER = "reader"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Person:
    """A person at the moment of an act."""

    #: Their account; none for who acts behind a link.
    user_id: int | None
    name: str
    capacity: Capacity
    #: The organization, seat or committee they act for; empty for who acts for the team as a whole.
    acts_for: str = ""
    #: The organization or committee as events name it, `partner:12` or `committee:3`.
    whom: str = ""

    @property
    def actor(self) -> Actor:
        """How the audit trail names them."""
        if self.user_id is None:
            return REGISTRY
        capacity, acts_for, whom = self.capacity.value, self.acts_for, self.whom
        return user(self.user_id, capacity=capacity, acts_for=acts_for, whom=whom)


def in_role(user_id: int, role: Role) -> Actor:
    """Who acts in their role in a team, for the team as a whole."""
    return user(user_id, capacity=role.value)


def as_coordinator(user_id: int) -> Actor:
    """Who acts as coordinator of a team."""
    return in_role(user_id, Role.COORDINATOR)


def as_administrator(user_id: int) -> Actor:
    """Who acts as administrator of the installation."""
    return user(user_id, capacity=Capacity.ADMINISTRATOR.value)
