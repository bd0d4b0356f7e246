"""Messages to people with an account, in their language."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from registry.accounts.models import User
from registry.outbox import services as outbox
from registry.outbox.models import Message


def write_to(
    user: User,
    *,
    template: str,
    subject: tuple[str, int],
    params: Mapping[str, Any],
    team_id: int,
    now: dt.datetime,
    dedupe_key: str | None = None,
    confidential: bool = False,
) -> Message | None:
    """Put a message to a person in the outbox.

    None when one with the same `dedupe_key` is there already, or their account is disabled.
    """
    if user.is_disabled:
        return None
    return outbox.post(
        template=template,
        to_address=user.email,
        to_name=user.name,
        language=user.language,
        subject=subject,
        params=params,
        team_id=team_id,
        now=now,
        dedupe_key=dedupe_key,
        confidential=confidential,
    )
