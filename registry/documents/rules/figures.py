"""A **figure** is a provision as it runs in a team on a day, with the version and the place in its text from
which it comes, or the reason why it comes from none.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from registry.documents.rules import fields
from registry.documents.rules.provision_words import FIGURES, RULES
from registry.documents.rules.provisions import (
    DEFAULTS,
    THRESHOLDS,
    ProvisionKind,
    Provisions,
    Quorum,
    QuorumKind,
    Value,
    as_json,
    check_value,
    from_json,
)
from registry.documents.rules.texts import SectionText, VersionText, numbers_of
from registry.errors import N_, InvalidInput
from registry.labels import Labelled

PLACE_LENGTH = 40  # characters


class Basis(Labelled):
    """What a figure rests on."""

    #: The text was published with its provisions, and shows this one.
    SIGNED = "signed", N_("As signed"), "good"
    #: The text is older; its provision was entered, and confirmed by a second person.
    COMPARED = "compared", N_("Compared with the signed text"), "good"
    SILENT = "silent", N_("The signed text is silent on it"), "quiet"
    NOT_COMPARED = "not_compared", N_("Not yet compared with the signed text"), "wait"
    DIFFERS = "differs", N_("Differs from the signed text"), "bad"
    NONE_IN_FORCE = "none_in_force", N_("No agreement is in force yet"), "quiet"


#: Figures that a signed text says.
OF_TEXT = frozenset({Basis.SIGNED, Basis.COMPARED})


class PlaceKind(Labelled):
    """What the place of a provision in a text is called."""

    SECTION = "section", N_("Section")
    PAGE = "page", N_("Page")


@dataclass(frozen=True)
class Place:
    """Where a text shows a provision."""

    kind: PlaceKind
    #: As it is cited: 5.3, or 7.
    number: str
    #: The key of the section, where the text was written here; the same place has the same number.
    key: str = field(default="", compare=False)


@dataclass(frozen=True)
class Reading:
    """What somebody read in a version that does not carry its provisions."""

    value: Value
    place: Place | None
    #: Whether they read that the text says nothing; there is then neither a value nor a place.
    is_silent: bool = False


SILENCE = Reading(None, None, is_silent=True)


def check_reading(kind: ProvisionKind, reading: Reading) -> None:
    """What is read is a value within its bounds, and stands somewhere in the text."""
    if reading.is_silent:
        return
    check_value(kind, reading.value)
    if reading.place is None or not reading.place.number.strip():
        raise InvalidInput(N_("Say where the text says it."), field=f"place_{kind.value}")
    if len(reading.place.number) > PLACE_LENGTH:
        raise InvalidInput(
            N_("Use at most %(count)s characters."), field=f"place_{kind.value}", count=PLACE_LENGTH
        )


@dataclass(frozen=True)
class Figure:
    """A provision as it runs on a day, and what it rests on."""

    kind: ProvisionKind
    value: Value
    basis: Basis
    #: The version in force; None when there is none.
    version_id: int | None = None
    number: int | None = None
    #: The name of its document in addresses, and its title by language.
    slug: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    #: Where its text shows the provision; None where it is silent, or that is not known yet.
    place: Place | None = None
    #: The name of the committee by language; empty for the other kinds.
    name: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_text(self) -> bool:
        """Whether the signed text says it, and nobody needs to look it up any more."""
        return self.basis in OF_TEXT

    def as_json(self) -> dict[str, Any]:
        """As plain JSON, to be kept with what begins on the day."""
        place = self.place
        return {
            "value": as_json(self.value),
            "basis": self.basis.value,
            "version": self.version_id,
            "number": self.number,
            "slug": self.slug,
            "title": dict(self.title),
            "place": {"kind": place.kind.value, "number": place.number, "key": place.key} if place else None,
            "name": dict(self.name),
        }

    @classmethod
    def from_json(cls, kind: ProvisionKind, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote; what an older row lacks is empty."""
        place = stored.get("place")
        return cls(
            kind=kind,
            value=from_json(kind, stored["value"]),
            basis=Basis(stored["basis"]),
            version_id=stored.get("version"),
            number=stored.get("number"),
            slug=stored.get("slug", ""),
            title=stored.get("title", {}),
            place=Place(PlaceKind(place["kind"]), place["number"], place.get("key", "")) if place else None,
            name=stored.get("name", {}),
        )


@dataclass(frozen=True)
class CitedSection:
    """A section of a published version, as it is cited by what rests on it."""

    version_id: int
    #: The number of the version.
    version: int
    #: The name of its document in addresses, and its title by language.
    slug: str
    title: Mapping[str, str]
    key: str
    #: 5.3, or 2 in a document with one part.
    number: str
    heading: Mapping[str, str]

    @property
    def choice(self) -> str:
        """Its key in forms."""
        return f"{self.version_id}:{self.key}"


#: Figures by kind, such as those that are kept with what begins on a day.
FiguresByKind = Mapping[ProvisionKind, Figure]


def values_of(figures: FiguresByKind) -> Provisions:
    """The values of some figures; the other kinds have their defaults."""
    return Provisions.of({kind: figure.value for kind, figure in figures.items()})


