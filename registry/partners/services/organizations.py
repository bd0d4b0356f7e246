"""The organization behind a partner: merged, closed, or identified with one of another team."""

import datetime as dt

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Partner
from registry.partners.queries.partners import is_shared, suggest_same_organization
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import ENDED, Status, coming
from registry.partners.services.status import set_status
from registry.security.actors import Act


def merge_organizations(partner: Partner, *, into: Partner, on: dt.date, act: Act) -> None:
    """Merge a partner's organization into another's on a day.

    The partner is withdrawn from that day; its history and signatures stay with it.
    """
    if into.id == partner.id or into.team_id != partner.team_id:
        raise RuleBroken(N_("Choose another partner of this team."), field="into")
    if into.organization.has_ended:
        raise RuleBroken(N_("That organization has itself been merged or closed."), field="into")
    organization = _own_organization(partner, act=act)
    organization.merged_into_id, organization.merged_on = into.organization_id, on
    _withdraw(partner, on, act)
    events.record(PartnerEvent.ORGANIZATION_MERGED, partner, act, into=into.id, merged_on=on.isoformat())


def close_organization(partner: Partner, *, on: dt.date, act: Act) -> None:
    """Close a partner's organization on a day; the partner is withdrawn, its history and signatures stay."""
    _own_organization(partner, act=act).closed_on = on
    _withdraw(partner, on, act)
    events.record(PartnerEvent.ORGANIZATION_CLOSED, partner, act, closed_on=on.isoformat())


def reopen_organization(partner: Partner, *, act: Act) -> None:
    """Undo a merger or closing; the partner's status is corrected separately."""
    organization = partner.organization
    if not organization.has_ended:
        raise RuleBroken(N_("This organization is neither merged nor closed."))
    organization.merged_into_id = organization.merged_on = organization.closed_on = None
    events.record(PartnerEvent.ORGANIZATION_REOPENED, partner, act, organization=organization.id)


def link_organization(partner: Partner, organization: Organization, *, act: Act) -> None:
    """Identify a partner's organization with one of another team; the partner keeps its listed name."""
    if organization not in suggest_same_organization(partner.team_id, organization.name):
        raise RuleBroken(N_("That organization cannot be linked to a partner of this team."))
    before = partner.organization_id
    partner.organization = organization
    events.record(PartnerEvent.ORGANIZATION_LINKED, partner, act, before=before, organization=organization.id)


def _own_organization(partner: Partner, *, act: Act) -> Organization:
    """The organization, if only this team uses it; otherwise a copy, so that other teams are not affected."""
    if partner.organization.has_ended:
        raise RuleBroken(N_("This organization has been merged or closed already."))
    if is_shared(partner):
        partner.organization = Organization(name=partner.name, name_key=partner.name_key, created_at=act.at)
        db.session.flush()
    return partner.organization


def _withdraw(partner: Partner, on: dt.date, act: Act) -> None:
    again = next((change for change in coming(partner.statuses, on) if change.status not in ENDED), None)
    if again is not None:
        raise RuleBroken(
            N_(
                "By its statuses it takes part from %(day)s on."
                " Give a later day, or correct that entry first."
            ),
            field="on",
            day=again.effective_on,
        )
    if partner.status(on) not in ENDED:
        set_status(partner, status=Status.WITHDRAWN, effective_on=on, act=act)
