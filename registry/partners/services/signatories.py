"""Those who may sign for a partner: who they are, in which order they are asked, until when."""

import datetime as dt

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries.authority_receivers import Receiver
from registry.partners.rules.authority import Said
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import check_person
from registry.partners.services.authority import end_all, first_grant
from registry.security.actors import Act


def add_signatory(
    partner: Partner,
    *,
    name: str,
    title: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
    authority: str = "",
    said: Said | None = None,
    act: Act,
) -> Signatory:
    """List a person who may sign for a partner, after those listed already, and what lets them sign.

    Where nothing is `said` of that, they sign by their title.
    """
    check_person(name=name, title=title, email=email)
    signatory = Signatory(
        partner=partner,
        name=name,
        title=title,
        email=email,
        phone=phone,
        language=language,
        authority=authority,
        position=max((person.position for person in partner.signatories if person.position), default=0) + 1,
    )
    db.session.add(signatory)
    db.session.flush()
    ground = said or Said(reference=authority or title)
    first_grant(partner, Receiver(signatory), ground, act=act)
    events.record(PartnerEvent.SIGNATORY_ADDED, partner, act, signatory=signatory.id)
    return signatory


def change_signatory(
    signatory: Signatory,
    *,
    name: str,
    title: str,
    email: str,
    language: str,
    authority: str,
    phone: str = "",
    position: int | None = None,
    act: Act,
) -> None:
    """Change what is known of a signatory and, where a position is given, when they are asked (1: first).

    What they signed stays as it was.
    """
    check_person(name=name, title=title, email=email)
    signatory.name, signatory.title, signatory.email = name, title, email
    signatory.language, signatory.authority, signatory.phone = language, authority, phone
    if position is not None:
        _move(signatory, position)
    events.record(PartnerEvent.SIGNATORY_CHANGED, signatory.partner, act, signatory=signatory.id)


def move_signatory_up(signatory: Signatory, *, act: Act) -> None:
    """Ask a person before the one who is asked before them on a day; the first stays the first."""
    active = signatory.partner.active_signatories(act.on)
    place = active.index(signatory) if signatory in active else 0
    if place == 0:
        return
    _move(signatory, signatory.partner.signatories.index(active[place - 1]) + 1)
    events.record(PartnerEvent.SIGNATORY_CHANGED, signatory.partner, act, signatory=signatory.id)


def end_signatory(signatory: Signatory, *, on: dt.date, act: Act) -> None:
    """From a day on this person no longer signs for the partner; a day given before is put right."""
    if signatory.started_on is not None and on < signatory.started_on:
        raise RuleBroken(N_("They cannot end before the day they began."), field="on")
    end_all(signatory, on=on)
    events.record(
        PartnerEvent.SIGNATORY_ENDED, signatory.partner, act, signatory=signatory.id, ended_on=on.isoformat()
    )


def _move(signatory: Signatory, position: int) -> None:
    """Put a person at a place among those of the partner, the others closing up around it."""
    others = [person for person in signatory.partner.signatories if person is not signatory]
    others.insert(max(position, 1) - 1, signatory)
    for place, person in enumerate(others, start=1):
        person.position = place
