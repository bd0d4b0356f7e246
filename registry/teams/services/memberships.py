"""Membership of a team: people are invited, have a role, and leave."""

from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, NotFound, RuleBroken
from registry.security.actors import Act
from registry.security.permissions import Role
from registry.teams.hooks import holdings_of
from registry.teams.messages import Invitation
from registry.teams.models import Membership, Team
from registry.teams.queries import teams as team_queries
from registry.teams.queries.memberships import person_of, those_who_left
from registry.teams.rules import TeamEvent
from registry.teams.services import teams

#: Roles by how much they allow.
REACH = {Role.READER: 0, Role.MEMBER: 1, Role.COORDINATOR: 2}


def invite(
    team: Team,
    *,
    email: str,
    name: str,
    role: Role,
    language: str = "en",
    act: Act,
) -> User:
    """Invite a person: create their account if needed, give them the role, and send a message.

    An existing role is kept when the new one would allow less.
    """
    user = account_queries.find_account(email) or accounts.create_account(
        email=email, name=name, language=language, act=act
    )
    held = _role(team.id, user.id)
    if held is None or REACH[role] > REACH[held]:
        teams.grant_role(team=team, user_id=user.id, role=role, act=act)
    if held is None:
        send_invitation(team, user, act=act)
    return user


def invite_newcomer(
    team: Team,
    *,
    email: str,
    name: str,
    role: Role,
    language: str,
    act: Act,
) -> User:
    """Invite a person who is not in the team yet.

    Somebody in the team is refused, so that a mistyped address never extends an existing role.
    """
    account = account_queries.find_account(email)
    held = _role(team.id, account.id) if account else None
    if account and held is not None and REACH[held] >= REACH[role]:
        raise RuleBroken(
            N_("%(name)s is in the team with this address already."), field="email", name=account.name
        )
    if account and held is not None:
        raise RuleBroken(
            N_("%(name)s is in the team with another role. End that role on their page, then give this one."),
            field="email",
            name=account.name,
        )
    return invite(team, email=email, name=name, role=role, language=language, act=act)


def invite_again(team: Team, user_id: int, *, act: Act) -> User:
    """Send the invitation again to a person who has no password or passkey yet."""
    person = person_of(team.id, user_id)
    if person.has_come:
        raise RuleBroken(N_("This person has come already: there is nothing to invite them to."))
    send_invitation(team, person.user, act=act)
    return person.user


def let_take_part(
    team: Team,
    *,
    user_id: int | None,
    name: str,
    email: str,
    language: str,
    act: Act,
) -> User | None:
    """The account of a person who is to act for others: one of the team, or a new one that is invited by
    address. None when only a name is given.
    """
    if user_id is not None and (name or email):
        raise RuleBroken(N_("Choose one of the team, or name somebody else: not both."), field="user_id")
    if user_id is not None:
        chosen = person_of(team.id, user_id).user
        name, email, language = chosen.name, chosen.email, chosen.language
    if not email:
        return None
    return invite(team, email=email, name=name, role=Role.MEMBER, language=language, act=act)


def send_invitation(
    team: Team,
    user: User,
    *,
    act: Act,
) -> None:
    """Tell a person that they have a role in a team; the link is made when the message is sent."""
    Invitation.post(team, user, act.at)
    events.record(TeamEvent.PERSON_INVITED, About(("user", user.id), team.id), act)


def leave(team: Team, user_id: int, *, with_holdings: bool, act: Act) -> None:
    """End a person's role and, if chosen, the seats and representations they hold, in one step."""
    on = act.on
    for holding in holdings_of(team.id, user_id, on) if with_holdings else ():
        if holding.end is not None:
            holding.end(on, act)
    end_role(team, user_id, act=act)


def take_back(team: Team, user_id: int, *, role: Role, act: Act) -> User:
    """Give a role again to a person who left.

    Their earlier acts stay recorded as theirs; seats must be given to them again.
    """
    user = next((one for one in those_who_left(team.id) if one.id == user_id), None)
    if user is None:
        raise NotFound(N_("There is no such person in this team."))
    return invite(team, email=user.email, name=user.name, role=role, language=user.language, act=act)


def end_role(team: Team, user_id: int, *, act: Act) -> None:
    """End a person's role in a team; what they did stays. The last coordinator cannot leave."""
    person = person_of(team.id, user_id)
    if person.role is Role.COORDINATOR and team_queries.coordinator_ids(team.id) == [user_id]:
        raise RuleBroken(N_("A team needs a coordinator: name another before this one leaves."))
    db.session.execute(
        sa.delete(Membership).where(Membership.team_id == team.id, Membership.user_id == user_id)
    )
    events.record(TeamEvent.ROLE_ENDED, About(("user", user_id), team.id), act, role=person.role.value)
    if person.role is Role.COORDINATOR:
        teams.tell_of_role(team, user_id, is_named=False, act=act)


def _role(team_id: int, user_id: int) -> Role | None:
    query = sa.select(Membership.role).where(Membership.team_id == team_id, Membership.user_id == user_id)
    return db.session.scalar(query)


@dataclass(frozen=True)
class Newcomer:
    """A person who is to be a team's first coordinator."""

    name: str
    email: str
    language: str = "en"


def begin_team(
    *,
    slug: str,
    name_en: str,
    name_fr: str,
    timezone: str,
    coordinator: Newcomer,
    act: Act,
) -> Team:
    """Create a team and invite its first coordinator; its creator gains no access to it."""
    team = teams.create_team(
        slug=slug, name_en=name_en or name_fr, name_fr=name_fr, timezone=timezone, act=act
    )
    name_first_coordinator(team, coordinator, act=act)
    return team


def name_first_coordinator(team: Team, coordinator: Newcomer, *, act: Act) -> User:
    """Invite a coordinator to a team that has none; a team with coordinators chooses its own."""
    if team_queries.coordinator_ids(team.id):
        raise RuleBroken(N_("This team has a coordinator, who names the others."), field="email")
    return invite(
        team,
        email=coordinator.email,
        name=coordinator.name,
        role=Role.COORDINATOR,
        language=coordinator.language,
        act=act,
    )
