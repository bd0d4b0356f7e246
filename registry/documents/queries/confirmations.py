"""What was entered of agreements and waits for a second person."""

import datetime as dt
from collections.abc import Collection
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from registry import clock
from registry.database.session import db
from registry.documents import access
from registry.documents.models import Document, EnteredProvision, Version
from registry.security.actors import Capacity


def unconfirmed(version_ids: Collection[int] | None = None) -> list[EnteredProvision]:
    """The newest entries of each kind that nobody has confirmed, by version: of some versions or of all."""
    newer = aliased(EnteredProvision)
    is_newest = (
        ~sa.select(newer.id)
        .where(
            newer.version_id == EnteredProvision.version_id,
            newer.kind == EnteredProvision.kind,
            newer.id > EnteredProvision.id,
        )
        .exists()
    )
    query = (
        sa.select(EnteredProvision)
        .where(EnteredProvision.confirmed_at.is_(None), is_newest)
        .order_by(EnteredProvision.version_id, EnteredProvision.id)
        .options(joinedload(EnteredProvision.version).joinedload(Version.document).joinedload(Document.team))
    )
    if version_ids is not None:
        query = query.where(EnteredProvision.version_id.in_(version_ids))
    return list(db.session.scalars(query))


def for_person(
    user_id: int, team_id: int, versions: Collection[Version], on: dt.date
) -> list[EnteredProvision]:
    """What a person may confirm on a day of some versions of a team, by version."""
    if not versions:
        return []
    found = unconfirmed([version.id for version in versions])
    return [entry for entry, _capacity in _theirs(user_id, found, team_id, on)]


def for_administrator(user_id: int) -> list[tuple[Version, list[EnteredProvision]]]:
    """The agreements of all teams that an administrator confirms today, since the team has nobody else."""
    found = []
    for version, group in groupby(unconfirmed(), lambda entry: entry.version):
        on = clock.today(version.document.team.timezone)
        theirs = _theirs(user_id, list(group), version.team_id, on)
        entries = [entry for entry, capacity in theirs if capacity is Capacity.ADMINISTRATOR]
        if entries:
            found.append((version, entries))
    return found


def _theirs(
    user_id: int, entries: list[EnteredProvision], team_id: int, on: dt.date
) -> list[tuple[EnteredProvision, Capacity]]:
    """The entries that are for a person, each with the capacity in which they confirm it; who the second
    person is, is asked once for each who entered.
    """
    capacities = {
        entered_by: access.capacity_to_confirm(user_id, team_id=team_id, entered_by_id=entered_by, on=on)
        for entered_by in {entry.by_id for entry in entries}
    }
    return [(entry, capacity) for entry in entries if (capacity := capacities[entry.by_id]) is not None]
