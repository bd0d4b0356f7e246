"""Whom the team cannot reach: partners whom nobody represents, seats without a holder, observers without an
address.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.accounts.models import User
from registry.committees.models import Seat
from registry.committees.queries import committees
from registry.database.queries.statements import composed_once
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative, Signatory
from registry.partners.queries.authority import may_be_asked
from registry.partners.queries.register import kinds_of, status_on, tier_on
from registry.partners.queries.representatives import active_on
from registry.partners.rules.grounds import TAKING_PART
from registry.security.permissions import Role
from registry.sentences import language_read
from registry.signing.queries import names_of_moved
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Membership, Team
from registry.teams.rules import Tier
from registry.unchanged.figures import kept_while_unchanged

#: The most names that a line of the home page lists.
MOST_NAMES = 6

#: What the rows say that the home page asks for.
UNREPRESENTED, SILENT, REPRESENTED = "unrepresented", "silent", "represented"


@dataclass(frozen=True)
class Silent:
    """A partner for which nobody has an account; none that was entered by mistake."""

    id: int
    name: str
    tier: Tier | None
    #: Whether one of its signatories has an e-mail address.
    has_address: bool


@dataclass(frozen=True)
class Unreached:
    """Those whom no message of the registry reaches on a day."""

    #: Partners for which nobody has an account; observers have a list of their own.
    unrepresented: Sequence[Silent]
    vacant: Sequence[Seat]
    #: Observers for which nobody has an account, and no signatory an address.
    silent: Sequence[Silent]


def unreached_of(team: Team, on: dt.date) -> Unreached:
    """Those of a team whom no message reaches on a day."""
    return _unreached_of(team.id, on)


def _unreached_of(team_id: int, on: dt.date) -> Unreached:
    without = _unrepresented(team_id, on)
    return Unreached(
        unrepresented=[row for row in without if row.tier is not Tier.OBSERVER],
        vacant=_vacant(team_id, on),
        silent=[row for row in without if row.tier is Tier.OBSERVER and not row.has_address],
    )


@finds_lines(120)
def lines(_user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Whom the team cannot reach, and whose link went to an address that they have no more."""
    if role is not Role.COORDINATOR:
        return []
    missed = _missed(team.id, on, language_read())
    return [
        *_cannot_reach(missed, team),
        *_moved(_("Send a new link: the address has changed since the last one"), missed.links, team),
        *_moved(_("Their account has another address since they were asked to sign"), missed.accounts, team),
    ]


@dataclass(frozen=True)
class _Missed:
    """How many are not reached, the names of the first, and those whose address has changed."""

    count: int
    first: Sequence[str]
    links: Sequence[str]
    accounts: Sequence[str]


@kept_while_unchanged
def _missed(team_id: int, on: dt.date, _language: str) -> _Missed:
    """Those whom the team does not reach; seats have names in the reader's language."""
    found = _first_partners(team_id, on)
    seats = list(map(_called, _vacant(team_id, on)))
    first = [*found.names, *seats][:MOST_NAMES]
    return _Missed(found.count + len(seats), first, *names_of_moved(team_id, on))


@dataclass(frozen=True)
class _Partners:
    """How many partners are not reached, and the names of the first, observers last."""

    count: int
    names: Sequence[str]


def _first_partners(team_id: int, on: dt.date) -> _Partners:
    """Counted by kind, less those who are represented; only observers without an address are read."""
    names: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = {}
    for which, count, _position, _number, name in sorted(_first_of_them(team_id, on, MOST_NAMES)):
        names[which].append(name)
        counts[which] = count
    of_others = sum(
        count
        for kind, count in kinds_of(team_id, on, with_days=False).items()
        if kind.status in TAKING_PART and kind.tier is not Tier.OBSERVER
    )
    unrepresented = of_others - counts[REPRESENTED]
    return _Partners(
        unrepresented + counts.get(SILENT, 0), [*names[UNREPRESENTED], *names[SILENT]][:MOST_NAMES]
    )


