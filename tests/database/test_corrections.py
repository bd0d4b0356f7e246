"""Any sequence of changes and corrections, and then the state of any day: it equals a plain re-computation
from all that was entered and still stands. Tiers, statuses and schedules: `tests/partners/queries`.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence

import pytest

from registry.commitments.queries import requests as commitment_requests
from registry.commitments.rules.standings import Standing
from registry.commitments.services import paper_signatures
from registry.committees.queries import committees as committee_queries
from registry.committees.services import committees, corrections, seats
from registry.committees.services.corrections import SeatEntry
from registry.conflicts.services import recusals
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RegistryError
from registry.partners.queries import authority as authority_queries
from registry.partners.queries.authority_receivers import Receiver
from registry.partners.rules.authority import Said
from registry.partners.rules.partners import Status
from registry.partners.services import authority
from registry.withdrawals.services import departure, withdrawals
from tests.acts import act_of
from tests.cast import make_cast
from tests.commitments import builders as commitments
from tests.conflicts.builders import raise_one
from tests.factories import (
    BY,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_partner,
    make_seat,
    make_signatory,
    make_team,
    make_user,
    seat_member,
)
from tests.withdrawals.builders import add_partner, enter

TODAY = NOW.date()
DAYS = [TODAY + dt.timedelta(days=number) for number in range(-6, 7)]
STEPS = 30
WHY = {"reason": "Mistyped", **WHO_AND_WHEN}

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")

#: What is to be noted of a step once it is saved.
Note = Callable[[], object]


class World:
    """What was entered, kept plainly beside the registry."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        #: What still stands of what was entered, by number.
        self.told = {}

    def steps(self) -> Sequence[Callable[[], Note]]:
        """What can happen."""
        raise NotImplementedError

    def walk(self) -> None:
        """Changes and corrections at random; a refused one changes nothing."""
        for _step in range(STEPS):
            try:
                with unit_of_work(self.team_id):
                    note = self.random.choice(self.steps())()
            except RegistryError:
                continue
            note()
        db.session.expire_all()

    def day(self) -> dt.date:
        return self.random.choice(DAYS)

    def end(self) -> dt.date | None:
        return self.random.choice([None, *DAYS])

    def one_that_stands(self) -> int:
        if not self.told:
            raise RegistryError("nothing stands")
        return self.random.choice(list(self.told))

    def enter(self, row, *said) -> None:
        self.told[row.id] = said

    def replace(self, wrong: int, row, *said) -> None:
        del self.told[wrong]
        self.enter(row, *said)


def covers(begins: dt.date | None, ends: dt.date | None, day: dt.date) -> bool:
    """Whether a day lies in a period."""
    return (begins is None or begins <= day) and (ends is None or day < ends)


# -- seats and terms ---------------------------------------------------------------------------------


class Seats(World):
    """A seat that comes and goes, and its holders: a term ends with its seat, unless it ended before."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        with unit_of_work():
            self.committee = make_committee(make_team())
            self.seat = make_seat(self.committee, starts_on=DAYS[2])
        self.team_id, self.span = self.committee.team_id, (DAYS[2], None)

    def steps(self):
        return self.give, self.end_term, self.correct_term, self.strike, self.end_seat, self.correct_seat

    def term(self):
        return committee_queries.term_of(self.seat, self.one_that_stands())

    def give(self):
        name, begins, ends = f"P{self.random.randrange(99)}", self.day(), self.end()
        days = {"starts_on": begins, "ends_on": ends}
        row = seats.give_seat(self.seat, user_id=None, person_name=name, **days, **WHO_AND_WHEN)
        return lambda: self.enter(row, name, begins, ends)

    def end_term(self):
        term, on = self.term(), self.day()
        seats.end_term(term, on=on, **WHY)
        name, begins, _ = self.told[term.id]
        return lambda: self.enter(term, name, begins, on)

    def correct_term(self):
        wrong, begins, ends = self.term(), self.day(), self.end()
        row = corrections.correct_term(wrong, starts_on=begins, ends_on=ends, **WHY)
        return lambda: self.replace(wrong.id, row, self.told[wrong.id][0], begins, ends)

    def strike(self):
        wrong = self.term()
        seats.strike_term(wrong, **WHY)
        return lambda: self.told.pop(wrong.id)

    def end_seat(self):
        on = self.day()
        seats.end_seat(self.seat, on=on, **WHO_AND_WHEN)
        return lambda: setattr(self, "span", (self.span[0], on))

    def correct_seat(self):
        begins, ends = self.random.choice(DAYS[:3]), self.end()
        names = {"label_en": "Seat", "label_fr": "Siège", "partner": None, "sector": "Nations"}
        entry = SeatEntry(**names, starts_on=begins, ends_on=ends)
        corrections.correct_seat(self.seat, entry, **WHY)
        return self.follow(begins, ends)

    def follow(self, begins, ends):
        """Terms that were put back have rows of their own: each has the number of its successor now."""

        def note():
            self.span = (begins, ends)
            for number in list(self.told):
                term = committee_queries.term_of(self.seat, number)
                if term.superseded_by_id is not None:
                    self.told[term.superseded_by_id] = self.told.pop(number)

        return note

    def holders(self, day):
        """Who has the seat, by all that was entered."""
        if not covers(*self.span, day):
            return None
        return [name for name, begins, ends in self.told.values() if covers(begins, ends, day)]


@pytest.mark.parametrize("seed", range(8))
def test_each_day_has_the_holders_that_all_rows_say(seed):
    world = Seats(seed)
    world.walk()
    for day in DAYS:
        there = committee_queries.seats_of(world.committee.id, day)
        found = [[one.holder.person_name] if one.holder else [] for one in there]
        told = world.holders(day)
        assert found == ([] if told is None else [told]), (seed, day)


# -- chairs ------------------------------------------------------------------------------------------


class Chairs(World):
    """Two seats, of which one may have the chair: of several entries, the latest by day and number counts."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        with unit_of_work():
            self.committee = make_committee(make_team())
            self.seats = [make_seat(self.committee), make_seat(self.committee)]
        self.team_id = self.committee.team_id

    def steps(self):
        return self.set, self.correct, self.strike

    def chosen(self):
        return self.random.choice([*self.seats, None]), self.day()

    def change(self):
        return committee_queries.chair_change_of(self.committee, self.one_that_stands())

    def set(self):
        seat, day = self.chosen()
        row = committees.set_chair(self.committee, seat, effective_on=day, **WHO_AND_WHEN)
        return lambda: self.enter(row, day, seat)

    def correct(self):
        wrong, (seat, day) = self.change(), self.chosen()
        row = committees.correct_chair(wrong, seat, effective_on=day, **WHY)
        return lambda: self.replace(wrong.id, row, day, seat)

    def strike(self):
        wrong = self.change()
        committees.strike_chair(wrong, **WHY)
        return lambda: self.told.pop(wrong.id)

    def on(self, day):
        known = [(since, number, seat) for number, (since, seat) in self.told.items() if since <= day]
        seat = max(known, key=lambda one: one[:2])[2] if known else None
        return [seat.id] if seat else []


