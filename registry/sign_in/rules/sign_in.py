"""Rules for accounts, sessions and factors, and the delay after failed attempts."""

import datetime as dt
import enum
import hashlib
import ipaddress
from collections.abc import Collection

from registry.errors import N_
from registry.labels import Labelled


class Change(enum.StrEnum):
    """A change, in the words of the message about it."""

    PASSWORD_SET = "password-set"  # noqa: S105
    AUTHENTICATOR_ADDED = "authenticator-added"
    AUTHENTICATOR_REMOVED = "authenticator-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    FACTORS_RESET = "factors-reset"
    DIRECTORY_LINKED = "directory-linked"


#: This many consecutive failures cause no delay; each further one doubles the delay.
FREE_FAILURES = 5
#: For one place, which an office or a hospital may share. Failures of people who then sign in are subtracted.
FREE_FAILURES_OF_A_PLACE = 100
FIRST_WAIT = dt.timedelta(seconds=4)
LONGEST_WAIT = dt.timedelta(minutes=15)
MOST_DOUBLINGS = 8  # of the shortest delay; more than the longest one needs
#: Failures no longer count this long after the last one.
FAILURES_FADE = dt.timedelta(hours=24)

#: How long a welcome link is valid.
WELCOME_LIFETIME = dt.timedelta(days=7)
#: How long a link for signing in or for a new password is valid (OWASP ASVS 5, 6.5.5).
LINK_LIFETIME = dt.timedelta(minutes=10)
#: How long the second factor may come after the first, and a passkey's answer after its challenge.
SECOND_FACTOR_TIME = dt.timedelta(minutes=10)
#: People whose last proof of identity is older than this must prove it again to change their factors.
PROOF_LIFETIME = dt.timedelta(minutes=15)
#: How often the use of a session is recorded.
SEEN_EVERY = dt.timedelta(minutes=1)
#: How long an ended session, a used link or an answered challenge stays in the database.
KEPT_AFTER_ITS_END = dt.timedelta(days=30)

PASSKEY_NAME_LENGTH = 60
MOST_PASSKEYS = 20


class Factor(enum.StrEnum):
    """A proof of identity."""

    PASSWORD = "password"  # noqa: S105
    LINK = "link"
    CODE = "code"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"
    #: The directory of their organization, which may state that it required more than a password.
    DIRECTORY = "directory"
    DIRECTORY_STRONG = "directory-strong"


#: The factors that count in addition to a password or a link; a passkey requires a finger or a PIN and counts
#: as both.
SECOND_FACTORS = frozenset({Factor.CODE, Factor.PASSKEY, Factor.RECOVERY_CODE, Factor.DIRECTORY_STRONG})
#: The factors that count where a mailed link does not.
MORE_THAN_A_LINK = frozenset({Factor.PASSWORD, Factor.PASSKEY, Factor.DIRECTORY, Factor.DIRECTORY_STRONG})


class Ending(Labelled):
    """Why a session is over."""

    ENDED = "ended", N_("This session was ended. Sign in again.")
    IDLE = "idle", N_("You were away for a while, so the session has ended. Sign in again.")
    OVER = "over", N_("The session has come to its end. Sign in again.")


def ending_of(
    *,
    ended_at: dt.datetime | None,
    last_seen_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
    idle: dt.timedelta,
) -> Ending | None:
    """Why a session is over, None while it lasts; `idle` is how long it may stay unused."""
    if ended_at is not None:
        return Ending.ENDED
    if now >= ends_at:
        return Ending.OVER
    return Ending.IDLE if now >= last_seen_at + idle else None


def has_second_factor(factors: Collection[str]) -> bool:
    """Whether somebody proved more than a password or a link."""
    return not SECOND_FACTORS.isdisjoint(factors)


def is_more_than_a_link(factors: Collection[str]) -> bool:
    """Whether somebody proved more than a mailed link."""
    return not MORE_THAN_A_LINK.isdisjoint(factors)


def wait_after(failures: int, free: int = FREE_FAILURES) -> dt.timedelta:
    """The delay after a number of consecutive failed attempts, the first `free` of which cause none."""
    if failures < free:
        return dt.timedelta(0)
    doublings = min(failures - free, MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def count_again(failures: int, last_at: dt.datetime, now: dt.datetime) -> int:
    """The number of consecutive failures after one more; failures long ago no longer count."""
    return 1 if now >= last_at + FAILURES_FADE else failures + 1


def faded(failures: int, last_at: dt.datetime, now: dt.datetime) -> int:
    """The failures from a place that still count: one is forgotten for each longest delay that passes.

    A person who keeps guessing from that place gains no more attempts this way than the delays allow.
    """
    return max(failures - max(now - last_at, dt.timedelta(0)) // LONGEST_WAIT, 0)


def digest_of(token: str) -> str:
    """The digest of a token, as stored in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def network_of(address: str) -> str:
    """The network address to count by: for IPv6 the prefix that one household shares."""
    try:
        address_read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(address_read, ipaddress.IPv6Address):
        mapped = address_read.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address_read, 64), strict=False))
    return str(address_read)
