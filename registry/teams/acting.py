"""Who acts, in which capacity and for whom: kept with every act and shown beside it."""

import enum
from dataclasses import dataclass

from registry.access import Role
from registry.audit import services as audit


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
    def actor(self) -> audit.Actor:
        """How the audit trail names them."""
        if self.user_id is None:
            return audit.REGISTRY
        capacity, acts_for, whom = self.capacity.value, self.acts_for, self.whom
        return audit.user(self.user_id, capacity=capacity, acts_for=acts_for, whom=whom)


def in_role(user_id: int, role: Role) -> audit.Actor:
    """Who acts in their role in a team, for the team as a whole."""
    return audit.user(user_id, capacity=role.value)


def as_coordinator(user_id: int) -> audit.Actor:
    """Who acts as coordinator of a team."""
    return in_role(user_id, Role.COORDINATOR)


def as_administrator(user_id: int) -> audit.Actor:
    """Who acts as administrator of the installation."""
    return audit.user(user_id, capacity=Capacity.ADMINISTRATOR.value)
