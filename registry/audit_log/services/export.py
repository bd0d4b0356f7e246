"""TODO: say what this is."""

from registry.audit.models import About
from registry.audit.services import sightings
from registry.audit_log.rules import AuditLogEvent
from registry.security.actors import Act


def note(team_id: int | None, act: Act) -> None:
    """Note who takes an export before it is made, so that it is in it.

    The command of the administrator notes nothing: it has to give a broken chain as it is found.
    """
    subject = ("installation", 0) if team_id is None else ("team", team_id)
    sightings.note_reading(AuditLogEvent.EXPORTED, About(subject, team_id), act)
