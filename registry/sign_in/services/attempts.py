"""Attempts to prove one's identity: every kind is counted, delayed and recorded in the same way."""

from collections.abc import Callable, Sequence

from registry.accounts.models import User
from registry.security.actors import Act
from registry.sign_in.services import authenticators, passwords, recovery_codes, throttle


def by_code(user: User, code: str, *, counted: Sequence[throttle.Counter], secret: str, act: Act) -> bool:
    """Check a code of a person's app; raises `MustWait` after too many wrong codes."""
    return _tried(
        user, lambda: authenticators.accept(user, code, secret=secret, now=act.at), counted=counted, act=act
    )


def by_recovery_code(
    user: User, code: str, *, counted: Sequence[throttle.Counter], secret: str, act: Act
) -> bool:
    """Check a recovery code of a person; raises `MustWait` after too many attempts."""
    return _tried(
        user, lambda: recovery_codes.accept(user, code, secret=secret, act=act), counted=counted, act=act
    )


def by_password(user: User, *, is_right: bool, counted: Sequence[throttle.Counter], act: Act) -> bool:
    """Check the password of a signed-in person; raises `MustWait` after too many wrong ones."""
    return _tried(user, lambda: is_right, counted=counted, act=act)


def _tried(user: User, accept: Callable[[], bool], *, counted: Sequence[throttle.Counter], act: Act) -> bool:
    throttle.check(counted, now=act.at)
    if accept():
        throttle.forget(counted)
        return True
    throttle.note_failure(counted, now=act.at)
    passwords.note_refused(user, act=act)
    return False
