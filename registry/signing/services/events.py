"""Events about requests to sign."""

from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.security.actors import Act
from registry.signing.models import PersonalRequest


def note(tag: Tag, request: PersonalRequest, act: Act, **details: object) -> None:
    """Record an event about a request."""
    events.record(
        tag,
        team_id=request.team.id,
        act=act,
        subject=request.subject,
        details={"partner": request.partner_id, **details},
    )
