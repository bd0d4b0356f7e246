"""The history of a partner: its tiers, statuses and names, in one query."""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from registry.accounts.models import User
from registry.database.queries.statements import composed_once
from registry.partners.models.partners import PartnerName, StatusChange, TierChange
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Status, coming, in_force, is_outranked
from registry.teams.rules import Tier


class Kind(enum.StrEnum):
    """The subject of a history line."""

    TIER = "tier"
    STATUS = "status"
    NAME = "name"


@dataclass(frozen=True)
class Happening:
    """One line of the history: a tier or status from a day on, or a name until a day."""

    kind: Kind
    id: int
    #: The tier, the status or the name.
    value: str
    effective_on: dt.date
    reason: str
    agreed_by: str
    recorded_at: dt.datetime | None
    superseded_by_id: int | None
    recorded_by: str
    #: The capacity, and for whom; empty when that was not stored.
    recorded_as: str
    recorded_for: str
    #: When, by whom and why it was struck out.
    struck_at: dt.datetime | None = None
    struck_by: str = ""
    struck_as: str = ""
    struck_for: str = ""
    struck_reason: str = ""
    #: For a status: what it rests on, in words where they are known, and the thing in the registry.
    ground: str = ""
    ground_words: str = ""
    ground_subject: str = ""

    @property
    def tier(self) -> Tier | None:
        """Its tier; None when that is to be set, or the line is about something else."""
        return Tier(self.value) if self.kind is Kind.TIER and self.value else None

    @property
    def status(self) -> Status | None:
        """Its status, if the line is about one."""
        return Status(self.value) if self.kind is Kind.STATUS else None

    @property
    def stands(self) -> bool:
        """Whether it was neither struck out nor superseded."""
        return self.struck_at is None and self.superseded_by_id is None

    @property
    def is_set(self) -> bool:
        """Whether it says something: a tier can be still to be set."""
        return bool(self.value)

    @property
    def rests_on(self) -> RestsOn | None:
        """What the partnership rests on that this status begins; None when that was not stored."""
        return RestsOn(Ground(self.ground), self.ground_words, self.ground_subject) if self.ground else None


@dataclass(frozen=True)
class Striking:
    """By whom a line was struck out, when and why; `right` is the line in its place, if there is one."""

    at: dt.datetime | None
    by: str
    capacity: str
    acts_for: str
    reason: str
    right: Happening | None


@dataclass(frozen=True)
class History:
    """A partner's tiers, statuses and former names."""

    tiers: Sequence[Happening]
    statuses: Sequence[Happening]
    names: Sequence[Happening]
    #: Whether the partner was entered by mistake.
    is_mistake: bool = False

    def tier(self, on: dt.date) -> Tier | None:
        """Its tier on a day; None while it is to be set."""
        tier_row = in_force(self.tiers, on)
        return tier_row.tier if tier_row else None

    def status(self, on: dt.date) -> Status:
        """Its status on a day; joining before its first."""
        if self.is_mistake:
            return Status.MISTAKE
        status_row = in_force(self.statuses, on)
        return (status_row and status_row.status) or Status.JOINING

    def rests_on(self, on: dt.date) -> RestsOn | None:
        """What it rests on that it joins or is a partner on a day; None when that was not stored."""
        stated = in_force([line for line in self.statuses if line.rests_on], on)
        return stated.rests_on if stated else None

    def coming(self, on: dt.date) -> list[Happening]:
        """Changes dated after a day, soonest first."""
        later = [*coming(self.tiers, on), *coming(self.statuses, on)]
        return sorted(later, key=lambda happening: happening.effective_on)

    @cached_property
    def corrections(self) -> dict[tuple[Kind, int], Happening]:
        """The superseding line of each corrected line, by kind and number."""
        known = {(line.kind, line.id): line for line in (*self.tiers, *self.statuses)}
        return {
            (line.kind, line.id): known[line.kind, line.superseded_by_id]
            for line in known.values()
            if line.superseded_by_id is not None
        }

    def striking_of(self, line: Happening) -> Striking:
        """Who struck out a line. Of lines of before that was stored, who entered the one in its place did."""
        right = self.corrections.get((line.kind, line.id))
        if line.struck_at is None and right is not None:
            return Striking(
                right.recorded_at,
                right.recorded_by,
                right.recorded_as,
                right.recorded_for,
                right.reason,
                right,
            )
        return Striking(
            line.struck_at, line.struck_by, line.struck_as, line.struck_for, line.struck_reason, right
        )

    def is_outranked(self, line: Happening) -> bool:
        """Whether it only says "to be set" where a tier is known."""
        return is_outranked(self.tiers, line) if line.kind is Kind.TIER else False


