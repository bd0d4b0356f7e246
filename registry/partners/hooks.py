"""Hooks for higher features: checks before a partner's status changes, and parts of its page."""

from collections.abc import Callable

from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status
from registry.security.actors import Act

#: Called before a partner gets a status; higher features add their checks.
StatusGuard = Callable[[Partner, Status], None]
STATUS_GUARDS: list[StatusGuard] = []


def guards_status(guard: StatusGuard) -> StatusGuard:
    """Register a function that raises `RuleBroken` when a partner must not get a status."""
    STATUS_GUARDS.append(guard)
    return guard


#: Called when a partner is marked as entered by mistake: what waits for it ends.
WhenMistaken = Callable[[Partner, Act], None]
WHEN_MISTAKEN: list[WhenMistaken] = []


def when_mistaken(end: WhenMistaken) -> WhenMistaken:
    """Register a function that ends what waits for a partner."""
    WHEN_MISTAKEN.append(end)
    return end


#: Templates that a partner's page includes below its facts; they have the same variables.
PARTS_OF_PAGE: list[str] = []
