"""What a team is made of: its tiers, its languages, its time zone."""

import enum
import re
from collections.abc import Collection
from functools import cache
from zoneinfo import available_timezones

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_, InvalidInput, RuleBroken

LANGUAGES = ("en", "fr")
NAME_LENGTH = 200
LABEL_LENGTH = 40
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


class Tier(enum.StrEnum):
    """How closely a partner is bound; behaviour belongs to the tier, its label to the team."""

    ANCHOR = "anchor"
    ASSOCIATE = "associate"
    OBSERVER = "observer"


class StepUp(enum.StrEnum):
    """A channel of second proofs at signing; a code to the mailbox that holds the link is none."""

    #: A code that a coordinator reads out by telephone.
    PHONE = "phone"
    #: A code of the authenticator app on the signatory's own account.
    TOTP = "totp"
    #: The directory of the signatory's organization says who they are.
    SIGN_ON = "sign_on"


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


#: The zones that a Canadian team chooses among, from east to west.
NEAR_ZONES = (
    "America/St_Johns",
    "America/Halifax",
    "America/Moncton",
    "America/Toronto",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Whitehorse",
    "America/Vancouver",
)


@cache
def _known_zones() -> frozenset[str]:
    """All IANA names, read from the disk once a process."""
    return frozenset(available_timezones())


@cache
def zones() -> tuple[str, ...]:
    """The time zones to choose among: the near ones first, then all other places by name."""
    places = {zone for zone in _known_zones() if "/" in zone and not zone.startswith("Etc/")}
    return (*NEAR_ZONES, *sorted(places - set(NEAR_ZONES)))


def check_names(name_en: str, name_fr: str) -> None:
    """A team has a name in one language at least, and none that is too long."""
    if not (name_en or name_fr):
        raise InvalidInput(N_("Enter the team’s name."), field="name_en")
    if max(len(name_en), len(name_fr)) > NAME_LENGTH:
        raise InvalidInput(
            N_("A team’s name has at most %(most)s characters."), field="name_en", most=NAME_LENGTH
        )


def check_languages(languages: Collection[str]) -> None:
    """A team has one or two languages."""
    if not languages or any(language not in LANGUAGES for language in languages):
        raise RuleBroken(N_("Choose English, French or both."), field="languages")


def check_slug(slug: str) -> None:
    """A slug stands in addresses: small letters, digits and inner hyphens, 1 to 60."""
    if not SLUG.fullmatch(slug):
        raise RuleBroken(
            N_("“%(slug)s” cannot stand in an address: use small letters, digits and hyphens."),
            field="slug",
            slug=slug,
        )


def check_zone(zone: str) -> None:
    """A time zone is one of the IANA names."""
    if zone not in _known_zones():
        raise RuleBroken(N_("“%(zone)s” is not a known time zone."), field="timezone", zone=zone)


class TeamEvent(Tag, group=Group.TEAM):
    """What can happen to a team: its settings, its people and their roles."""

    CREATED = "team:created", N_("%(who)s began the team.")
    CHANGED = "team:changed", N_("%(who)s changed the settings of the team.")
    STEP_UP_SET = "step-up:set", N_("%(who)s settled which second proofs signing asks for."), Group.SIGNING
    ROLE_GRANTED = "role:granted", N_("%(who)s gave %(what)s a role in the team.")
    ROLE_ENDED = "role:ended", N_("%(who)s ended the role of %(what)s.")
    PERSON_INVITED = "person:invited", N_("%(who)s invited %(what)s.")
    SIGN_IN_RULES_SET = "sign-in-rules:set", N_("%(who)s settled how the team signs in."), Group.SIGN_IN