def _called(seat: Seat) -> str:
    return f"{_('%(label)s:', label=seat.committee.name())} {seat.name()}"


def _cannot_reach(missed: _Missed, team: Team) -> list[Line]:
    if not missed.count:
        return []
    title = ngettext("One whom we cannot reach", "%(num)d whom we cannot reach", missed.count)
    shown = [*missed.first, *(["…"] if missed.count > MOST_NAMES else [])]
    return [Line(title, ", ".join(shown), "unreached.index", {"team": team.slug})]


def _moved(title: str, names: Sequence[str], team: Team) -> list[Line]:
    if not names:
        return []
    return [Line(title, ", ".join(dict.fromkeys(names)), "unreached.index", {"team": team.slug})]


def _vacant(team_id: int, on: dt.date) -> list[Seat]:
    bodies = [body.id for body in committees.committees_of(team_id) if not body.is_closed(on)]
    seats = committees.seats_of_many(bodies, on)
    return [seat.seat for body in bodies for seat in seats.get(body, ()) if seat.is_vacant]


@composed_once
def _first_of_them(team_id: int, on: dt.date, most: int) -> sa.CompoundSelect[Any, *tuple[Any, ...]]:
    """The first partners whom nobody represents; the first silent observers, with the count of all of these;
    how many partners are represented.
    """
    of_team = sa.and_(Partner.team_id == team_id, Partner.stands)
    takes_part = status_on(on).in_([status.value for status in TAKING_PART])
    is_observer = sa.func.coalesce(tier_on(on), "") == Tier.OBSERVER.value
    speaks = _speaks(team_id, on)
    is_silent = ~speaks.where(Representative.partner_id == Partner.id).correlate(Partner).exists()

    def first(which: str, count: sa.ColumnElement[int], *are: sa.ColumnElement[bool]) -> sa.Select[Any]:
        shown = (sa.literal(which), count.label("count"), Partner.position, Partner.id, Partner.name)
        found = sa.select(*shown).where(of_team, *are).order_by(Partner.position, Partner.id).limit(most)
        return sa.select(found.subquery())

    represented = sa.select(
        sa.literal(REPRESENTED), sa.func.count(), sa.literal(0), sa.literal(0), sa.literal("")
    ).where(of_team, Partner.id.in_(speaks), takes_part, ~is_observer)
    return sa.union_all(
        first(UNREPRESENTED, sa.literal(0), is_silent, takes_part, ~is_observer),
        first(SILENT, sa.func.count().over(), ~_has_address(on), is_silent, takes_part, is_observer),
        represented,
    )


def _unrepresented(team_id: int, on: dt.date) -> list[Silent]:
    """The partners for which nobody of the team with an enabled account acts on a day, in list order."""
    return [
        Silent(number, name, Tier(tier) if tier else None, bool(address))
        for number, name, tier, address in _unrepresented_rows(team_id, on)
    ]


@composed_once
def _unrepresented_rows(team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    speaks = _speaks(team_id, on).where(Representative.partner_id == Partner.id).correlate(Partner)
    return (
        sa.select(Partner.id, Partner.name, tier_on(on), _has_address(on))
        .where(
            Partner.team_id == team_id,
            Partner.stands,
            status_on(on).in_([status.value for status in TAKING_PART]),
        )
        .where(~speaks.exists())
        .order_by(Partner.position, Partner.id)
    )


def _speaks(team_id: int, on: dt.date) -> sa.Select[int]:
    """The partners for which somebody of the team with an enabled account acts on a day."""
    return (
        sa.select(Representative.partner_id)
        .join(User, User.id == Representative.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id, active_on(on), User.disabled_at.is_(None))
    )


def _has_address(on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: a signatory of a partner has an address."""
    theirs = sa.select(Signatory.id).where(Signatory.partner_id == Partner.id, may_be_asked(on))
    return theirs.correlate(Partner).exists()