@pytest.mark.parametrize("seed", range(8))
def test_each_day_has_the_chair_that_all_rows_say(seed):
    world = Chairs(seed)
    world.walk()
    for day in DAYS:
        there = committee_queries.seats_of(world.committee.id, day)
        assert [one.seat.id for one in there if one.is_chair] == world.on(day), (seed, day)


# -- authority ---------------------------------------------------------------------------------------


class Grants(World):
    """A signatory, and what lets them sign."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        with unit_of_work():
            self.partner = make_partner(make_team())
            self.person = make_signatory(self.partner)
        self.team_id = self.partner.team_id
        self.enter(self.person.grants[0], None, None)

    def steps(self):
        return self.grant, self.correct, self.strike, self.end_one

    def row(self):
        return authority_queries.grant_of(self.partner, self.one_that_stands())

    def span(self):
        begins = self.random.choice([None, *DAYS])
        ends = self.end()
        return Said(started_on=begins, ended_on=ends), begins, ends

    def grant(self):
        said, begins, ends = self.span()
        row = authority.grant_authority(self.partner, Receiver(self.person), said, **WHO_AND_WHEN)
        return lambda: self.enter(row, begins, ends)

    def correct(self):
        wrong, (said, begins, ends) = self.row(), self.span()
        row = authority.correct_grant(wrong, said, **WHY)
        return lambda: self.replace(wrong.id, row, begins, ends)

    def strike(self):
        wrong = self.row()
        authority.strike_grant(wrong, **WHY)
        return lambda: self.told.pop(wrong.id)

    def end_one(self):
        found, on = self.row(), self.day()
        authority.end_grant(found, on=on, **WHO_AND_WHEN)
        return lambda: self.enter(found, self.told[found.id][0], on)


@pytest.mark.parametrize("seed", range(8))
def test_on_each_day_those_may_sign_whom_all_rows_let(seed):
    world = Grants(seed)
    world.walk()
    for day in DAYS:
        told = any(covers(begins, ends, day) for begins, ends in world.told.values())
        assert (authority_queries.signing_grant(world.person, day) is not None) is told, (seed, day)
        assert world.person.is_active(day) or not told
    assert world.told or not any(world.person.is_active(day) for day in DAYS)


# -- signatures --------------------------------------------------------------------------------------


class Signatures(World):
    """A partner of whom two signatures are asked, entered from paper."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        with unit_of_work():
            team = make_team()
            self.partner = make_partner(team, status=Status.PARTNER, effective_on=DAYS[0])
            self.partner.signatures_needed = 2
        self.version, self.team_id = commitments.publish_policy(team), team.id

    def steps(self):
        return self.sign, self.correct, self.strike

    def row(self):
        return commitment_requests.commitment_of(self.team_id, self.partner.id, self.one_that_stands())

    def said(self):
        days = {"signed_on": self.random.choice([day for day in DAYS if day <= TODAY])}
        return {"name": f"P{self.random.randrange(99)}", "title": "Chair"} | days

    def sign(self):
        said = self.said()
        paper = {"language": "en", "scan": "0" * 64}
        row = paper_signatures.enter_paper_signature(
            self.version, self.partner, **said, **paper, **WHO_AND_WHEN
        )
        return lambda: self.enter(row, said["name"], said["signed_on"])

    def correct(self):
        wrong, said = self.row(), self.said()
        row = paper_signatures.correct_signature(wrong, **said, **WHY)
        return lambda: self.replace(wrong.id, row, said["name"], said["signed_on"])

    def strike(self):
        wrong = self.row()
        paper_signatures.strike_signature(wrong, **WHY)
        return lambda: self.told.pop(wrong.id)


