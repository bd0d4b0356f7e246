"""The authority by which somebody spoke for a voice; stored with the position, and printed in the record."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from registry.committees.models import Term
from registry.committees.rules import TermKind
from registry.decisions import access
from registry.decisions.models.decisions import Voice
from registry.partners import wording as partner_wording
from registry.partners.queries.authority import speaking_grant
from registry.security.actors import Act
from registry.sentences import language_read
from registry.teams.wording import in_capacity


def authority_for(voice: Voice, act: Act) -> dict[str, Any]:
    """A person's authority to speak for a voice when they act: their term in its seat, or their grant; empty
    when there is none.
    """
    if act.by.id is None:
        return {}
    on = act.on
    term = access.term_for(act.by.id, voice, on)
    if term is not None:
        return {"term": _kept(term)}
    grant = speaking_grant(act.by.id, voice.partner_id, on) if voice.partner_id is not None else None
    return {"grant": partner_wording.kept(grant)} if grant is not None else {}


def stated(kept: Mapping[str, Any]) -> str:
    """The stored authority in words; empty when there is none."""
    return _of_term(kept["term"]) if "term" in kept else partner_wording.stated(kept)


def _kept(term: Term) -> dict[str, Any]:
    seat = term.seat
    return {
        "id": term.id,
        "kind": term.kind,
        "body": {"en": seat.committee.name_en, "fr": seat.committee.name_fr},
        "seat": {"en": seat.label_en, "fr": seat.label_fr},
        "granted_by": term.granted_by,
        "recorded_by": [term.by_name, term.by_capacity, term.by_for],
        "started_on": term.starts_on.isoformat(),
        "ended_on": term.ends_on.isoformat() if term.ends_on else "",
    }


def _of_term(said: Mapping[str, Any]) -> str:
    language = language_read()
    seat = f"{said['body'][language]}, {said['seat'][language]}"
    is_alternate = said["kind"] == TermKind.ALTERNATE
    parts = [
        _("alternate in a seat: %(seat)s", seat=seat)
        if is_alternate
        else _("holds a seat: %(seat)s", seat=seat),
        _("given by: %(who)s", who=said["granted_by"])
        if said["granted_by"]
        else _("recorded by: %(who)s", who=in_capacity(*said["recorded_by"])),
        partner_wording.span_words(said["started_on"], said["ended_on"]),
    ]
    return "; ".join(parts)
