"""Representatives: people with an account who act for a partner for a period of days."""

import datetime as dt
from dataclasses import replace

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, InvalidInput, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.queries.authority_receivers import Receiver
from registry.partners.queries.representatives import all_of
from registry.partners.rules.authority import Said
from registry.partners.rules.events import PartnerEvent
from registry.partners.services.authority import end_all, first_grant
from registry.security.actors import Act
from registry.teams.services import memberships


def add_representative(
    partner: Partner,
    *,
    user_id: int,
    title: str = "",
    started_on: dt.date,
    said: Said | None = None,
    act: Act,
) -> Representative:
    """Let a person act for a partner from a day on.

    `said` is the basis of their authority; without it they speak by virtue of their title.
    """
    theirs = [representative for representative in all_of(partner.id) if representative.user_id == user_id]
    if any(
        representative.ended_on is None or representative.ended_on > started_on for representative in theirs
    ):
        raise RuleBroken(N_("This person represents %(name)s already."), field="email", name=partner.name)
    added = Representative(partner=partner, user_id=user_id, title=title, started_on=started_on)
    db.session.add(added)
    db.session.flush()
    ground = replace(said or Said(reference=title), started_on=started_on)
    first_grant(partner, Receiver(representative=added), ground, act=act)
    events.record(
        PartnerEvent.REPRESENTATIVE_ADDED, partner, act, user=user_id, started_on=started_on.isoformat()
    )
    return added


def invite_representative(
    partner: Partner,
    *,
    user_id: int | None,
    name: str,
    email: str,
    language: str,
    title: str,
    started_on: dt.date,
    said: Said | None = None,
    act: Act,
) -> Representative:
    """Let a person act for a partner: somebody in the team, or somebody who is invited to create an
    account.
    """
    if user_id is None and not email:
        raise InvalidInput(
            N_("Choose a person, or give the e-mail address of the one to invite."), field="email"
        )
    user = memberships.let_take_part(
        partner.team, user_id=user_id, name=name, email=email, language=language, act=act
    )
    assert user is not None
    return add_representative(
        partner, user_id=user.id, title=title, started_on=started_on, said=said, act=act
    )


def end_representative(representative: Representative, *, on: dt.date, act: Act) -> None:
    """End a person's representation of a partner on a day; what they did stays."""
    if on < representative.started_on:
        raise RuleBroken(N_("They cannot end before the day they began."), field="on")
    end_all(representative, on=on)
    partner, who = representative.partner, representative.user_id
    events.record(PartnerEvent.REPRESENTATIVE_ENDED, partner, act, user=who, ended_on=on.isoformat())
