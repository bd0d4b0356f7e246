"""A **figure** is a provision as it runs in a team on a day, with the version and the place in its text from
which it comes, or the reason why it comes from none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from registry.documents.rules.provisions import ProvisionKind, Provisions, Value, as_json, from_json
from registry.errors import N_
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
    #: The key of the section, where the text was written here.
    key: str = ""


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
            "value": as_json(self.kind, self.value),
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
