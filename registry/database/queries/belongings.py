"""Collections that are loaded for some things at once, by a statement that is composed once a process.

SQLAlchemy composes each `selectinload` anew, which takes longer than a small database takes to answer it.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from registry.database.session import db

Belonging = TypeVar("Belonging")


class Belongings(Generic[Belonging]):
    """What belongs to things of one kind: an attribute that holds a list, ordered as the model says; what is
    `beside` each of it is loaded with it.
    """

    def __init__(
        self, attribute: InstrumentedAttribute[list[Belonging]], *beside: InstrumentedAttribute[Any]
    ) -> None:
        self._attribute = attribute
        self._beside = beside

    def of(self, owners: Sequence[Any], *, are_there: bool = True) -> list[Belonging]:
        """Load it where it is not loaded yet; all that belongs to the owners, in their order.

        `are_there` is false where it is known that nothing belongs to any of them: nothing is asked then.
        """
        name = self._attribute.key
        missing: dict[int, list[Belonging]] = {
            owner.id: [] for owner in owners if name in sa.inspect(owner).unloaded
        }
        if missing and are_there:
            for found in db.session.execute(self._query, {"owners": list(missing)}).scalars():
                missing[getattr(found, self._owner_id)].append(found)
        for owner in owners:
            if owner.id in missing:
                set_committed_value(owner, name, missing[owner.id])
        return [one for owner in owners for one in getattr(owner, name)]

    @cached_property
    def _query(self) -> sa.Select[Any]:
        relation = self._attribute.property
        theirs = getattr(relation.mapper.class_, self._owner_id).in_(sa.bindparam("owners", expanding=True))
        query = sa.select(relation.mapper.class_).where(theirs)
        query = query.options(*(joinedload(attribute) for attribute in self._beside))
        return query.order_by(*(relation.order_by or ()))

    @cached_property
    def _owner_id(self) -> str:
        """The attribute by which what belongs names its owner."""
        relation = self._attribute.property
        ((_id, foreign_key),) = relation.local_remote_pairs
        name: str = relation.mapper.get_property_by_column(foreign_key).key
        return name
