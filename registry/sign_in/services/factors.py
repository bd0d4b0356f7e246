"""A person's second factors as a whole: which exist, whether one may be removed, and the reset."""

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.sign_in.hooks import policy_of
from registry.sign_in.messages import Changed
from registry.sign_in.models import Authenticator, Passkey, RecoveryCode
from registry.sign_in.queries.factors import held_by
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import Change
from registry.sign_in.services import sessions

TAGS = {
    Change.PASSWORD_SET: SignInEvent.PASSWORD_SET,
    Change.AUTHENTICATOR_ADDED: SignInEvent.FACTOR_ADDED,
    Change.AUTHENTICATOR_REMOVED: SignInEvent.FACTOR_REMOVED,
    Change.PASSKEY_ADDED: SignInEvent.FACTOR_ADDED,
    Change.PASSKEY_REMOVED: SignInEvent.FACTOR_REMOVED,
    Change.RECOVERY_CODES_MADE: SignInEvent.RECOVERY_CODES_MADE,
    Change.RECOVERY_CODE_USED: SignInEvent.RECOVERY_CODE_USED,
    Change.FACTORS_RESET: SignInEvent.FACTORS_RESET,
    Change.DIRECTORY_LINKED: SignInEvent.FACTOR_ADDED,
}


def note(
    change: Change,
    user: User,
    *,
    is_told: bool = True,
    act: Act,
) -> None:
    """Record a change of a person's factors and notify that person, who may not have made the change."""
    events.record(TAGS[change], user, act, change=change.value)
    if is_told:
        Changed.post(user, change, act.at)


def check_removable(user: User) -> None:
    """The last second factor must stay if a team requires one, or if it is the only way to sign in."""
    if not held_by(user.id).is_last:
        return
    policy = policy_of(user.id)
    if policy.needs_second_factor:
        raise RuleBroken(N_("You are asked for a second factor: add another before this one goes."))
    if not user.password_hash and not policy.allows_link:
        raise RuleBroken(N_("Without it you could not sign in any more: choose a password first."))


def forget_codes_without_factor(user_id: int) -> None:
    """Delete recovery codes together with the last factor that they replace in an emergency."""
    if not held_by(user_id).any:
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def reset(user: User, *, act: Act) -> None:
    """Remove every second factor and end every session of a person who lost their factors; they get a message
    about it.
    """
    for held in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(sa.delete(held).where(held.user_id == user.id))
    note(Change.FACTORS_RESET, user, act=act)
    sessions.end_all(user.id, act=act)
