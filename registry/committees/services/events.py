"""Writing what happens to committees and seats into the audit trail."""

from sqlalchemy.orm.attributes import flag_modified

from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.committees.models import Committee
from registry.security.actors import Act


def note(tag: Tag, committee: Committee, act: Act, **details: object) -> None:
    """Record an event about a committee and raise its revision, so that a form opened before is told."""
    team_id = committee.team_id
    if tag is not Tag.INTEREST_DECLARED:
        flag_modified(committee, "team_id")
    events.record(
        tag,
        team_id=team_id,
        act=act,
        subject=("committee", committee.id),
        details=details | {"capacity": act.by.capacity},
    )
