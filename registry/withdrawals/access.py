"""The capacity in which somebody answers for an organization that withdraws."""

from registry.committees.queries.capacity import coordinator, person_for_partner
from registry.errors import N_, Refused
from registry.security.actors import Act
from registry.security.permissions import Role, takes_part
from registry.teams.queries.teams import person_in
from registry.withdrawals.models import Withdrawal


def as_answerer(withdrawal: Withdrawal, act: Act) -> Act:
    """The act in the capacity of a representative of the organization, or of a coordinator who relays its
    answer. Raises `Refused` for others.
    """
    partner = withdrawal.partner
    user, role = person_in(partner.team_id, act.by)
    own = person_for_partner(user, partner, act.on) if takes_part(role) else None
    if own is not None:
        return act.as_(own)
    if role is Role.COORDINATOR:
        return act.as_(coordinator(user))
    raise Refused(N_("Only the representatives of this organization answer for it."))
