"""Who may confirm what somebody entered of an agreement that does not carry its provisions."""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.documents import hooks
from registry.security.actors import Capacity
from registry.security.permissions import Role
from registry.teams.models import Membership


def capacity_to_confirm(
    user_id: int, *, team_id: int, entered_by_id: int | None, on: dt.date
) -> Capacity | None:
    """The capacity in which a person confirms an entry on a day; None when it is not for them.

    It is for another coordinator; where there is none, for the chair of the steering committee; where there
    is none either, for an administrator. Never for the person who entered it.
    """
    capacity, others = second_persons(team_id, entered_by_id=entered_by_id, on=on)
    return capacity if user_id in others else None


def second_persons(team_id: int, *, entered_by_id: int | None, on: dt.date) -> tuple[Capacity, set[int]]:
    """In which capacity an entry is to be confirmed on a day, and by which accounts: by administrators where
    the team has nobody else.
    """
    for capacity, people in _second_persons(team_id, on):
        if others := people - {entered_by_id}:
            return capacity, others
    return Capacity.ADMINISTRATOR, set()


def _second_persons(team_id: int, on: dt.date) -> Iterator[tuple[Capacity, set[int]]]:
    coordinators = (
        sa.select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.team_id == team_id,
            Membership.role == Role.COORDINATOR.value,
            User.disabled_at.is_(None),
        )
    )
    yield Capacity.COORDINATOR, set(db.session.scalars(coordinators))
    yield Capacity.CHAIR, set(hooks.chairs_of(team_id, on))
    administrators = sa.select(User.id).where(User.is_administrator.is_(True), User.disabled_at.is_(None))
    yield Capacity.ADMINISTRATOR, set(db.session.scalars(administrators))
