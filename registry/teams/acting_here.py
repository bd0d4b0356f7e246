"""Who acts on the page of a team that is asked for, as the audit trail names them."""

from flask import g
from flask_login import current_user

from registry.audit import services as audit
from registry.teams.acting import in_role


def actor() -> audit.Actor:
    """The reader in their role; what is done for a seat or a partner is said where that is known."""
    return in_role(current_user.id, g.role)
