"""Who has authority to sign or speak for a partner on a day."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.audit import hooks as audit_hooks
from registry.audit.models import Event, named, number_in
from registry.database.session import db
from registry.errors import N_, NotFound, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant, Representative, Signatory
from registry.partners.rules.events import PartnerEvent


def grants_of(partner_id: int) -> list[Grant]:
    """All grants ever made for a partner, with the persons, in the order of recording."""
    query = (
        sa.select(Grant)
        .where(Grant.partner_id == partner_id)
        .options(
            joinedload(Grant.signatory),
            joinedload(Grant.recorded_by),
            joinedload(Grant.representative).joinedload(Representative.user, innerjoin=True),
        )
        .order_by(Grant.id)
    )
    return list(db.session.scalars(query))


def grant_of(partner: Partner, grant_id: int) -> Grant:
    """One grant of a partner; raises `NotFound`."""
    grant = next((other for other in grants_of(partner.id) if other.id == grant_id), None)
    if grant is None:
        raise NotFound(N_("There is no such authority."))
    return grant


def may_be_asked(on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: a signatory who may sign on a day has an address."""
    return sa.and_(
        Signatory.email != "",
        sa.or_(Signatory.started_on.is_(None), Signatory.started_on <= on),
        sa.or_(Signatory.ended_on.is_(None), Signatory.ended_on > on),
    )


def signing_grant(signatory: Signatory, on: dt.date) -> Grant | None:
    """The grant by which a signatory may sign on a day: the newest in force, an alternate's only if there is
    no other.
    """
    holding = [grant for grant in signatory.grants if grant.holds(on)]
    return max(holding, key=lambda grant: (not grant.is_alternate, grant.id), default=None)


def authority_to_sign(signatory: Signatory, on: dt.date) -> Grant:
    """The grant by which a signatory may sign on a day. Raises with an explanation when there is none."""
    grant = signing_grant(signatory, on)
    if grant is None:
        raise RuleBroken(
            N_("Nothing on record lets %(name)s sign on this day. Ask the team’s coordinators."),
            name=signatory.called,
        )
    return grant


def speaking_grant(user_id: int, partner_id: int, on: dt.date) -> Grant | None:
    """The grant by which a representative may speak on a day: the newest in force, an alternate's only if
    there is no other.
    """
    query = (
        sa.select(Grant)
        .join(Grant.representative)
        .where(Representative.user_id == user_id, Representative.partner_id == partner_id)
        .options(joinedload(Grant.recorded_by))
    )
    holding = [grant for grant in db.session.scalars(query) if grant.holds(on)]
    return max(holding, key=lambda grant: (not grant.is_alternate, grant.id), default=None)


@audit_hooks.tells_of("grant")
def is_about_grant(grant_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: an event of the partner is about the grant, or about adding or ending the person it was
    granted to.
    """
    partner = sa.select(named("partner", Grant.partner_id)).where(Grant.id == grant_id)
    signatory = sa.select(Grant.signatory_id).where(Grant.id == grant_id)
    speaker = sa.select(Representative.user_id).join(Grant, Grant.representative_id == Representative.id)
    return sa.and_(
        Event.subject.in_(partner),
        sa.or_(
            number_in("grant") == grant_id,
            number_in("instead_of") == grant_id,
            sa.and_(
                Event.tag.in_([PartnerEvent.SIGNATORY_ADDED, PartnerEvent.SIGNATORY_ENDED]),
                number_in("signatory").in_(signatory),
            ),
            sa.and_(
                Event.tag.in_([PartnerEvent.REPRESENTATIVE_ADDED, PartnerEvent.REPRESENTATIVE_ENDED]),
                number_in("user").in_(speaker.where(Grant.id == grant_id)),
            ),
        ),
    )
