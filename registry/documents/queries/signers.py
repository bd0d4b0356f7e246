"""Which parties or voices an agreement bound: a figure binds those who had signed its version on the day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.documents import hooks
from registry.documents.queries import documents


@dataclass(frozen=True)
class Bound:
    """Who had signed a version on a day, and who had not, by name."""

    number: int
    on: dt.date
    signed: Sequence[str]
    unsigned: Sequence[str]


def bound_by(version_id: int | None, named: Iterable[tuple[str, int | None]], on: dt.date) -> Bound | None:
    """Who of some parties or voices, each a name and a partner, had signed a version on a day.

    Who is no partner signs nothing, and is left out. None without a version.
    """
    version = documents.version(version_id) if version_id is not None else None
    if version is None:
        return None
    signers = hooks.signers_of(version, on)
    partners = {partner_id: name for name, partner_id in named if partner_id is not None}
    return Bound(
        number=version.number,
        on=on,
        signed=[name for partner_id, name in partners.items() if partner_id in signers],
        unsigned=[name for partner_id, name in partners.items() if partner_id not in signers],
    )
