"""The people of a team, a page at a time, with for whom they act and what became of their invitation."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.factors import has_way_in
from registry.accounts.models import User
from registry.extensions import db
from registry.outbox import services as outbox
from registry.outbox.models import Message
from registry.teams.mandates import mandates_of
from registry.teams.models import Membership

#: People on one page.
PAGE = 50

#: Roles sort as they rank: coordinator, member, reader.
_KEY = sa.tuple_(Membership.role, User.name, User.id)


@dataclass(frozen=True)
class Line:
    """A person with their role in the team."""

    user: User
    role: str
    #: Organizations and seats that they act for, in words.
    mandates: Sequence[str]
    #: The newest message about their invitation, while they have not come.
    message: Message | None
    #: Whether they have chosen a password or a passkey yet.
    has_come: bool


@dataclass(frozen=True)
class Page:
    """Some people, coordinators first, then by name; and the account after which the next page begins."""

    lines: Sequence[Line]
    after: int | None


def page_of(team_id: int, *, on: dt.date, after: int | None = None) -> Page:
    """A page of a team's people, as of a day."""
    query = _people(team_id).limit(PAGE + 1)
    last = db.session.execute(_people(team_id).where(User.id == after)).first() if after else None
    if last is not None:
        query = query.where(sa.tuple_(last[1], last[0].name, last[0].id) < _KEY)
    rows = db.session.execute(query).all()
    shown = rows[:PAGE]
    mandates = mandates_of(team_id, [user.id for user, _, _ in shown], on)
    letters = _invitations(team_id, [user.id for user, _, has_come in shown if not has_come])
    return Page(
        lines=[
            Line(user, role, mandates.get(user.id, ()), letters.get(user.id), bool(has_come))
            for user, role, has_come in shown
        ],
        after=shown[-1][0].id if len(rows) > PAGE else None,
    )


def names_of(team_id: int) -> dict[int, str]:
    """The people of a team to choose among, by account: name and address, since two may bear one name."""
    query = _people(team_id).order_by(None).order_by(User.name, User.id)
    return {user.id: f"{user.name} ({user.email})" for user, _, _ in db.session.execute(query)}


def _people(team_id: int) -> sa.Select[User, str, bool]:
    return (
        sa.select(User, Membership.role, has_way_in())
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id)
        .order_by(Membership.role, User.name, User.id)
    )


def _invitations(team_id: int, user_ids: Sequence[int]) -> Mapping[int, Message]:
    """The newest message of this team on each account."""
    found = outbox.messages_about([("user", user_id) for user_id in user_ids]) if user_ids else []
    ours = [message for message in found if message.team_id == team_id]
    return {message.params["user"]: message for message in reversed(ours)}
