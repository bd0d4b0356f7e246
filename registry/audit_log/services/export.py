"""Records that somebody exports the audit trail."""

from registry.audit.models import About
from registry.audit.services import sightings
from registry.audit_log.rules import AuditLogEvent
from registry.security.actors import Act


def note(team_id: int | None, act: Act) -> None:
    """Record the person who exports the trail, before the export is made, so that it is included.

    The administrator's command records nothing: it must export a broken chain as it is.
    """
    subject = ("installation", 0) if team_id is None else ("team", team_id)
    sightings.note_reading(AuditLogEvent.EXPORTED, About(subject, team_id), act)
