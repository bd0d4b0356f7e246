"""The hash chain of events: each link covers the one before it, so no line can be changed unseen."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: What the first link of every chain points back to.
GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """One event as the chain sees it."""

    chain: str
    seq: int
    at: dt.datetime
    tag: str
    actor: str
    subject: str
    details: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True)
class Break:
    """The first place where a chain no longer holds, and what is wrong there."""

    chain: str
    seq: int
    reason: str


def canonical_moment(at: dt.datetime) -> str:
    """A moment as the chain writes it: UTC, microseconds, always the same length."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest_of(
    *,
    chain: str,
    seq: int,
    at: dt.datetime,
    tag: str,
    actor: str,
    subject: str,
    details: Mapping[str, Any],
    previous: str,
) -> str:
    """SHA-256, in hex, of the canonical JSON of an event and of the digest before it."""
    body = [chain, seq, canonical_moment(at), tag, actor, subject, details, previous]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(links: Iterable[Link], *, head: str | None = None, length: int | None = None) -> Break | None:
    """The first broken link of a chain given in order, or None; `head` and `length` say where it must end."""
    previous, expected, chain = GENESIS, 1, ""
    for link in links:
        chain = link.chain
        if link.seq != expected:
            return Break(chain, expected, f"event {expected} is missing; event {link.seq} follows")
        if link.previous != previous:
            return Break(chain, link.seq, "it does not point to the event before it")
        if link.digest != _recomputed(link):
            return Break(chain, link.seq, "its content is not what was recorded")
        previous, expected = link.digest, expected + 1
    if length is not None and expected - 1 != length:
        return Break(chain, expected, f"the chain has {length} events, {expected - 1} were found")
    if head is not None and previous != head:
        return Break(chain, expected - 1, "it is not the last event that was recorded")
    return None


def _recomputed(link: Link) -> str:
    return digest_of(
        chain=link.chain,
        seq=link.seq,
        at=link.at,
        tag=link.tag,
        actor=link.actor,
        subject=link.subject,
        details=link.details,
        previous=link.previous,
    )
