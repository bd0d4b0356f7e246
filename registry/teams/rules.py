"""What a team is made of: its tiers, its languages, its time zone."""

import enum
import re
from zoneinfo import available_timezones

from registry.errors import N_, RuleBroken

LANGUAGES = ("en", "fr")
SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$")


class Tier(enum.StrEnum):
    """How closely a partner is bound; behaviour belongs to the tier, its label to the team."""

    ANCHOR = "anchor"
    ASSOCIATE = "associate"
    OBSERVER = "observer"


class Requirement(enum.StrEnum):
    """What a document asks of the partners of a tier."""

    SIGNS = "signs"
    ACKNOWLEDGES = "acknowledges"
    NOTHING = "nothing"


#: What each tier does with a foundational document unless the document says otherwise (domain, tiers).
DEFAULT_REQUIREMENTS = {
    Tier.ANCHOR: Requirement.SIGNS,
    Tier.ASSOCIATE: Requirement.SIGNS,
    Tier.OBSERVER: Requirement.ACKNOWLEDGES,
}

#: The labels a team begins with.
DEFAULT_LABELS = {
    Tier.ANCHOR: {"en": "Anchor", "fr": "Pilier"},
    Tier.ASSOCIATE: {"en": "Associate", "fr": "Associé"},
    Tier.OBSERVER: {"en": "Observer", "fr": "Observateur"},
}


def check_slug(slug: str) -> None:
    """A slug stands in addresses: small letters, digits and inner hyphens, 1 to 60."""
    if not SLUG.match(slug):
        raise RuleBroken(
            N_("“%(slug)s” cannot stand in an address: use small letters, digits and hyphens."),
            field="slug",
            slug=slug,
        )


def check_zone(zone: str) -> None:
    """A time zone is one of the IANA names."""
    if zone not in available_timezones():
        raise RuleBroken(N_("“%(zone)s” is not a known time zone."), field="timezone", zone=zone)
