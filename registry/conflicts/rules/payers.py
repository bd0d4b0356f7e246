"""Who can pay an expense of a case: groups that are offered whole, and how a payer is named in forms."""

from registry.documents.rules.provisions import ExpensesBy
from registry.errors import N_
from registry.labels import Labelled

#: The payer that is the team itself.
TEAM = "team"


class PayerGroup(Labelled):
    """Those who pay together, as a team may settle or the parties agree."""

    PARTIES = "parties", N_("The parties")
    COMMITTEE = "committee", N_("The organizations on the steering committee")
    TEAM = "team", N_("The team itself: a coordinator or the chair confirms")
    DECIDING = "deciding", N_("All partners whose tier decides")


#: Who is offered first, by what the agreement says; where it leaves that to the case, the parties are.
OFFERED = {
    ExpensesBy.PARTIES: PayerGroup.PARTIES,
    ExpensesBy.COMMITTEE: PayerGroup.COMMITTEE,
    ExpensesBy.TEAM: PayerGroup.TEAM,
    ExpensesBy.DECIDING_TIERS: PayerGroup.DECIDING,
    ExpensesBy.AS_AGREED: PayerGroup.PARTIES,
}


def party_key(party_id: int) -> str:
    """How a party is named as a payer."""
    return f"party:{party_id}"


def partner_key(partner_id: int) -> str:
    """How a partner that is no party is named as a payer."""
    return f"partner:{partner_id}"