@pytest.mark.parametrize("seed", range(4))
def test_on_each_day_the_signatures_count_that_all_rows_say(seed):
    world = Signatures(seed)
    world.walk()
    standing = commitment_requests.commitments_on(world.version.id, world.partner.id)
    assert {one.id: (one.signatory_name, one.signed_on) for one in standing} == world.told
    for day in [day for day in DAYS if day <= TODAY]:
        signed = sum(on <= day for _name, on in world.told.values())
        is_current = commitments.where(world.partner, world.version, day) is Standing.CURRENT
        assert is_current is (signed == 2), (seed, day)


# -- recusals ----------------------------------------------------------------------------------------


class Recusals(World):
    """A case, and who takes no part in handling it."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        cast = make_cast()
        self.case, self.team_id = raise_one(cast, committee=cast.steering), cast.team.id
        self.people, self.by = [cast.member, cast.chair], act_of(cast.coordinator, NOW)
        self.own = {one.user_id for one in self.case.recusals}

    def steps(self):
        return self.recuse, self.correct, self.take_back

    def row(self):
        number = self.one_that_stands()
        return next(one for one in self.case.all_recusals if one.id == number)

    def recuse(self):
        whom = self.random.choice(self.people)
        row = recusals.recuse(self.case, whom=whom, reason="A cousin", act=self.by)
        return lambda: self.enter(row, whom.id)

    def correct(self):
        wrong, whom = self.row(), self.random.choice(self.people)
        row = recusals.correct(wrong, whom=whom, reason="Mistyped", act=self.by)
        return lambda: self.replace(wrong.id, row, whom.id)

    def take_back(self):
        wrong = self.row()
        recusals.take_back(wrong, reason="Mistyped", act=self.by)
        return lambda: self.told.pop(wrong.id)


@pytest.mark.parametrize("seed", range(4))
def test_those_are_recused_whom_all_rows_say(seed):
    world = Recusals(seed)
    world.walk()
    told = world.own | {whom for (whom,) in world.told.values()}
    assert {one.user_id for one in world.case.recusals} == told


# -- days of leaving ---------------------------------------------------------------------------------


class Leaving(World):
    """A partner that has given notice, with a seat, while days go by."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        with unit_of_work():
            team = make_team()
        self.partner, self.team_id = add_partner(team), team.id
        with unit_of_work(team.id):
            self.seat = make_seat(make_committee(team), self.partner)
            seat_member(self.seat, make_user(name="Ida Moss"))
        self.now, self.leaves_on = NOW, DAYS[8]
        self.withdrawal = enter(self.partner, effective_on=self.leaves_on)

    def steps(self):
        return self.wait, self.note, self.move, self.correct

    def act(self):
        return act_of(BY, self.now)

    def wait(self):
        later = self.now + dt.timedelta(days=1)
        return lambda: setattr(self, "now", later)

    def note(self):
        departure.take_effect(self.withdrawal, act=self.act())
        return lambda: None

    def move(self):
        day = self.day()
        withdrawals.set_day(self.withdrawal, effective_on=day, reason="Agreed", act=self.act())
        return lambda: setattr(self, "leaves_on", day)

    def correct(self):
        day = self.day()
        withdrawals.correct_day(self.withdrawal, effective_on=day, reason="Mistyped", act=self.act())
        return lambda: setattr(self, "leaves_on", day)


@pytest.mark.parametrize("seed", range(8))
def test_a_partner_has_left_from_the_day_that_stands_and_its_seat_is_vacant_from_then(seed):
    world = Leaving(seed)
    world.walk()
    for day in DAYS:
        has_left = day >= world.leaves_on
        assert (world.partner.status(day) is Status.WITHDRAWN) is has_left, (seed, day)
        [seat] = committee_queries.seats_of(world.seat.committee_id, day)
        assert seat.is_vacant is has_left, (seed, day)
    with unit_of_work(world.team_id):
        world.now = NOW + dt.timedelta(days=30)
        departure.take_effect(world.withdrawal, act=world.act())
    [term] = committee_queries.terms_of(world.seat.id)
    assert term.ends_on == world.leaves_on
