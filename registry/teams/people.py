"""Who takes part in a team with an account: invited, in a role, until that ends."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry import clock
from registry.access import Role
from registry.accounts import services as accounts
from registry.accounts.factors import has_way_in
from registry.accounts.letters import write_to
from registry.accounts.models import User
from registry.audit import services as audit
from registry.audit.models import Event
from registry.audit.services import chain_of
from registry.audit.tags import Tag
from registry.errors import N_, NotFound, RuleBroken
from registry.extensions import db
from registry.teams import services
from registry.teams.acting import Person
from registry.teams.holdings import holdings_of
from registry.teams.models import Membership, Team

INVITATION = "teams.invitation"

#: Roles by how much they let a person do.
REACH = {Role.READER: 0, Role.MEMBER: 1, Role.COORDINATOR: 2}


@dataclass(frozen=True)
class TeamPerson:
    """A person with a role in a team."""

    user: User
    role: Role
    granted_at: dt.datetime
    #: Whether they have chosen a password or a passkey yet.
    has_come: bool


def people_of(team_id: int) -> list[TeamPerson]:
    """All who have a role in a team, by name."""
    query = (
        sa.select(User, Membership.role, Membership.granted_at, has_way_in())
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id)
        .order_by(User.name, User.id)
    )
    return [
        TeamPerson(user, Role(role), at, bool(has_come))
        for user, role, at, has_come in db.session.execute(query)
    ]


def person_of(team_id: int, user_id: int) -> TeamPerson:
    """One person with a role in a team; `NotFound` where there is none."""
    found = next((person for person in people_of(team_id) if person.user.id == user_id), None)
    if found is None:
        raise NotFound(N_("There is no such person in this team."))
    return found


def invite(
    team: Team,
    *,
    email: str,
    name: str,
    role: Role,
    language: str = "en",
    actor: audit.Actor,
    now: dt.datetime,
) -> User:
    """Let a person in: make their account where there is none, give them the role, and write to them.

    Who has a role in the team keeps it where the new one would let them do less.
    """
    user = accounts.find_account(email) or accounts.create_account(
        email=email, name=name, language=language, actor=actor, now=now
    )
    held = _role(team.id, user.id)
    if held is None or REACH[role] > REACH[held]:
        services.grant_role(team=team, user_id=user.id, role=role, actor=actor, now=now)
    if held is None:
        send_invitation(team, user, actor=actor, now=now)
    return user


def invite_newcomer(
    team: Team,
    *,
    email: str,
    name: str,
    role: Role,
    language: str,
    actor: audit.Actor,
    now: dt.datetime,
) -> User:
    """Let a person in who is not in the team yet; nobody is given a wider role by a mistyped address."""
    known = accounts.find_account(email)
    held = _role(team.id, known.id) if known else None
    if known and held is not None and REACH[held] >= REACH[role]:
        raise RuleBroken(
            N_("%(name)s is in the team with this address already."), field="email", name=known.name
        )
    if known and held is not None:
        raise RuleBroken(
            N_("%(name)s is in the team with another role. End that role on their page, then give this one."),
            field="email",
            name=known.name,
        )
    return invite(team, email=email, name=name, role=role, language=language, actor=actor, now=now)


def invite_again(team: Team, user_id: int, *, actor: audit.Actor, now: dt.datetime) -> User:
    """Write once more to a person who has chosen neither a password nor a passkey yet."""
    person = person_of(team.id, user_id)
    if person.has_come:
        raise RuleBroken(N_("This person has come already: there is nothing to invite them to."))
    send_invitation(team, person.user, actor=actor, now=now)
    return person.user


def let_take_part(
    team: Team,
    *,
    user_id: int | None,
    name: str,
    email: str,
    language: str,
    actor: audit.Actor,
    now: dt.datetime,
) -> User | None:
    """The account of a person who is to act for others: one of the team's, or one invited by its address.

    None where only a name is known.
    """
    if user_id is not None and (name or email):
        raise RuleBroken(N_("Choose one of the team, or name somebody else: not both."), field="user_id")
    if user_id is not None:
        chosen = person_of(team.id, user_id).user
        name, email, language = chosen.name, chosen.email, chosen.language
    if not email:
        return None
    return invite(team, email=email, name=name, role=Role.MEMBER, language=language, actor=actor, now=now)


def send_invitation(
    team: Team,
    user: User,
    *,
    actor: audit.Actor,
    now: dt.datetime,
) -> None:
    """Write to a person that they take part in a team; the link is made when the message leaves."""
    write_to(
        user,
        template=INVITATION,
        subject=("user", user.id),
        params={"user": user.id, "team": team.id},
        team_id=team.id,
        now=now,
    )
    audit.record(
        Tag.PERSON_INVITED,
        team_id=team.id,
        actor=actor,
        at=now,
        subject=("user", user.id),
    )


def leave(team: Team, user_id: int, *, with_holdings: bool, by: Person, now: dt.datetime) -> None:
    """End a person's role and, where so chosen, the seats and representations they hold, all at once."""
    on = clock.local_date(now, team.timezone)
    for holding in holdings_of(team.id, user_id, on) if with_holdings else ():
        if holding.end is not None:
            holding.end(on, by, now)
    end_role(team, user_id, actor=by.actor, now=now)


def those_who_left(team_id: int) -> list[User]:
    """The people whose role in a team has ended and who have none now, by name."""
    ended = (
        sa.select(Event.id)
        .where(Event.chain == chain_of(team_id), Event.tag == Tag.ROLE_ENDED.value)
        .where(Event.subject == sa.literal("user:") + sa.cast(User.id, sa.String))
    )
    there = sa.select(Membership.id).where(Membership.team_id == team_id, Membership.user_id == User.id)
    query = sa.select(User).where(ended.exists(), ~there.exists()).order_by(User.name, User.id)
    return list(db.session.scalars(query))


def take_back(team: Team, user_id: int, *, role: Role, actor: audit.Actor, now: dt.datetime) -> User:
    """Give a person who left a role again; what they did before stays theirs, seats are given anew."""
    user = next((one for one in those_who_left(team.id) if one.id == user_id), None)
    if user is None:
        raise NotFound(N_("There is no such person in this team."))
    return invite(
        team,
        email=user.email,
        name=user.name,
        role=role,
        language=user.language,
        actor=actor,
        now=now,
    )


def end_role(team: Team, user_id: int, *, actor: audit.Actor, now: dt.datetime) -> None:
    """Take a person's role in a team away; what they did stays. The last coordinator stays, too."""
    person = person_of(team.id, user_id)
    if person.role is Role.COORDINATOR and services.coordinator_ids(team.id) == [user_id]:
        raise RuleBroken(N_("A team needs a coordinator: name another before this one leaves."))
    db.session.execute(
        sa.delete(Membership).where(Membership.team_id == team.id, Membership.user_id == user_id)
    )
    audit.record(
        Tag.ROLE_ENDED,
        team_id=team.id,
        actor=actor,
        at=now,
        subject=("user", user_id),
        details={"role": person.role.value},
    )
    if person.role is Role.COORDINATOR:
        services.tell_of_role(team, user_id, is_named=False, actor=actor, now=now)


def _role(team_id: int, user_id: int) -> Role | None:
    query = sa.select(Membership.role).where(Membership.team_id == team_id, Membership.user_id == user_id)
    held = db.session.scalar(query)
    return Role(held) if held else None
