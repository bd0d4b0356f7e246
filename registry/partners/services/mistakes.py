"""Partners that were entered by mistake: they count nowhere, and stay to be found."""

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.hooks import WHEN_MISTAKEN
from registry.partners.models.partners import Partner
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.security.actors import Act


def mark(partner: Partner, *, reason: str, act: Act) -> None:
    """Mark a partner as entered by mistake: from every day, it never was one. Open requests end, and so
    do its voices in decisions that are open.
    """
    for end in WHEN_MISTAKEN:
        end(partner, reason=reason, act=act)
    partner.strike(reason=reason, act=act)
    db.session.flush()
    events.record(PartnerEvent.MISTAKE, partner, act)


def take_back(partner: Partner, *, reason: str, act: Act) -> None:
    """Put a partner back that was no mistake. Who had marked it, and both reasons, stay in a note."""
    if partner.stands:
        raise RuleBroken(N_("It is not marked as entered by mistake."))
    same = partner_queries.partner_called(partner.team_id, partner.name)
    if same is not None:
        raise RuleBroken(
            N_("“%(name)s” is on the list already, as “%(same)s”."), name=partner.name, same=same.name
        )
    text = f"{partner.struck_by_name or ''}: {partner.struck_reason or ''}\n{act.by.name}: {reason}"
    partners.add_note(partner, kind=NoteKind.OTHER, on=act.on, text=text, act=act)
    partner.struck_at = partner.struck_by_id = partner.struck_by_name = None
    partner.struck_as = partner.struck_for = partner.struck_reason = None
    db.session.flush()
    events.record(PartnerEvent.MISTAKE_TAKEN_BACK, partner, act)
