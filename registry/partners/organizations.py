"""The organization behind a partner: merged into another, closed, or the same as one of another team."""

import datetime as dt

import sqlalchemy as sa

from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.partners.changes import set_status
from registry.partners.models import Organization, Partner
from registry.partners.names import fold_name
from registry.partners.rules import ENDED, Status, coming
from registry.partners.trail import note


def merge_organizations(
    partner: Partner, *, into: Partner, on: dt.date, actor: audit.Actor, now: dt.datetime
) -> None:
    """A partner's organization becomes part of another's on a day.

    The partner is withdrawn from that day; its history and signatures stay with it.
    """
    if into.id == partner.id or into.team_id != partner.team_id:
        raise RuleBroken(N_("Choose another partner of this team."), field="into")
    if into.organization.has_ended:
        raise RuleBroken(N_("That organization has itself been merged or closed."), field="into")
    organization = _own_organization(partner, now)
    organization.merged_into_id, organization.merged_on = into.organization_id, on
    _withdraw(partner, on, actor, now)
    note(Tag.ORGANIZATION_MERGED, partner, actor, now, into=into.id, merged_on=on.isoformat())


def close_organization(partner: Partner, *, on: dt.date, actor: audit.Actor, now: dt.datetime) -> None:
    """A partner's organization ends on a day; the partner is withdrawn, its history and signatures stay."""
    _own_organization(partner, now).closed_on = on
    _withdraw(partner, on, actor, now)
    note(Tag.ORGANIZATION_CLOSED, partner, actor, now, closed_on=on.isoformat())


def reopen_organization(partner: Partner, *, actor: audit.Actor, now: dt.datetime) -> None:
    """It was not merged or closed after all; its status is put right by itself."""
    organization = partner.organization
    if not organization.has_ended:
        raise RuleBroken(N_("This organization is neither merged nor closed."))
    organization.merged_into_id = organization.merged_on = organization.closed_on = None
    note(Tag.ORGANIZATION_REOPENED, partner, actor, now, organization=organization.id)


def suggest_same_organization(team_id: int, name: str) -> list[Organization]:
    """Organizations of other teams that bear the same name: perhaps the same one, for a person to say."""
    here = sa.select(Partner.organization_id).where(Partner.team_id == team_id)
    query = (
        sa.select(Organization)
        .where(
            Organization.name_key == fold_name(name),
            Organization.merged_into_id.is_(None),
            Organization.id.not_in(here),
            sa.exists().where(Partner.organization_id == Organization.id),
        )
        .order_by(Organization.id)
        .limit(5)
    )
    return list(db.session.scalars(query))


def link_organization(
    partner: Partner, organization: Organization, *, actor: audit.Actor, now: dt.datetime
) -> None:
    """Say that a partner is the organization another team has too; the partner keeps its name as listed."""
    if organization not in suggest_same_organization(partner.team_id, organization.name):
        raise RuleBroken(N_("That organization cannot be linked to a partner of this team."))
    before = partner.organization_id
    partner.organization = organization
    note(Tag.ORGANIZATION_LINKED, partner, actor, now, before=before, organization=organization.id)


def is_shared(partner: Partner) -> bool:
    """Whether another team lists the same organization."""
    others = sa.select(Partner.id).where(
        Partner.organization_id == partner.organization_id, Partner.id != partner.id
    )
    return db.session.scalar(others.limit(1)) is not None


def _own_organization(partner: Partner, now: dt.datetime) -> Organization:
    """The entry that only this team has: a shared one is left to the others as it is."""
    if partner.organization.has_ended:
        raise RuleBroken(N_("This organization has been merged or closed already."))
    if is_shared(partner):
        partner.organization = Organization(name=partner.name, name_key=partner.name_key, created_at=now)
        db.session.flush()
    return partner.organization


def _withdraw(partner: Partner, on: dt.date, actor: audit.Actor, now: dt.datetime) -> None:
    again = next((change for change in coming(partner.statuses, on) if change.status not in ENDED), None)
    if again is not None:
        raise RuleBroken(
            N_(
                "By its statuses it takes part from %(day)s on."
                " Give a later day, or correct that entry first."
            ),
            field="on",
            day=again.effective_on.isoformat(),
        )
    if partner.status(on) not in ENDED:
        set_status(partner, status=Status.WITHDRAWN, effective_on=on, actor=actor, now=now)
