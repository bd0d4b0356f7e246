"""Signatories: who may sign for a partner, in which order they are asked, until when."""

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
    """List a person who may sign for a partner, after those already listed, with the basis of their
    authority. Without `said` they sign by virtue of their title.
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
        grants=[],
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
    """Change a signatory and, if given, their position in the signing order (1 is first).

    Past signatures are unchanged.
    """
    check_person(name=name, title=title, email=email)
    signatory.name, signatory.title, signatory.email = name, title, email
    signatory.language, signatory.authority, signatory.phone = language, authority, phone
    if position is not None:
        _move(signatory, position)
    events.record(PartnerEvent.SIGNATORY_CHANGED, signatory.partner, act, signatory=signatory.id)


def move_signatory_up(signatory: Signatory, *, act: Act) -> None:
    """Move a signatory up by one place in the signing order of those who may sign on a day."""
    active = signatory.partner.active_signatories(act.on)
    place = active.index(signatory) if signatory in active else 0
    if place == 0:
        return
    _move(signatory, signatory.partner.signatories.index(active[place - 1]) + 1)
    events.record(PartnerEvent.SIGNATORY_CHANGED, signatory.partner, act, signatory=signatory.id)


def end_signatory(signatory: Signatory, *, on: dt.date, act: Act) -> None:
    """End a person's right to sign for the partner on a day; replaces an end that was set earlier."""
    if signatory.started_on is not None and on < signatory.started_on:
        raise RuleBroken(N_("They cannot end before the day they began."), field="on")
    end_all(signatory, on=on)
    events.record(
        PartnerEvent.SIGNATORY_ENDED, signatory.partner, act, signatory=signatory.id, ended_on=on.isoformat()
    )


def _move(signatory: Signatory, position: int) -> None:
    """Move a person to a position among the partner's signatories."""
    others = [person for person in signatory.partner.signatories if person is not signatory]
    others.insert(max(position, 1) - 1, signatory)
    for place, person in enumerate(others, start=1):
        person.position = place
