"""What a partner list can say: its columns, how many lines, and which tier a label means."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.errors import N_, InvalidInput
from registry.partners.names import fold_name
from registry.teams.rules import Tier

#: Largest file in bytes; the largest list there is, 300 partners, has some 40 KB.
LARGEST_FILE = 5 * 1024 * 1024
#: Lines of one list, headings apart.
MOST_LINES = 2_000
MOST_COLUMNS = 60
LABEL_LENGTH = 80
CELL_LENGTH = 2_000


class Column(enum.StrEnum):
    """What the registry understands of a list; other columns are kept and given back."""

    NAME = "name"
    SECTOR = "sector"
    TIER = "tier"
    CITY = "city"
    LANGUAGE = "language"
    SIGNATORY_NAME = "signatory_name"
    SIGNATORY_TITLE = "signatory_title"
    EMAIL = "email"


#: Headings by which a column is known, English and French, folded.
HEADINGS: Mapping[Column, frozenset[str]] = {
    Column.NAME: frozenset(
        {
            *("organization", "organisation", "organization name", "organisation name", "name"),
            *("partner", "partner name", "partner organization", "organisme", "organismes"),
            *("nom", "nom de l'organisme", "nom de l'organisation", "partenaire", "nom du partenaire"),
        }
    ),
    Column.SECTOR: frozenset({"sector", "secteur", "type of organization", "type d'organisme"}),
    Column.TIER: frozenset({"tier", "level", "partner tier", "palier", "niveau", "categorie", "category"}),
    Column.CITY: frozenset({"city", "town", "municipality", "ville", "municipalite"}),
    Column.LANGUAGE: frozenset({"language", "preferred language", "langue", "langue preferee"}),
    Column.SIGNATORY_NAME: frozenset(
        {
            *("signatory", "signatory name", "authorized signatory", "authorised signatory"),
            *("signataire", "nom du signataire", "signataire autorise"),
        }
    ),
    Column.SIGNATORY_TITLE: frozenset(
        {"signatory title", "title", "position", "titre", "titre du signataire", "fonction"}
    ),
    Column.EMAIL: frozenset(
        {
            *("email", "e-mail", "email address", "e-mail address", "signatory email", "signatory e-mail"),
            *("courriel", "adresse courriel", "courriel du signataire", "adresse electronique"),
        }
    ),
}

#: The headings of an export of a team that never imported a list.
OWN_HEADINGS: Mapping[str, Column] = {
    "organization": Column.NAME,
    "sector": Column.SECTOR,
    "tier": Column.TIER,
    "city": Column.CITY,
    "language": Column.LANGUAGE,
    "signatory_name": Column.SIGNATORY_NAME,
    "signatory_title": Column.SIGNATORY_TITLE,
    "email": Column.EMAIL,
}

#: What teams call their tiers (domain, section 3): English, French.
KNOWN_LABELS: Mapping[Tier, Sequence[tuple[str, str]]] = {
    Tier.ANCHOR: (
        ("Anchor", "Pilier"),
        ("Lead", "Responsable"),
        ("Core", "Noyau"),
        ("Signatory", "Signataire"),
        ("Member", "Membre"),
        ("Partner", "Partenaire"),
    ),
    Tier.ASSOCIATE: (
        ("Associate", "Associé"),
        ("Affiliate", "Affilié"),
        ("Engaged", "Engagé"),
        ("Supportive", "Solidaire"),
        ("Collaborating", "Collaborateur"),
        ("Collaborative", "Collaboratif"),
        ("Collaborating Partner", "Partenaire collaborateur"),
    ),
    Tier.OBSERVER: (
        ("Observer", "Observateur"),
        ("Supporter", "Sympathisant"),
        ("Supporting", "Soutien"),
        ("Community", "Communauté"),
    ),
}

#: Words for the two languages, folded.
LANGUAGE_WORDS = {
    **dict.fromkeys(("en", "eng", "english", "anglais"), "en"),
    **dict.fromkeys(("fr", "fra", "french", "francais"), "fr"),
}


@dataclass(frozen=True)
class Layout:
    """The headings of a list, each with the column it stands for; None where the registry has none."""

    headings: Sequence[str]
    columns: Sequence[Column | None]

    def to_dict(self) -> dict[str, list[str]]:
        """As it is kept with the list."""
        return {"headings": list(self.headings), "columns": [column or "" for column in self.columns]}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Sequence[str]]) -> "Layout":
        """As it was kept."""
        return cls(kept["headings"], [Column(name) if name else None for name in kept["columns"]])

    def has(self, column: Column) -> bool:
        """Whether the list says anything of this kind."""
        return column in self.columns


OWN_LAYOUT = Layout(list(OWN_HEADINGS), list(OWN_HEADINGS.values()))


def column_of(heading: str) -> Column | None:
    """The column a heading names, in English or French; case, accents, _ and spaces do not matter."""
    folded = fold_name(heading.replace("_", " ")).rstrip(":* ")
    return next((column for column, names in HEADINGS.items() if folded in names), None)


def layout_of(headings: Sequence[str]) -> Layout:
    """Match the headings of a list; one column must name the organizations, and none may stand twice."""
    layout = Layout(headings, [column_of(heading) for heading in headings])
    if len(headings) < 2:
        raise InvalidInput(
            N_(
                "This list has one column only. Separate its columns by commas, semicolons or tabs, "
                "with a line of headings on top."
            ),
            field="file",
        )
    if not layout.has(Column.NAME):
        raise InvalidInput(
            N_(
                "No heading names the organizations. Call one column “organization”. "
                "Headings found: %(found)s"
            ),
            field="file",
            found=", ".join(heading for heading in headings if heading)[:200],
        )
    _check_headings_differ(headings, layout)
    return layout


def _check_headings_differ(headings: Sequence[str], layout: Layout) -> None:
    seen: set[str] = set()
    for heading, column in zip(headings, layout.columns, strict=True):
        key = column or heading
        if key in seen:
            raise InvalidInput(
                N_("Two columns say the same: “%(heading)s”. Rename or remove one."),
                field="file",
                heading=heading,
            )
        if key:
            seen.add(key)


def meaning_of(label: str, own: Mapping[str, Tier]) -> Tier | None:
    """The tier a label means: the team's own words first, then common ones; else it must be asked."""
    folded = fold_name(label)
    return own.get(folded) or _COMMON.get(folded)


_COMMON = {fold_name(label): tier for tier, pairs in KNOWN_LABELS.items() for pair in pairs for label in pair}
