"""What every change of a partner leaves behind: an event in the trail and a raised revision."""

from sqlalchemy.orm.attributes import flag_modified

from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.partners.models.partners import Partner
from registry.security import actors
from registry.security.actors import Act


def note(tag: Tag, partner: Partner, act: Act, **details: object) -> None:
    """Record an event about a partner and raise its revision, so that a form opened before is told.

    `details` hold ids, states and dates, never a name or an address.
    """
    team_id = partner.team_id  # loads the row where it is not
    flag_modified(partner, "team_id")  # perhaps only a row beside it changed: the revision rises all the same
    events.record(tag, team_id=team_id, act=act, subject=("partner", partner.id), details=details)


def author_of(actor: actors.Actor) -> int | None:
    """The account that acts, where it is one."""
    return actor.id if actor.kind == "user" else None
