"""Hooks for higher features: the signatures on a version, and what a team had set before its agreements said
it.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from registry.documents.models import Version
from registry.documents.rules.provisions import ProvisionKind, Value

#: The number of partners' signatures that count for a version, including those that carry over from earlier
#: ones.
Counter = Callable[[Version], int]

_COUNTERS: list[Counter] = []

#: The partners that had signed a version on a day, or an earlier one whose signatures count for it.
Signers = Callable[[Version, dt.date], frozenset[int]]

_SIGNERS: list[Signers] = []


def count_signatures_with(counter: Counter) -> None:
    """Register the counter of signatures on a version."""
    _COUNTERS[:] = [counter]


def signatures_on(version: Version) -> int | None:
    """The number of signatures that an editorial successor would carry over; None without a counter."""
    return next((count(version) for count in _COUNTERS), None)


def names_signers_with(signers: Signers) -> Signers:
    """Register who tells which partners had signed a version."""
    _SIGNERS[:] = [signers]
    return signers


def signers_of(version: Version, on: dt.date) -> frozenset[int]:
    """The partners that a version bound by their signature on a day; none where signatures are not kept."""
    return next((signers(version, on) for signers in _SIGNERS), frozenset())


#: Returns what a team, by its id, has set; kinds that it has not set are left out.
Settings = Callable[[int], Mapping[ProvisionKind, Value]]
_SETTINGS: list[Settings] = []


def tells_settings(settings: Settings) -> Settings:
    """Register a function that returns what a team has set for some kinds of provisions."""
    _SETTINGS.append(settings)
    return settings


def settings_of(team_id: int) -> dict[ProvisionKind, Value]:
    """What a team has set, by kind: it runs while no agreement says anything else."""
    return {kind: value for settings in _SETTINGS for kind, value in settings(team_id).items()}
