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
    #: Days by the value of `Period`: {"messages": 180}.
    days: Mapped[dict[str, int]] = mapped_column(Json, info=personal(NONE))
    #: Raised by each choice, the first among them, so that of two people choosing the second is told.
    revision: Mapped[int] = mapped_column(default=1)
