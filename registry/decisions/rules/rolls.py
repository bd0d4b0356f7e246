"""Who decides, who is heard apart and who is not asked: tiers hold in every roll, and each place in it has
its reason (DOMAIN, decisions).
"""

from collections.abc import Callable
from dataclasses import dataclass

from registry.documents.rules.provisions import TierVoice
from registry.errors import N_
from registry.labels import Labelled
from registry.partners.rules.grounds import TAKING_PART
from registry.partners.rules.partners import ENDED, Status
from registry.teams.rules import Tier


class Part(Labelled):
    """What somebody does in a decision."""

    DECIDES = "decides", N_("Decides"), "good"
    HEARD = "heard", N_("Heard apart, not counted"), "wait"
    NOT_ASKED = "not_asked", N_("Not asked")


class Reason(Labelled):
    """Why somebody has this part; the words of `TIER` name the tier."""

    TIER = "tier"
    SECTOR = "sector", N_("A sector’s own seat counts, whoever holds it.")
    NO_TIER = "no_tier", N_("Its tier is still to be set.")
    JOINING = "joining", N_("It is still joining.")
    ENDED = "ended", N_("It takes no part any more.")
    #: Where each organization has one voice.
    NO_ORGANIZATION = (
        "no_organization",
        N_("A sector’s seat; here organizations have the voices."),
    )
    RECUSED = "recused", N_("Recused: takes no part in this.")


@dataclass(frozen=True)
class Place:
    """A part in a decision, and why."""

    part: Part
    reason: Reason
    #: The tier that it follows from.
    tier: Tier | None = None

    @property
    def is_asked(self) -> bool:
        """Whether it is on the roll, counted or heard apart."""
        return self.part is not Part.NOT_ASKED


#: What a tier does in a decision, by the rules of the team.
Voices = Callable[[Tier], TierVoice]

_PARTS = {
    TierVoice.DECIDES: Part.DECIDES,
    TierVoice.CONSULTED: Part.HEARD,
    TierVoice.INFORMED: Part.NOT_ASKED,
}


def place_of_organization(tier: Tier | None, status: Status, voices: Voices) -> Place:
    """The part of an organization, and of a seat that is held for it."""
    if status not in TAKING_PART:
        return Place(Part.NOT_ASKED, Reason.ENDED if status in ENDED else Reason.JOINING, tier)
    if tier is None:
        return Place(Part.NOT_ASKED, Reason.NO_TIER)
    return Place(_PARTS[voices(tier)], Reason.TIER, tier)


#: A sector's own seat counts, whoever holds it, whatever the tier of the organization they come from.
SECTOR_SEAT = Place(Part.DECIDES, Reason.SECTOR)
#: A person in a sector's seat who comes from no organization, where the voices are those of organizations.
NO_ORGANIZATION = Place(Part.NOT_ASKED, Reason.NO_ORGANIZATION)
RECUSED = Place(Part.NOT_ASKED, Reason.RECUSED)
