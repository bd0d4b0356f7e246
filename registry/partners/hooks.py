"""Hooks for higher features: checks before a partner's status changes, parts of its page, what a partnership
can rest on, where an organization begins to join, and what follows from a changed address.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Protocol

from registry.partners.models.partners import Partner, StatusChange
from registry.partners.models.people import Signatory
from registry.partners.rules.grounds import Offer
from registry.partners.rules.partners import Status
from registry.security.actors import Act
from registry.teams.models import Team

#: Called before a partner gets a status; higher features add their checks.
StatusGuard = Callable[[Partner, Status], None]
STATUS_GUARDS: list[StatusGuard] = []


def guards_status(guard: StatusGuard) -> StatusGuard:
    """Register a function that raises `RuleBroken` when a partner must not get a status."""
    STATUS_GUARDS.append(guard)
    return guard


#: Called before a status is corrected or struck out; higher features refuse what came about by something of
#: theirs, which is corrected there.
CorrectionGuard = Callable[[StatusChange], None]
CORRECTION_GUARDS: list[CorrectionGuard] = []


def guards_correction(guard: CorrectionGuard) -> CorrectionGuard:
    """Register a function that raises `RuleBroken` when a status is corrected elsewhere."""
    CORRECTION_GUARDS.append(guard)
    return guard


class WhenMistaken(Protocol):
    """Ends what waits for a partner, with the reason why it was a mistake."""

    def __call__(self, partner: Partner, *, reason: str, act: Act) -> None: ...


#: Called when a partner is marked as entered by mistake: what waits for it ends.
WHEN_MISTAKEN: list[WhenMistaken] = []


def when_mistaken(end: WhenMistaken) -> WhenMistaken:
    """Register a function that ends what waits for a partner."""
    WHEN_MISTAKEN.append(end)
    return end


#: Templates that a partner's page includes below its facts; they have the same variables.
PARTS_OF_PAGE: list[str] = []

#: Returns the grounds of a partnership that the registry knows of a team on a day: agreements and decisions
#: that everybody in the team may read.
GroundFinder = Callable[[Team, dt.date], Iterable[Offer]]
_GROUND_FINDERS: list[GroundFinder] = []


def finds_grounds(finder: GroundFinder) -> GroundFinder:
    """Register a function that finds what a partnership can rest on."""
    _GROUND_FINDERS.append(finder)
    return finder


def grounds_of(team: Team, on: dt.date) -> list[Offer]:
    """What a partnership in a team can rest on, as far as the registry knows, in the reader's language."""
    return [offer for find in _GROUND_FINDERS for offer in find(team, on)]


#: The endpoint of the page on which an organization begins to join; it takes the name as `organization`.
DOORS: list[str] = []


#: Returns where somebody goes on to who has changed a person's address; empty when nothing follows from it.
LeadsOn = Callable[[Signatory], str]
_LEADS_ON: list[LeadsOn] = []


def leads_on_after_address(lead: LeadsOn) -> LeadsOn:
    """Register a function that leads on after a person's address was changed."""
    _LEADS_ON.append(lead)
    return lead


def page_after_address(signatory: Signatory) -> str:
    """Where somebody goes on to who has changed a person's address; empty when nothing follows from it."""
    return next((page for lead in _LEADS_ON if (page := lead(signatory))), "")
