"""Messages to those who coordinate a team."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from registry.accounts.letters import write_to
from registry.accounts.models import User
from registry.extensions import db
from registry.teams import services as teams


def write_to_coordinators(
    team_id: int,
    *,
    template: str,
    subject: tuple[str, int],
    params: Mapping[str, Any],
    now: dt.datetime,
    confidential: bool = False,
) -> None:
    """Tell a team's coordinators that something happened that may need them."""
    for user_id in teams.coordinator_ids(team_id):
        write_to(
            db.session.get_one(User, user_id),
            template=template,
            subject=subject,
            params=params,
            team_id=team_id,
            now=now,
            confidential=confidential,
        )
