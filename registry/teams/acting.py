"""Who acts, in which capacity and for whom: kept with every act and shown beside it."""

import enum
from dataclasses import dataclass

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

    @property
    def actor(self) -> audit.Actor:
        """How the audit trail names them."""
        return audit.REGISTRY if self.user_id is None else audit.user(self.user_id)
