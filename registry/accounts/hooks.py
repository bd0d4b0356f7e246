"""In which time zone a person is told of moments; the feature that keeps teams brings the finder."""

from collections.abc import Callable

from registry import settings

Finder = Callable[[int], str | None]
_FINDERS: list[Finder] = []


def finds_zone(finder: Finder) -> Finder:
    """Register the function that finds the zone of an account's team; None where it has none."""
    _FINDERS.append(finder)
    return finder


def zone_of(user_id: int) -> str:
    """The zone of a person's first team, or that of the installation (an IANA name)."""
    found = (finder(user_id) for finder in _FINDERS)
    return next((zone for zone in found if zone), settings.timezone())
