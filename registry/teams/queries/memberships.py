"""The people of a team, page by page: for whom they act, and the state of their invitation."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry import clock
from registry.accounts.hooks import finds_zone
from registry.accounts.models import User
from registry.audit.models import Event
from registry.audit.rules.hash_chain import chain_of
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.outbox import queries as outbox_queries
from registry.outbox.models import Message
from registry.security.permissions import Role
from registry.sign_in.queries.factors import has_way_in
from registry.teams.hooks import mandates_of
from registry.teams.models import Membership, Team
from registry.teams.rules import TeamEvent


@dataclass(frozen=True)
class TeamPerson:
    """A person with a role in a team."""

    user: User
    role: Role
    granted_at: dt.datetime
    #: Whether they have chosen a password or a passkey.
    has_come: bool


def people_of(team_id: int) -> list[TeamPerson]:
    """All people with a role in a team, by name."""
    query = (
        sa.select(User, Membership.role, Membership.granted_at, has_way_in())
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id)
        .order_by(User.name, User.id)
    )
    return [
        TeamPerson(user, role, at, bool(has_come)) for user, role, at, has_come in db.session.execute(query)
    ]


def person_of(team_id: int, user_id: int) -> TeamPerson:
    """One person with a role in a team; raises `NotFound`."""
    team_person = next((person for person in people_of(team_id) if person.user.id == user_id), None)
    if team_person is None:
        raise NotFound(N_("There is no such person in this team."))
    return team_person


def those_who_left(team_id: int) -> list[User]:
    """People whose role in a team has ended and who have none now, by name."""
    ended = (
        sa.select(Event.id)
        .where(Event.chain == chain_of(team_id), Event.tag == TeamEvent.ROLE_ENDED.value)
        .where(Event.subject == sa.literal("user:") + sa.cast(User.id, sa.String))
    )
    there = sa.select(Membership.id).where(Membership.team_id == team_id, Membership.user_id == User.id)
    query = sa.select(User).where(ended.exists(), ~there.exists()).order_by(User.name, User.id)
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class RoleInTeam:
    """A person's role in one team today."""

    team: Team
    role: Role
    #: Organizations and seats that they act for, as texts.
    mandates: Sequence[str]


def roles_of(user_id: int, now: dt.datetime) -> list[RoleInTeam]:
    """The teams in which a person has a role, by name."""
    query = (
        sa.select(Membership)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(Team.name_en, Team.id)
    )
    return [_role(membership, now) for membership in db.session.scalars(query)]


@finds_zone
def zone_of(user_id: int) -> str | None:
    """The time zone of the team in which a person has had a role for the longest time."""
    query = (
        sa.select(Team.timezone)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.granted_at, Membership.id)
    )
    return db.session.scalar(query.limit(1))


def _role(membership: Membership, now: dt.datetime) -> RoleInTeam:
    team, user_id = membership.team, membership.user_id
    on = clock.local_date(now, team.timezone)
    mandates = mandates_of(team.id, [user_id], on)
    return RoleInTeam(team, membership.role, mandates.get(user_id, ()))


#: People on one page.
PAGE = 50

#: Coordinators first, then members, then readers.
ORDER = sa.tuple_(Membership.role, User.name, User.id)


@dataclass(frozen=True)
class Line:
    """A person with their role in the team."""

    user: User
    role: Role
    #: Organizations and seats that they act for, as texts.
    mandates: Sequence[str]
    #: The newest message about their invitation, until they have chosen a password or a passkey.
    message: Message | None
    #: Whether they have chosen a password or a passkey.
    has_come: bool


def page_of(team_id: int, *, on: dt.date, after: int | None = None) -> Page[Line]:
    """A page of a team's people as of a day: coordinators first, then by name; begins behind the account
    `after`.
    """
    last = db.session.execute(_people(team_id).where(User.id == after)).first() if after else None
    place = None if last is None else (last[1], last[0].name, last[0].id)
    found = keysets.page(_people(team_id), ORDER, place, PAGE)
    mandates = mandates_of(team_id, [user.id for user, _, _ in found.rows], on)
    letters = _invitations(team_id, [user.id for user, _, has_come in found.rows if not has_come])

    def line(row: sa.Row[User, Role, bool]) -> Line:
        user, role, has_come = row
        return Line(user, role, mandates.get(user.id, ()), letters.get(user.id), bool(has_come))

    return found.each(line)


def names_of(team_id: int) -> dict[int, str]:
    """A team's people to choose from, by account: name and address, as two may share a name."""
    query = _people(team_id).order_by(User.name, User.id)
    return {user.id: f"{user.name} ({user.email})" for user, _, _ in db.session.execute(query)}


def _people(team_id: int) -> sa.Select[User, Role, bool]:
    return (
        sa.select(User, Membership.role, has_way_in())
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id)
    )


def _invitations(team_id: int, user_ids: Sequence[int]) -> Mapping[int, Message]:
    """The newest message of this team to each account."""
    messages_found = (
        outbox_queries.messages_about([("user", user_id) for user_id in user_ids]) if user_ids else []
    )
    ours = [message for message in messages_found if message.team_id == team_id]
    return {message.params["user"]: message for message in reversed(ours)}
