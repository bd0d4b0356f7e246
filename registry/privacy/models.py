"""The retention periods of teams."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import Json
from registry.personal_data import NONE, personal


class RetentionSetting(db.Model):  # type: ignore[name-defined]
    """The periods a team chose; a team without a row has the defaults."""

    __tablename__ = "retention_setting"

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), primary_key=True)
    #: Days by the value of `Period`, for example {"messages": 180}.
    days: Mapped[dict[str, int]] = mapped_column(Json, info=personal(NONE))
    #: Raised by each choice, including the first, so that the second of two people who choose at the same
    #: time is warned.
    revision: Mapped[int] = mapped_column(default=1)
