"""Hooks for higher features: checks before a partner's status changes, and parts of its page."""

from collections.abc import Callable

from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status

#: Asked before a partner comes to have a status; what is above partners in the street adds what it knows.
StatusGuard = Callable[[Partner, Status], None]
STATUS_GUARDS: list[StatusGuard] = []


def guards_status(guard: StatusGuard) -> StatusGuard:
    """Register a function that raises `RuleBroken` when a partner must not get a status."""
    STATUS_GUARDS.append(guard)
    return guard


#: Templates that the page of a partner includes after the facts about it; they see what it sees.
PARTS_OF_PAGE: list[str] = []
