"""Disabling an account: nobody can sign in with it, and its past acts stay."""

import sqlalchemy as sa

from registry.accounts.models import User
from registry.accounts.rules import REASON_LENGTH
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import actors
from registry.security.actors import Act
from registry.sign_in.models import SignInLink
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.services import sessions

#: Shown only to people who have proved that the account is theirs.
DISABLED = N_("Your account is disabled for now. Ask those who run this registry to open it again.")


def disable(user: User, *, reason: str, act: Act) -> None:
    """Disable an account: its sessions and mailed links end at once.

    Nobody can disable their own account or the last administrator's.
    """
    _check_may_go(user, act.by)
    if not reason or len(reason) > REASON_LENGTH:
        raise RuleBroken(N_("Say why, in at most %(count)s characters."), field="reason", count=REASON_LENGTH)
    user.disabled_at, user.disabled_reason = act.at, reason
    db.session.execute(
        sa.update(SignInLink)
        .where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None))
        .values(used_at=act.at)
    )
    _note(SignInEvent.ACCOUNT_DISABLED, user, act)
    sessions.end_all(user.id, act=act)


def enable(user: User, *, act: Act) -> None:
    """Enable a disabled account; its person signs in as before."""
    if not user.is_disabled:
        raise RuleBroken(N_("This account is not disabled."))
    user.disabled_at, user.disabled_reason = None, ""
    _note(SignInEvent.ACCOUNT_ENABLED, user, act)


def _check_may_go(user: User, actor: actors.Actor) -> None:
    if user.is_disabled:
        raise RuleBroken(N_("This account is disabled already."))
    if actor.kind == "user" and actor.id == user.id:
        raise RuleBroken(N_("You cannot disable your own account: another administrator can."))
    if user.is_administrator and not _other_administrators(user):
        raise RuleBroken(N_("This is the last administrator: name another before this account is disabled."))


def _other_administrators(user: User) -> bool:
    """Whether another administrator exists; locks them, so that two cannot disable each other at once."""
    query = sa.select(User.id).where(User.is_administrator.is_(True), User.disabled_at.is_(None))
    ids = db.session.scalars(query.order_by(User.id).with_for_update()).all()
    return any(user_id != user.id for user_id in ids)


def _note(tag: Tag, user: User, act: Act) -> None:
    events.record(tag, user, act)
