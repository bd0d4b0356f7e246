"""What goes with every change of what a person signs in with: it is recorded, and the person is told."""

import datetime as dt
import enum

from registry.accounts.models import User
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.outbox import services as outbox

CHANGED = "accounts.changed"


class Change(enum.StrEnum):
    """What changed, as the message says it."""

    PASSWORD_SET = "password-set"  # noqa: S105
    AUTHENTICATOR_ADDED = "authenticator-added"
    AUTHENTICATOR_REMOVED = "authenticator-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    FACTORS_RESET = "factors-reset"
    DIRECTORY_LINKED = "directory-linked"


TAGS = {
    Change.PASSWORD_SET: Tag.PASSWORD_SET,
    Change.AUTHENTICATOR_ADDED: Tag.FACTOR_ADDED,
    Change.AUTHENTICATOR_REMOVED: Tag.FACTOR_REMOVED,
    Change.PASSKEY_ADDED: Tag.FACTOR_ADDED,
    Change.PASSKEY_REMOVED: Tag.FACTOR_REMOVED,
    Change.RECOVERY_CODES_MADE: Tag.RECOVERY_CODES_MADE,
    Change.RECOVERY_CODE_USED: Tag.RECOVERY_CODE_USED,
    Change.FACTORS_RESET: Tag.FACTORS_RESET,
    Change.DIRECTORY_LINKED: Tag.FACTOR_ADDED,
}


def note(
    change: Change,
    user: User,
    *,
    actor: audit.Actor | None = None,
    is_told: bool = True,
    now: dt.datetime,
) -> None:
    """Record a change of a person's factors and write to the person, who may not be the one who made it."""
    audit.record(
        TAGS[change],
        team_id=None,
        actor=actor or audit.user(user.id),
        at=now,
        subject=("user", user.id),
        details={"change": change.value},
    )
    if not is_told:
        return
    outbox.post(
        template=CHANGED,
        to_address=user.email,
        to_name=user.name,
        language=user.language,
        subject=("user", user.id),
        params={"user": user.id, "change": change.value, "at": now.isoformat()},
        now=now,
    )
