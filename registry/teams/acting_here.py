"""Who acts on the page that is asked for, as the audit trail names them."""

from flask import g
from flask_login import current_user

from registry.access import Role
from registry.audit import services as audit
from registry.teams.acting import Capacity

_CAPACITIES = {Role.COORDINATOR: Capacity.COORDINATOR, Role.READER: Capacity.READER}


def actor() -> audit.Actor:
    """The reader, in their role in the team or, on a page of no team, as who keeps the installation.

    What members do, they do for a seat or a partner: that is said where it is known for which.
    """
    role = g.get("role")
    if role is None and current_user.is_administrator:
        return audit.user(current_user.id, Capacity.ADMINISTRATOR)
    return audit.user(current_user.id, _CAPACITIES.get(role, ""))
