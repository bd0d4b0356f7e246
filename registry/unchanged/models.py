"""The marks of the present state, and which tables end none."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.personal_data import NONE, personal

#: 64 random bits, not a number that is counted up: a number would come back after an old copy of the
#: database was restored, and say of other rows that they are those of before.
MARK_BYTES = 8
#: The scope of the mark of all teams; any other is the number of a team.
OF_ALL = 0
#: In the `info` of a table of which no page of a team shows anything: writing there leaves every mark.
SHOWN_TO_NO_TEAM = {"ends marks": ()}
#: The same, where pages show at most that there is a row: that somebody has a passkey, not its last use.
SHOWN_AS_THERE = {"ends marks": ("INSERT", "DELETE")}


class StateMark(db.Model):  # type: ignore[name-defined]
    """The mark of a team, or of all teams; before the first change there is none."""

    __tablename__ = "state_mark"

    scope: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(sa.String(2 * MARK_BYTES), info=personal(NONE))


def of_team(team_id: Any) -> sa.ScalarSelect[str]:
    """SQL expression: the mark of a team, by its number or the column of it."""
    return sa.select(StateMark.mark).where(StateMark.scope == team_id).scalar_subquery()
