"""Any sequence of changes and corrections, and then the state of any day: it equals a plain re-computation
from all rows, and no row is ever lost or rewritten.
"""

import datetime as dt
import random

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.queries.history import history_of
from registry.partners.queries.register import partner_on_roll
from registry.partners.rules.partners import DATED, Contribution, Status
from registry.partners.services import schedules, status, tiers
from registry.teams.rules import Tier
from tests.factories import WHO_AND_WHEN, make_partner, make_team

FIRST = dt.date(2026, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(12)]
STEPS = 25


class Told:
    """What was entered about one kind of fact, kept plainly beside the registry: rows of day, value, and
    whether the row still stands. The last one of a day counts; what is to be set never outranks.
    """

    def __init__(self):
        self.rows = {}

    def enter(self, row, value):
        self.rows[row.id] = [row.effective_on, value, True]

    def strike(self, row):
        self.rows[row.id][2] = False

    def standing(self):
        return [number for number, (_day, _value, stands) in self.rows.items() if stands]

    def on(self, day):
        found = None
        for number, (since, value, stands) in sorted(self.rows.items()):
            if stands and since <= day:
                key = (value != "", since, number)
                if found is None or key > found[0]:
                    found = (key, value)
        return found[1] if found else None


class World:
    """A partner, and what was told of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311
        with unit_of_work():
            self.partner = make_partner(make_team(), f"Partner {seed}", tier=None, effective_on=DAYS[5])
        self.tiers, self.statuses, self.schedules = Told(), Told(), Told()
        self.tiers.enter(self.partner.tiers[0], "")
        self.statuses.enter(self.partner.statuses[0], Status.PARTNER)

    def day(self):
        return self.random.choice(DAYS)

    def one_of(self, rows, told):
        standing = told.standing()
        if not standing:
            raise RuleBroken("nothing stands")
        number = self.random.choice(standing)
        return next(row for row in rows if row.id == number)

    def set_tier(self):
        tier, day = self.random.choice([*Tier, None]), self.day()
        row = tiers.set_tier(
            self.partner, tier=tier, effective_on=day, agreed_by="The partners", **WHO_AND_WHEN
        )
        return lambda: self.tiers.enter(row, tier or "")

    def correct_tier(self):
        wrong, tier = self.one_of(self.partner.tiers, self.tiers), self.random.choice([*Tier, None])
        row = tiers.correct_tier(wrong, tier=tier, effective_on=self.day(), reason="Why", **WHO_AND_WHEN)
        return lambda: (self.tiers.strike(wrong), self.tiers.enter(row, tier or ""))

    def strike_tier(self):
        wrong = self.one_of(self.partner.tiers, self.tiers)
        tiers.strike_tier(wrong, reason="Why", **WHO_AND_WHEN)
        return lambda: self.tiers.strike(wrong)

    def set_status(self):
        new, day = self.random.choice(DATED), self.day()
        row = status.set_status(self.partner, status=new, effective_on=day, **WHO_AND_WHEN)
        return lambda: self.statuses.enter(row, new)

    def correct_status(self):
        wrong, new = self.one_of(self.partner.statuses, self.statuses), self.random.choice(DATED)
        row = status.correct_status(wrong, status=new, effective_on=self.day(), reason="Why", **WHO_AND_WHEN)
        return lambda: (self.statuses.strike(wrong), self.statuses.enter(row, new))

    def strike_status(self):
        wrong = self.one_of(self.partner.statuses, self.statuses)
        status.strike_status(wrong, reason="Why", **WHO_AND_WHEN)
        return lambda: self.statuses.strike(wrong)

    def set_schedule(self):
        text = f"Promise {self.random.randrange(1000)}"
        row = schedules.set_schedule(
            self.partner,
            lines=[(Contribution.TIME, text, "")],
            effective_on=self.day(),
            **WHO_AND_WHEN,
        )
        return lambda: self.schedules.enter(row, text)

    def correct_schedule(self):
        wrong = self.one_of(self.partner.schedules, self.schedules)
        text = f"Promise {self.random.randrange(1000)}"
        row = schedules.correct_schedule(
            wrong,
            lines=[(Contribution.TIME, text, "")],
            effective_on=self.day(),
            reason="Why",
            **WHO_AND_WHEN,
        )
        return lambda: (self.schedules.strike(wrong), self.schedules.enter(row, text))

    def strike_schedule(self):
        wrong = self.one_of(self.partner.schedules, self.schedules)
        schedules.strike_schedule(wrong, reason="Why", **WHO_AND_WHEN)
        return lambda: self.schedules.strike(wrong)

    def step(self):
        """One change or correction; a refused one changes nothing."""
        steps = (
            *(self.set_tier, self.correct_tier, self.strike_tier),
            *(self.set_status, self.correct_status, self.strike_status),
            *(self.set_schedule, self.correct_schedule, self.strike_schedule),
        )
        try:
            with unit_of_work(self.partner.team_id):
                note = self.random.choice(steps)()
        except RuleBroken:
            return
        note()


def said(world, day):
    """What the registry says of a day, read in each of its ways."""
    partner, history = world.partner, history_of(world.partner.id)
    row = partner_on_roll(partner.team_id, partner.id, day)
    lines = [line.text_en for line in partner.schedule(day)]
    return [
        (partner.tier(day) or "", partner.status(day), lines),
        (history.tier(day) or "", history.status(day), lines),
        (row.tier or "", row.status, lines),
    ]


def told(world, day):
    """The same, computed plainly from all rows."""
    promise = world.schedules.on(day)
    return (
        world.tiers.on(day) or "",
        world.statuses.on(day) or Status.JOINING,
        [promise] if promise else [],
    )


@pytest.mark.parametrize("seed", range(8))
def test_after_any_sequence_each_day_is_as_all_rows_say(session, seed):
    world = World(seed)
    for _step in range(STEPS):
        world.step()
    db.session.expire_all()
    for day in [DAYS[0] - dt.timedelta(days=1), *DAYS]:
        assert said(world, day) == [told(world, day)] * 3, (seed, day)


@pytest.mark.parametrize("seed", range(8, 11))
def test_no_row_is_lost_or_rewritten_and_what_is_struck_out_says_why(session, seed):
    world = World(seed)
    for _step in range(STEPS):
        world.step()
    db.session.expire_all()
    for told_rows, rows in (
        (world.tiers.rows, {row.id: (row, row.tier) for row in world.partner.tiers}),
        (world.statuses.rows, {row.id: (row, row.status) for row in world.partner.statuses}),
    ):
        assert told_rows == {
            number: [row.effective_on, value, row.stands] for number, (row, value) in rows.items()
        }
        assert {row.struck_reason for row, _value in rows.values() if not row.stands} <= {"Why"}