@dataclass(frozen=True)
class ProvisionChange:
    """A provision that a version changes: what runs by the version before it, and what it fixes."""

    before: Figure
    after: Value
    #: The name of the committee that it names, by language; empty for other kinds.
    name: Mapping[str, str]

    @property
    def kind(self) -> ProvisionKind:
        """What is changed."""
        return self.before.kind


@dataclass(frozen=True)
class InForce:
    """What runs in a team on a day: a figure of each kind, of the version in force or of none."""

    figures: FiguresByKind
    version_id: int | None = None
    number: int | None = None

    def __getitem__(self, kind: ProvisionKind) -> Figure:
        return self.figures[kind]

    def only(self, kinds: Iterable[ProvisionKind]) -> FiguresByKind:
        """The figures of some kinds, to be kept with what begins on the day."""
        return {kind: self.figures[kind] for kind in kinds}

    @property
    def values(self) -> Provisions:
        """The values by which the registry works on the day."""
        return Provisions.of({kind: figure.value for kind, figure in self.figures.items()})


# -- where a text shows its provisions ---------------------------------------------------------------


def places_of(text: VersionText) -> dict[ProvisionKind, Place]:
    """The section in which a text shows each kind, in all its languages; kinds that it does not show are left
    out. Where several do, the first with a rule about it, else the first with its figure.
    """
    shown = {name: key for section in reversed(text.sections) for name, key in _shown_in(section, text)}
    numbers = numbers_of(text.sections)
    places = {}
    for kind in ProvisionKind:
        key = next((shown[name] for name in _fields_of(kind) if name in shown), None)
        if key is not None:
            places[kind] = Place(PlaceKind.SECTION, numbers[key], key)
    return places


def _shown_in(section: SectionText, text: VersionText) -> list[tuple[str, str]]:
    """The fields that a section shows in every language of the text, each with the section's key."""
    by_language = [set(fields.names_in(section.body.get(language, ""))) for language in text.languages]
    return [(name, section.key) for name in set.intersection(*by_language)] if by_language else []


def _fields_of(kind: ProvisionKind) -> list[str]:
    return [name for named in (RULES, FIGURES) for name, kinds in named.items() if kind in kinds]


# -- what an older text fixes ------------------------------------------------------------------------

#: The fields of older texts that may hold a figure alone, and the kinds that they show.
TYPED = {"conflict_days": ProvisionKind.CONFLICT_DAYS, "notice_period": ProvisionKind.NOTICE_DAYS}
_DAYS = re.compile(r"(\d{1,4})(?:\s+(?:calendar days?|days?|jours? civils?|jours?))?\.?", re.IGNORECASE)
_NO_DAYS = re.compile(r"(?:none|no notice|aucun|aucune|sans préavis|0)\.?", re.IGNORECASE)

#: What ran before Statements carried their provisions, where the team had set nothing: the quorum was chosen
#: as each decision opened.
BEFORE_PROVISIONS = replace(DEFAULTS, quorum=Quorum(QuorumKind.CHOSEN))


def typed_values(text: VersionText) -> dict[ProvisionKind, Value]:
    """The provisions that an older text shows by a field which is a figure alone, the same in every
    language.
    """
    shown = places_of(text)
    values: dict[ProvisionKind, Value] = {}
    for name, kind in TYPED.items():
        said = text.fields.get(name, {})
        read = {_days_in(said.get(language, ""), kind) for language in text.languages}
        if kind in shown and len(read) == 1 and (days := read.pop()) is not None:
            values[kind] = days or None
    return values


def _days_in(words: str, kind: ProvisionKind) -> int | None:
    """The number of days that some words say and nothing else, 0 for no days; None when they say more."""
    bare = " ".join(words.split())
    if kind is ProvisionKind.NOTICE_DAYS and _NO_DAYS.fullmatch(bare):
        return 0
    match = _DAYS.fullmatch(bare)
    return int(match[1]) if match and int(match[1]) else None


def compared(
    kind: ProvisionKind,
    ran: Value,
    *,
    read: Reading | None,
    is_confirmed: bool,
    typed: Mapping[ProvisionKind, Value],
) -> tuple[Value, Basis]:
    """By what the registry works where a text does not carry its provisions, and on what that rests.

    What ran so far runs on until somebody has read the text and a second person has confirmed it; or where
    the text shows the very figure that ran.
    """
    if read and is_confirmed:
        return (ran, Basis.SILENT) if read.is_silent else (read.value, Basis.COMPARED)
    if read is None and kind in typed:
        return ran, Basis.COMPARED if typed[kind] == ran else Basis.DIFFERS
    if read and not read.is_silent and read.value != ran:
        return ran, Basis.DIFFERS
    return ran, Basis.NOT_COMPARED


def with_fitting_threshold(values: Mapping[ProvisionKind, Value]) -> dict[ProvisionKind, Value]:
    """The values, with a threshold that the scale allows: the two may come from different places."""
    provisions = Provisions.of(values)
    most = THRESHOLDS[provisions.scale]
    return {**values, ProvisionKind.THRESHOLD: min(provisions.threshold, most)}
