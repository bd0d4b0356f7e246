"""What an account, a session and a factor are held to, and the waiting time after failed tries."""

import datetime as dt
import enum
from collections.abc import Collection

from registry.accounts.passwords import is_common
from registry.errors import N_, InvalidInput, RuleBroken
from registry.text import email_address

NAME_LENGTH = 200
EMAIL_LENGTH = 254
REASON_LENGTH = 500

SHORTEST_PASSWORD = 12  # characters; length counts, not composition (OWASP ASVS 5, 6.2)
LONGEST_PASSWORD = 256
#: Shorter parts of a name or an address say little about a password that holds them.
SHORTEST_TELLING_PART = 4  # letters
PRODUCT = "partnershipregistry"

#: Failures in a row that are free; from then on each doubles the wait.
FREE_FAILURES = 5
#: From one place: an office or a hospital may share it. Slips of who then came in are taken off again.
FREE_FAILURES_OF_A_PLACE = 100
FIRST_WAIT = dt.timedelta(seconds=4)
LONGEST_WAIT = dt.timedelta(minutes=15)
MOST_DOUBLINGS = 8  # of the first wait: beyond the longest
#: After so long without another, failures count no more.
FAILURES_FADE = dt.timedelta(hours=24)

#: How long a welcome link lives.
WELCOME_LIFETIME = dt.timedelta(days=7)
#: How long a link lives with which one signs in, or chooses a new password (OWASP ASVS 5, 6.5.5).
LINK_LIFETIME = dt.timedelta(minutes=10)
#: How long after the first factor the second is waited for, and a passkey's answer after the question.
SECOND_FACTOR_TIME = dt.timedelta(minutes=10)
#: How long ago somebody may have proved who they are to change what they prove it with.
PROOF_LIFETIME = dt.timedelta(minutes=15)
#: How often it is written that a session is in use.
SEEN_EVERY = dt.timedelta(minutes=1)
#: How long an ended session, a used link or a spent challenge stays in the database.
KEPT_AFTER_ITS_END = dt.timedelta(days=30)

PASSKEY_NAME_LENGTH = 60
MOST_PASSKEYS = 20


class Factor(enum.StrEnum):
    """What a person proves themselves with."""

    PASSWORD = "password"  # noqa: S105
    LINK = "link"
    CODE = "code"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"
    #: The directory of their organization; which says, or does not, that it asked for more than a password.
    DIRECTORY = "directory"
    DIRECTORY_STRONG = "directory-strong"


#: What counts beside a password or a link; a passkey, which asks for a finger or a PIN, counts as both.
SECOND_FACTORS = frozenset({Factor.CODE, Factor.PASSKEY, Factor.RECOVERY_CODE, Factor.DIRECTORY_STRONG})
#: What counts where a link by mail does not.
MORE_THAN_A_LINK = frozenset({Factor.PASSWORD, Factor.PASSKEY, Factor.DIRECTORY, Factor.DIRECTORY_STRONG})


class Ending(enum.StrEnum):
    """Why a session is over."""

    ENDED = "ended"
    IDLE = "idle"
    OVER = "over"


def ending_of(
    *,
    ended_at: dt.datetime | None,
    last_seen_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
    idle: dt.timedelta,
) -> Ending | None:
    """Why a session is over, None while it lasts; `idle` is how long it may lie unused."""
    if ended_at is not None:
        return Ending.ENDED
    if now >= ends_at:
        return Ending.OVER
    return Ending.IDLE if now >= last_seen_at + idle else None


def has_second_factor(factors: Collection[str]) -> bool:
    """Whether somebody proved themselves with more than a password or a link."""
    return not SECOND_FACTORS.isdisjoint(factors)


def is_more_than_a_link(factors: Collection[str]) -> bool:
    """Whether somebody came in with more than a link by mail."""
    return not MORE_THAN_A_LINK.isdisjoint(factors)


def address_key(typed: str) -> str:
    """An address as accounts are found and tries are counted by: however it was written, the same."""
    return (email_address(typed) or typed.strip()).lower()


def check_person(*, email: str, name: str) -> None:
    """An account belongs to a person with a name, at an address that has the shape of one."""
    if email_address(email) != email:
        raise InvalidInput(N_("This is not an e-mail address, such as name@example.org."), field="email")
    check_name(name)


def check_name(name: str) -> None:
    """A person is called something."""
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput(
            N_("Give the person’s name, in at most %(count)s characters."), field="name", count=NAME_LENGTH
        )


def check_password(password: str, *, email: str, name: str = "") -> None:
    """A password is long enough, and neither a common one nor made of what everybody knows of the person."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            N_("Use at least %(count)s characters; a few words in a row are easy to keep."),
            field="password",
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(N_("Use at most %(count)s characters."), field="password", count=LONGEST_PASSWORD)
    if _tells_of(password, email=email, name=name):
        raise RuleBroken(
            N_("Leave out your name, your address and the name of this registry: they are tried first."),
            field="password",
        )
    if is_common(password):
        raise RuleBroken(
            N_("Many people use this password, or one very like it. Choose another."), field="password"
        )


def wait_after(failures: int, free: int = FREE_FAILURES) -> dt.timedelta:
    """How long to wait after so many failed tries in a row, of which some are free."""
    if failures < free:
        return dt.timedelta(0)
    doublings = min(failures - free, MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def count_again(failures: int, last_at: dt.datetime, now: dt.datetime) -> int:
    """The failures in a row once another is added; those of long ago have faded."""
    return 1 if now >= last_at + FAILURES_FADE else failures + 1


def faded(failures: int, last_at: dt.datetime, now: dt.datetime) -> int:
    """The failures of a place that still count: one fades in each longest wait.

    Whoever goes on guessing from there gets no more tries by it than the waits let them have.
    """
    return max(failures - max(now - last_at, dt.timedelta(0)) // LONGEST_WAIT, 0)


def _tells_of(password: str, *, email: str, name: str) -> bool:
    said = _letters(password)
    parts = [PRODUCT, _letters(email), _letters(email.partition("@")[0]), *map(_letters, name.split())]
    return any(part in said for part in parts if len(part) >= SHORTEST_TELLING_PART)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