def history_of(partner_id: int, *, is_mistake: bool = False) -> History:
    """The whole history of a partner's tiers, statuses and names, newest first."""
    rows: Iterable[Any] = _lines(partner_id)
    lines = [Happening(Kind(row[0]), *row[1:]) for row in rows]
    lines.sort(key=lambda line: (line.effective_on, line.id), reverse=True)
    tiers, statuses, names = ([line for line in lines if line.kind is kind] for kind in Kind)
    return History(tiers, statuses, names, is_mistake)


_GROUND = (StatusChange.rests_on, StatusChange.rests_on_words, StatusChange.rests_on_subject)


@composed_once
def _lines(partner_id: int) -> sa.CompoundSelect[Any, *tuple[Any, ...]]:
    striker = aliased(User)
    tiers = (
        sa.select(
            sa.literal(Kind.TIER.value).label("kind"),
            TierChange.id,
            TierChange.tier,
            TierChange.effective_on,
            TierChange.reason,
            TierChange.agreed_by,
            TierChange.recorded_at,
            TierChange.superseded_by_id,
            sa.func.coalesce(User.name, "").label("recorded_by"),
            TierChange.recorded_as,
            TierChange.recorded_for,
            *_struck(TierChange, striker),
            *(sa.literal("") for _column in _GROUND),
        )
        .outerjoin(User, User.id == TierChange.recorded_by_id)
        .outerjoin(striker, striker.id == TierChange.struck_by_id)
        .where(TierChange.partner_id == partner_id)
    )
    statuses = (
        sa.select(
            sa.literal(Kind.STATUS.value),
            StatusChange.id,
            StatusChange.status,
            StatusChange.effective_on,
            StatusChange.reason,
            sa.literal(""),
            StatusChange.recorded_at,
            StatusChange.superseded_by_id,
            sa.func.coalesce(User.name, ""),
            StatusChange.recorded_as,
            StatusChange.recorded_for,
            *_struck(StatusChange, striker),
            *_GROUND,
        )
        .outerjoin(User, User.id == StatusChange.recorded_by_id)
        .outerjoin(striker, striker.id == StatusChange.struck_by_id)
        .where(StatusChange.partner_id == partner_id)
    )
    names = sa.select(
        sa.literal(Kind.NAME.value),
        PartnerName.id,
        PartnerName.name,
        PartnerName.until_on,
        PartnerName.reason,
        sa.literal(""),
        sa.null(),
        sa.null(),
        sa.literal(""),
        sa.literal(""),
        sa.literal(""),
        sa.null(),
        *[sa.literal("")] * 4,
        *(sa.literal("") for _column in _GROUND),
    ).where(PartnerName.partner_id == partner_id)
    return sa.union_all(tiers, statuses, names)


def _struck(
    change: type[TierChange] | type[StatusChange], striker: type[User]
) -> list[sa.ColumnElement[Any] | InstrumentedAttribute[Any]]:
    """When a row was struck out, by whom, in which capacity and why."""
    words = (striker.name, change.struck_as, change.struck_for, change.struck_reason)
    return [change.struck_at, *(sa.func.coalesce(word, "") for word in words)]
