"""How long a team may keep what it does not need any more, and how a person is asked for."""

from collections.abc import Mapping
from types import MappingProxyType

from registry.errors import N_, InvalidInput
from registry.personal_data import BOUNDS, Period

#: The periods that a team sets; the others are the installation's.
OF_TEAMS = (Period.MESSAGES, Period.LISTS, Period.APPLICATIONS, Period.CONTACTS)
#: The fewest characters by which a person is looked for: with fewer, all are found.
SHORTEST = 3
LONGEST = 254

Days = Mapping[Period, int]
USUAL: Days = MappingProxyType({period: bounds.usual for period, bounds in BOUNDS.items()})


def check_days(days: Days) -> None:
    """Each period lies between its bounds."""
    for period, chosen in days.items():
        bounds = BOUNDS[period]
        if not bounds.least <= chosen <= bounds.most:
            raise InvalidInput(
                N_("Choose between %(least)s and %(most)s days."),
                field=period.value,
                least=bounds.least,
                most=bounds.most,
            )


def days_of(chosen: Mapping[str, int]) -> Days:
    """What holds, from what was stored: the usual where nothing was, and never beyond the bounds."""
    return {
        period: min(max(chosen.get(period.value, bounds.usual), bounds.least), bounds.most)
        for period, bounds in BOUNDS.items()
    }


def check_sought(sought: str) -> str:
    """What a person is looked for by: an address or a whole name."""
    found = " ".join(sought.split())
    if not SHORTEST <= len(found) <= LONGEST:
        raise InvalidInput(N_("Enter an e-mail address or a whole name."), field="sought")
    return found
