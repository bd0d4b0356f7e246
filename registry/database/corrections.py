"""Corrections: what was entered wrongly stays, struck through, with who struck it out, when and why.

A row *stands* until it is struck out; the row in its place, if there is one, supersedes it. Rules and queries
ask only for rows that stand, pages show all.
"""

import datetime as dt
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from registry.database.types import UtcDateTime
from registry.errors import N_, RuleBroken
from registry.personal_data import OTHERS, personal
from registry.security import actors
from registry.security.actors import Act

REASON_LENGTH = 500


class Struck:
    """Columns of a row that can be struck out: when, by whom, in which capacity, and why."""

    struck_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    struck_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(OTHERS))
    struck_by_name: Mapped[str | None] = mapped_column(sa.String(200), info=personal(OTHERS))
    #: The capacity in which they did so, and for whom; empty when that was not stored.
    struck_as: Mapped[str | None] = mapped_column(sa.String(20))
    struck_for: Mapped[str | None] = mapped_column(sa.String(200), info=personal(OTHERS))
    struck_reason: Mapped[str | None] = mapped_column(sa.Text, info=personal(OTHERS))

    @hybrid_property
    def stands(self) -> bool:
        """Whether it counts: it was not struck out."""
        return self.struck_at is None

    @stands.inplace.expression
    @classmethod
    def _stands(cls) -> sa.ColumnElement[bool]:
        return cls.struck_at.is_(None)

    def strike(self, *, reason: str, act: Act) -> None:
        """Strike it out, once; nothing takes its place."""
        if not self.stands:
            raise RuleBroken(N_("This entry has been corrected already."))
        by = act.by if act.by.account_id is not None else actors.REGISTRY
        self.struck_at, self.struck_by_id, self.struck_reason = act.at, by.account_id, reason
        self.struck_by_name, self.struck_as, self.struck_for = act.by.name, by.capacity, by.acts_for[:200]


class Corrected(Struck):
    """The same for a row in whose place another row of its table can stand."""

    id: Mapped[int]

    @declared_attr
    @classmethod
    def superseded_by_id(cls) -> Mapped[int | None]:
        """The row in its place."""
        return mapped_column(sa.ForeignKey(f"{cls.__tablename__}.id"))  # type: ignore[attr-defined]

    # A row of before this table kept who struck it out has only its successor.
    @hybrid_property
    def stands(self) -> bool:
        """Whether it counts: it was neither struck out nor superseded."""
        return self.struck_at is None and self.superseded_by_id is None

    @stands.inplace.expression
    @classmethod
    def _stands(cls) -> sa.ColumnElement[bool]:
        superseded_by: Any = cls.superseded_by_id
        return sa.and_(cls.struck_at.is_(None), superseded_by.is_(None))

    def supersede(self, right: Self, *, reason: str, act: Act) -> None:
        """Strike it out; `right`, which has its number, takes its place."""
        self.strike(reason=reason, act=act)
        self.superseded_by_id = right.id
