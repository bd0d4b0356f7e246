"""The rules of a team: tiers, languages, time zone."""

import re
from collections.abc import Collection
from functools import cache
from zoneinfo import available_timezones

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled

LANGUAGES = ("en", "fr")
NAME_LENGTH = 200
LABEL_LENGTH = 40
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


class Tier(Labelled):
    """How closely a partner is bound to the team.

    The meaning of a tier is fixed; its label is chosen by the team.
    """

    ANCHOR = (
        "anchor",
        N_("Tier whose voice decides"),
        "quiet",
        N_("takes part in decisions with a voice that counts, and signs"),
    )
    ASSOCIATE = (
        "associate",
        N_("Tier that is consulted"),
        "quiet",
        N_("is consulted, may sit on committees and join projects, and signs"),
    )
    OBSERVER = "observer", N_("Tier that is informed"), "quiet", N_("is kept informed, and acknowledges")


class StepUp(Labelled):
    """A channel of second proofs at signing. A code to the mailbox that holds the link does not count."""

    #: What the public may know of a proof: only its channel.
    in_public: str

    #: A code that a coordinator reads out by telephone.
    PHONE = (
        "phone",
        N_("A code that a coordinator reads out by telephone"),
        "quiet",
        N_(
            "Proves that a coordinator reached the person on a telephone. Works for everybody, and"
            " takes a call."
        ),
        N_("code read out by telephone"),
    )
    #: A code of the authenticator app on the signatory's own account.
    TOTP = (
        "totp",
        N_("The authenticator app on the signatory’s own account"),
        "quiet",
        N_(
            "Proves that the person holds the device that was set up on their account here before they were"
            " asked to sign. Only for signatories who have an account and such an app."
        ),
        N_("authenticator app of the signatory’s account"),
    )
    #: A confirmation by the directory of the signatory's organization.
    SIGN_ON = (
        "sign_on",
        N_("The directory of the signatory’s organization"),
        "quiet",
        N_(
            "Proves that the organization itself knows the person at the address that the link went to. Only"
            " for organizations whose directory is set up here."
        ),
        N_("directory of the signatory’s organization"),
    )

    def __init__(
        self, value: str, label: str = "", tone: str = "", hint: str = "", in_public: str = ""
    ) -> None:
        super().__init__(value, label, tone, hint)
        self.in_public = in_public


class Requirement(Labelled):
    """What a document requires of the partners of a tier; the hint describes a partner that has not done it
    yet.
    """

    SIGNS = "signs", N_("Signs"), "wait", N_("to be signed")
    ACKNOWLEDGES = "acknowledges", N_("Acknowledges"), "wait", N_("to be acknowledged")
    NOTHING = "nothing", N_("Nothing")


#: What each tier does with a document unless the document says otherwise (domain, tiers).
DEFAULT_REQUIREMENTS = {
    Tier.ANCHOR: Requirement.SIGNS,
    Tier.ASSOCIATE: Requirement.SIGNS,
    Tier.OBSERVER: Requirement.ACKNOWLEDGES,
}

#: The labels of a new team.
DEFAULT_LABELS = {
    Tier.ANCHOR: {"en": "Anchor", "fr": "Pilier"},
    Tier.ASSOCIATE: {"en": "Associate", "fr": "Associé"},
    Tier.OBSERVER: {"en": "Observer", "fr": "Observateur"},
}


#: The time zones of Canada, from east to west.
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
    """All IANA names, read from disk once per process."""
    return frozenset(available_timezones())


@cache
def zones() -> tuple[str, ...]:
    """The time zones to choose from: the nearest first, then all others by name."""
    places = {zone for zone in _known_zones() if "/" in zone and not zone.startswith("Etc/")}
    return (*NEAR_ZONES, *sorted(places - set(NEAR_ZONES)))


def check_names(name_en: str, name_fr: str) -> None:
    """A team has a name in at least one language, none of them too long."""
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
    """A slug is part of addresses: lower-case letters, digits and inner hyphens, 1 to 60 characters."""
    if not SLUG.fullmatch(slug):
        raise RuleBroken(
            N_("“%(slug)s” cannot stand in an address: use small letters, digits and hyphens."),
            field="slug",
            slug=slug,
        )


def check_zone(zone: str) -> None:
    """A time zone must be an IANA name."""
    if zone not in _known_zones():
        raise RuleBroken(N_("“%(zone)s” is not a known time zone."), field="timezone", zone=zone)


class TeamEvent(Tag, group=Group.TEAM):
    """Events of a team: its settings, people and roles."""

    CREATED = "team:created", N_("%(who)s began the team.")
    CHANGED = "team:changed", N_("%(who)s changed the settings of the team.")
    STEP_UP_SET = "step-up:set", N_("%(who)s settled which second proofs signing asks for."), Group.SIGNING
    ROLE_GRANTED = "role:granted", N_("%(who)s gave %(what)s a role in the team.")
    ROLE_ENDED = "role:ended", N_("%(who)s ended the role of %(what)s.")
    PERSON_INVITED = "person:invited", N_("%(who)s invited %(what)s.")
    SIGN_IN_RULES_SET = "sign-in-rules:set", N_("%(who)s settled how the team signs in."), Group.SIGN_IN
