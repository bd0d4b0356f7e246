"""What somebody is asked to sign behind a personal link, as far as a second proof needs to know it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.audit.models import About
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database import acts
from registry.database.session import db
from registry.partners.models.people import Signatory
from registry.security import actors
from registry.teams.models import Team
from registry.teams.rules import StepUp


@dataclass(frozen=True)
class Asked:
    """One request to one person, in one generation of its link."""

    #: How events and messages name the request.
    subject: tuple[str, int]
    signatory: Signatory
    generation: int
    asked_at: dt.datetime
    #: Whether a signature is asked for; an acknowledgement needs no second proof.
    is_signature: bool = True

    @property
    def about(self) -> str:
        """The request in one word: `signing_request:12`."""
        kind, number = self.subject
        return f"{kind}:{number}"

    @property
    def team(self) -> Team:
        """The team that asks."""
        return self.signatory.partner.team

    @property
    def address(self) -> str:
        """The address that the link was sent to, as accounts and directories compare it."""
        return self.signatory.email.strip().lower()

    @property
    def accepted(self) -> tuple[StepUp, ...]:
        """The channels of which a proof of one is asked for; none where none is asked."""
        return tuple(map(StepUp, self.team.step_ups)) if self.is_signature else ()

    @property
    def account(self) -> User | None:
        """The account at the address that the link was sent to."""
        return account_queries.find_account(self.address) if self.address else None

    def by_link(self) -> actors.Actor:
        """Who acts behind the link, as the trail names them."""
        return actors.Actor("signatory", self.signatory.id)

    def note(self, tag: Tag, actor: actors.Actor, now: dt.datetime, **details: object) -> None:
        """Record an event about the request."""
        events.record(
            tag,
            About(self.subject, self.team.id),
            acts.act_at(actor, now, self.team.timezone),
            **({"partner": self.signatory.partner_id} | details),
        )


def to_carry(asked: Asked) -> dict[str, Any]:
    """What is asked, as a session may carry it."""
    return {
        "subject": list(asked.subject),
        "signatory": asked.signatory.id,
        "generation": asked.generation,
        "asked_at": asked.asked_at.isoformat(),
    }


def carried(said: Mapping[str, Any]) -> Asked | None:
    """What a session carried; None where its person is gone."""
    signatory = db.session.get(Signatory, said["signatory"])
    if signatory is None:
        return None
    kind, number = said["subject"]
    return Asked((kind, number), signatory, said["generation"], dt.datetime.fromisoformat(said["asked_at"]))
