"""How long a team may store data, and what can be searched for to find a person."""

from collections.abc import Mapping
from types import MappingProxyType

from registry.errors import N_, InvalidInput
from registry.personal_data import BOUNDS, Period

#: The periods that a team can set; the others are set for the installation.
OF_TEAMS = (Period.MESSAGES, Period.LISTS, Period.APPLICATIONS, Period.CONTACTS)
#: The fewest characters of a search for a person; fewer would find everybody.
SHORTEST = 3
LONGEST = 254

Days = Mapping[Period, int]
USUAL: Days = MappingProxyType({period: bounds.usual for period, bounds in BOUNDS.items()})


def check_days(days: Days) -> None:
    """Each period must lie between its bounds."""
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
    """The effective periods for stored choices: defaults where nothing was chosen, always within the
    bounds.
    """
    return {
        period: min(max(chosen.get(period.value, bounds.usual), bounds.least), bounds.most)
        for period, bounds in BOUNDS.items()
    }


def check_sought(sought: str) -> str:
    """The normalized search for a person: an address or a full name."""
    text = " ".join(sought.split())
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidInput(N_("Enter an e-mail address or a whole name."), field="sought")
    return text
