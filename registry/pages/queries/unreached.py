"""Whom the team cannot reach: partners whom nobody represents, seats without a holder, observers without an
address.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.accounts.models import User
from registry.committees.models import Seat
from registry.committees.queries import committees
from registry.database.statements import composed_once
from registry.dates import language_read
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative, Signatory
from registry.partners.queries.register import status_on, tier_on
from registry.partners.queries.representatives import active_on
from registry.partners.rules.grounds import TAKING_PART
from registry.security.permissions import Role
from registry.signing.queries import names_of_moved
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Membership, Team
from registry.teams.rules import Tier
from registry.unchanged.figures import kept_while_unchanged

#: The most names that a line of the home page lists.
MOST_NAMES = 6


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

    @property
    def names(self) -> list[str]:
        """All of them, by name."""
        partners = [row.name for row in (*self.unrepresented, *self.silent)]
        return [*partners, *map(_called, self.vacant)]


def unreached_of(team: Team, on: dt.date) -> Unreached:
    """Those of a team whom no message reaches on a day."""
    return _unreached_of(team.id, on)


def _unreached_of(team_id: int, on: dt.date) -> Unreached:
    without = _unrepresented(team_id, on)
    bodies = [body.id for body in committees.committees_of(team_id) if not body.is_closed(on)]
    seats = committees.seats_of_many(bodies, on)
    return Unreached(
        unrepresented=[row for row in without if row.tier is not Tier.OBSERVER],
        vacant=[seat.seat for body in bodies for seat in seats.get(body, ()) if seat.is_vacant],
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
    names = _unreached_of(team_id, on).names
    return _Missed(len(names), names[:MOST_NAMES], *names_of_moved(team_id, on))


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


def _unrepresented(team_id: int, on: dt.date) -> list[Silent]:
    """The partners for which nobody of the team with an enabled account acts on a day, in list order."""
    return [
        Silent(number, name, Tier(tier) if tier else None, bool(address))
        for number, name, tier, address in _unrepresented_rows(team_id, on)
    ]


@composed_once
def _unrepresented_rows(team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    speaks = (
        sa.select(Representative.id)
        .join(User, User.id == Representative.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Representative.partner_id == Partner.id, active_on(on), User.disabled_at.is_(None))
        .where(Membership.team_id == team_id)
    )
    has_address = sa.select(Signatory.id).where(
        Signatory.partner_id == Partner.id,
        Signatory.email != "",
        sa.or_(Signatory.started_on.is_(None), Signatory.started_on <= on),
        sa.or_(Signatory.ended_on.is_(None), Signatory.ended_on > on),
    )
    return (
        sa.select(Partner.id, Partner.name, tier_on(on), has_address.correlate(Partner).exists())
        .where(
            Partner.team_id == team_id,
            Partner.stands,
            status_on(on).in_([status.value for status in TAKING_PART]),
        )
        .where(~speaks.correlate(Partner).exists())
        .order_by(Partner.position, Partner.id)
    )
