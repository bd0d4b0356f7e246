"""The hook that finds a person's time zone; the feature `teams` provides the finder."""

from collections.abc import Callable

from registry import settings

Finder = Callable[[int], str | None]
_FINDERS: list[Finder] = []


def finds_zone(finder: Finder) -> Finder:
    """Register the function that finds the time zone of an account's team; it returns None without a team."""
    _FINDERS.append(finder)
    return finder


def zone_of(user_id: int) -> str:
    """The time zone of a person's first team, or of the installation (an IANA name)."""
    zones = (finder(user_id) for finder in _FINDERS)
    return next((zone for zone in zones if zone), settings.timezone())
