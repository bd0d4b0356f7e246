"""Of whom a document is asked: until it is retired, and where it is only for who joined before a day."""

import datetime as dt

from registry.errors import N_, RuleBroken


def is_asked(
    joined_on: dt.date | None, on: dt.date, *, retired_on: dt.date | None, joined_before: dt.date | None
) -> bool:
    """Whether a document is asked on a day of a partner that joined on some day.

    An organization that is still joining counts as one that joins on the day asked about.
    """
    if retired_on is not None and retired_on <= on:
        return False
    return joined_before is None or (joined_on or on) < joined_before


def check_not_retired(retired_on: dt.date | None, on: dt.date) -> None:
    """A retired document has no new versions, and nobody is asked to sign it."""
    if retired_on is not None and retired_on <= on:
        raise RuleBroken(N_("This document is retired: it is no longer asked of anybody."))


def check_before_statements(dated_on: dt.date, first_in_force: dt.date | None) -> None:
    """A Statement of before the registry is dated before those published here are in force, so that it never
    takes their place.
    """
    if first_in_force is not None and dated_on >= first_in_force:
        raise RuleBroken(
            N_("A Statement published here is in force from %(day)s: an earlier agreement is dated before."),
            field="dated_on",
            day=first_in_force,
        )
