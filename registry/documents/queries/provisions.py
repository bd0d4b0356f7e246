"""Which provisions run in a team on a day."""

import datetime as dt

from registry.documents import hooks
from registry.documents.rules.figures import Basis, Figure, InForce
from registry.documents.rules.provisions import DEFAULTS, ProvisionKind


def in_force(team_id: int, on: dt.date) -> InForce:
    """The figures that run in a team on a day, each with what it rests on."""
    as_set = hooks.settings_of(team_id)
    return InForce(
        {kind: Figure(kind, as_set.get(kind, DEFAULTS[kind]), Basis.NONE_IN_FORCE) for kind in ProvisionKind}
    )
