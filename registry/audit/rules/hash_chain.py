"""The hash chain of events: each link covers the one before it, so that no event can be changed unnoticed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.audit.rules import check
from registry.audit.rules.check import Line


@dataclass(frozen=True)
class Link:
    """An event as the chain sees it: the data that its digest covers."""

    chain: str
    seq: int
    at: dt.datetime
    tag: str
    actor: str
    subject: str
    details: Mapping[str, Any]
    previous: str

    @property
    def line(self) -> Line:
        """The event in export format, without its digest."""
        return {
            "chain": self.chain,
            "seq": self.seq,
            "at": canonical_moment(self.at),
            "tag": self.tag,
            "actor": self.actor,
            "subject": self.subject,
            "details": dict(self.details),
            "previous": self.previous,
        }

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the canonical JSON of the event, including the previous digest."""
        return check.digest_of(self.line)


def canonical_moment(at: dt.datetime) -> str:
    """A moment in the chain's format: UTC, with microseconds, always the same length."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


INSTALLATION = "installation"


def chain_of(team_id: int | None) -> str:
    """The name of a team's chain, or of the installation's own chain."""
    return INSTALLATION if team_id is None else f"team:{team_id}"
