"""Hooks for higher features: checks before a partner's status changes, and parts of its page."""

from collections.abc import Callable

from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status

#: Called before a partner gets a status; higher features add their checks.
StatusGuard = Callable[[Partner, Status], None]
STATUS_GUARDS: list[StatusGuard] = []


def guards_status(guard: StatusGuard) -> StatusGuard:
    """Register a function that raises `RuleBroken` when a partner must not get a status."""
    STATUS_GUARDS.append(guard)
    return guard


#: Templates that a partner's page includes below its facts; they have the same variables.
PARTS_OF_PAGE: list[str] = []
