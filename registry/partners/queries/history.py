"""The history of a partner: its tiers, statuses and names, in one query."""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.partners.models.partners import PartnerName, StatusChange, TierChange
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Status, coming, in_force
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
    #: For a status: what it rests on, in words where they are known, and the thing in the registry.
    ground: str
    ground_words: str
    ground_subject: str

    @property
    def tier(self) -> Tier | None:
        """Its tier; None when that is to be set, or the line is about something else."""
        return Tier(self.value) if self.kind is Kind.TIER and self.value else None

    @property
    def status(self) -> Status | None:
        """Its status, if the line is about one."""
        return Status(self.value) if self.kind is Kind.STATUS else None

    @property
    def rests_on(self) -> RestsOn | None:
        """What the partnership rests on that this status begins; None when that was not stored."""
        return RestsOn(Ground(self.ground), self.ground_words, self.ground_subject) if self.ground else None

    @property
    def is_corrected(self) -> bool:
        """Whether another line has superseded it."""
        return self.superseded_by_id is not None


@dataclass(frozen=True)
class History:
    """A partner's tiers, statuses and former names."""

    tiers: Sequence[Happening]
    statuses: Sequence[Happening]
    names: Sequence[Happening]

    def tier(self, on: dt.date) -> Tier | None:
        """Its tier on a day; None while it is to be set."""
        tier_row = in_force(self.tiers, on)
        return tier_row.tier if tier_row else None

    def status(self, on: dt.date) -> Status:
        """Its status on a day; joining before its first."""
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

    def correction_of(self, line: Happening) -> Happening:
        """The line that superseded a corrected one."""
        return self.corrections[line.kind, line.id]


def history_of(partner_id: int) -> History:
    """The whole history of a partner's tiers, statuses and names, newest first."""
    rows: Iterable[Any] = db.session.execute(_query(partner_id))
    lines = [Happening(Kind(row[0]), *row[1:]) for row in rows]
    lines.sort(key=lambda line: (line.effective_on, line.id), reverse=True)
    return History(*([line for line in lines if line.kind is kind] for kind in Kind))


_GROUND = (StatusChange.rests_on, StatusChange.rests_on_words, StatusChange.rests_on_subject)


def _query(partner_id: int) -> sa.CompoundSelect[Any]:
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
            *(sa.literal("") for _column in _GROUND),
        )
        .outerjoin(User, User.id == TierChange.recorded_by_id)
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
            *_GROUND,
        )
        .outerjoin(User, User.id == StatusChange.recorded_by_id)
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
        *(sa.literal("") for _column in _GROUND),
    ).where(PartnerName.partner_id == partner_id)
    return sa.union_all(tiers, statuses, names)
