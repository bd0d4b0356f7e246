"""Passwords and the waiting time after failed sign-ins."""

import datetime as dt
import re

from registry.errors import N_, InvalidInput, RuleBroken

NAME_LENGTH = 200
EMAIL_LENGTH = 254
#: The shape of an address; whether it exists, the mail server says.
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")

SHORTEST_PASSWORD = 12  # characters; length counts, not composition (OWASP ASVS 5, 6.2)
LONGEST_PASSWORD = 128

#: Failures in a row that are free; from then on each doubles the wait.
FREE_FAILURES = 5
FIRST_WAIT = dt.timedelta(seconds=4)
LONGEST_WAIT = dt.timedelta(minutes=15)
MOST_DOUBLINGS = 8  # of the first wait: beyond the longest

#: How long a welcome link lives.
WELCOME_LIFETIME = dt.timedelta(days=7)


def check_person(*, email: str, name: str) -> None:
    """An account belongs to a person with a name, at an address that has the shape of one."""
    if len(email) > EMAIL_LENGTH or not EMAIL.fullmatch(email):
        raise InvalidInput(N_("This is not an e-mail address, such as name@example.org."), field="email")
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput(
            N_("Give the person’s name, in at most %(count)s characters."), field="name", count=NAME_LENGTH
        )


def check_password(password: str, *, email: str) -> None:
    """A password is long enough and is not the address it belongs to."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            N_("Use at least %(count)s characters; a few words in a row are easy to keep."),
            field="password",
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(N_("Use at most %(count)s characters."), field="password", count=LONGEST_PASSWORD)
    if password.casefold() == email.casefold():
        raise RuleBroken(N_("Your address cannot be your password."), field="password")


def wait_after(failures: int) -> dt.timedelta:
    """How long an account rests after so many failed sign-ins in a row."""
    if failures < FREE_FAILURES:
        return dt.timedelta(0)
    doublings = min(failures - FREE_FAILURES, MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_resting(failures: int, failed_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an account does not take another try yet."""
    return failed_at is not None and now < failed_at + wait_after(failures)
