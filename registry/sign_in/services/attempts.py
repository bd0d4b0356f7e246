"""Attempts to prove one's identity: every kind is counted, delayed and recorded in the same way."""

import datetime as dt
from collections.abc import Callable, Sequence

from registry.accounts.models import User
from registry.sign_in.services import authenticators, passwords, recovery_codes, throttle


def by_code(
    user: User, code: str, *, counted: Sequence[throttle.Counter], secret: str, now: dt.datetime
) -> bool:
    """Check a code of a person's app; raises `MustWait` after too many wrong codes."""
    return _tried(
        user, lambda: authenticators.accept(user, code, secret=secret, now=now), counted=counted, now=now
    )


def by_recovery_code(
    user: User, code: str, *, counted: Sequence[throttle.Counter], secret: str, now: dt.datetime
) -> bool:
    """Check a recovery code of a person; raises `MustWait` after too many attempts."""
    return _tried(
        user, lambda: recovery_codes.accept(user, code, secret=secret, now=now), counted=counted, now=now
    )


def by_password(user: User, *, is_right: bool, counted: Sequence[throttle.Counter], now: dt.datetime) -> bool:
    """Check the password of a signed-in person; raises `MustWait` after too many wrong ones."""
    return _tried(user, lambda: is_right, counted=counted, now=now)


def _tried(
    user: User, accept: Callable[[], bool], *, counted: Sequence[throttle.Counter], now: dt.datetime
) -> bool:
    throttle.check(counted, now=now)
    if accept():
        throttle.forget(counted)
        return True
    throttle.note_failure(counted, now=now)
    passwords.note_refused(user, now=now)
    return False
