"""The state of the installation for its administrator: counts and dates, no content of teams."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from registry.accounts.models import User
from registry.certificates.rotation import Part
from registry.database.session import db
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.records.models import Augmentation, Record, RecordOrder
from registry.records.queries.authority import own_authority
from registry.security.permissions import Role
from registry.teams.models import Membership, Team

#: How long before its end a certificate is shown as ending.
KEYS_END_SOON = dt.timedelta(days=90)
#: How late a message must be before the worker counts as down.
LATE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class TeamState:
    """A team in numbers: its coordinators, work under way, failures."""

    team: Team
    coordinators: int
    people: int
    messages: dict[str, int]
    records_owed: int
    records_in_trouble: int
    #: Records below the intended level.
    records_below: int

    @property
    def planned(self) -> int:
        """The number of messages still to be sent."""
        return self.messages.get(Fate.PLANNED, 0)

    @property
    def troubled(self) -> int:
        """The number of undelivered messages."""
        return sum(self.messages.get(fate, 0) for fate in (Fate.REFUSED, Fate.FAILED, Fate.BOUNCED))


@dataclass(frozen=True)
class Key:
    """A certificate of the installation, and its last day."""

    what: Part
    ends_at: dt.datetime

    def ends_soon(self, now: dt.datetime) -> bool:
        """Whether it should be replaced soon."""
        return self.ends_at <= now + KEYS_END_SOON


@dataclass(frozen=True)
class State:
    """The state of the installation at a moment."""

    teams: Sequence[TeamState]
    keys: Sequence[Key]
    #: Since when the oldest due message waits; None when none waits.
    oldest_due_at: dt.datetime | None
    #: Messages that belong to no team, by their fate.
    own_messages: dict[str, int] = field(default_factory=dict)

    def is_late(self, now: dt.datetime) -> bool:
        """Whether messages have waited so long that the worker seems to be down."""
        return self.oldest_due_at is not None and self.oldest_due_at < now - LATE


def state_of(now: dt.datetime) -> State:
    """The whole state, in few queries however many teams there are."""
    roles, messages = _roles(), _messages()
    owed, below = _owed(), _below()
    teams = db.session.scalars(sa.select(Team).order_by(Team.name_en, Team.id))
    return State(
        teams=[
            TeamState(
                team,
                coordinators=roles[team.id].get(Role.COORDINATOR, 0),
                people=sum(roles[team.id].values()),
                messages=messages[team.id],
                records_owed=owed.get(team.id, (0, 0))[0],
                records_in_trouble=owed.get(team.id, (0, 0))[1],
                records_below=below.get(team.id, 0),
            )
            for team in teams
        ],
        keys=_keys(now),
        oldest_due_at=_oldest_due(now),
        own_messages=messages[None],
    )


def _roles() -> dict[int, dict[str, int]]:
    query = (
        sa.select(Membership.team_id, Membership.role, sa.func.count())
        .join(User, User.id == Membership.user_id)
        .where(User.disabled_at.is_(None))
        .group_by(Membership.team_id, Membership.role)
    )
    roles: dict[int, dict[str, int]] = defaultdict(dict)
    for team_id, role, count in db.session.execute(query):
        roles[team_id][role] = count
    return roles


def _messages() -> dict[int | None, dict[str, int]]:
    query = sa.select(Message.team_id, Message.fate, sa.func.count()).group_by(Message.team_id, Message.fate)
    messages: dict[int | None, dict[str, int]] = defaultdict(dict)
    for team_id, fate, count in db.session.execute(query):
        messages[team_id][fate] = count
    return messages


def _owed() -> dict[int | None, tuple[int, int]]:
    """How many records are owed to each team, and how many of them have a problem."""
    in_trouble = sa.func.count().filter(RecordOrder.problem != "")
    query = (
        sa.select(RecordOrder.team_id, sa.func.count(), in_trouble)
        .where(RecordOrder.record_id.is_(None))
        .group_by(RecordOrder.team_id)
    )
    return {team_id: (owed, troubled) for team_id, owed, troubled in db.session.execute(query)}


def _below() -> dict[int | None, int]:
    """The number of each team's records that wait for a higher level."""
    query = (
        sa.select(Record.team_id, sa.func.count())
        .join(Augmentation, Augmentation.record_id == Record.id)
        .where(Augmentation.made_at.is_(None))
        .group_by(Record.team_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _oldest_due(now: dt.datetime) -> dt.datetime | None:
    query = sa.select(Message.due_at).where(Message.fate == Fate.PLANNED.value, Message.due_at <= now)
    return db.session.scalar(query.order_by(Message.due_at).limit(1))


def _keys(now: dt.datetime) -> list[Key]:
    authority = own_authority(now=now)
    parts = {Part.ROOT: authority.root, Part.ISSUING: authority.issuing, Part.SEAL: authority.seal}
    return [Key(what, identity.certificate.not_valid_after_utc) for what, identity in parts.items()]
