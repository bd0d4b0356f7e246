"""The possible columns of a partner list, its limits, and the tier meant by a label."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.dates import Order
from registry.errors import N_, InvalidInput
from registry.labels import Labelled
from registry.partners.rules.names import fold_name
from registry.teams.rules import Tier

#: Largest file in bytes; a list of 300 partners, the most a team has, needs some 40 KB.
LARGEST_FILE = 5 * 1024 * 1024
#: The most lines of a list, without headings.
MOST_LINES = 2_000
MOST_COLUMNS = 60
LABEL_LENGTH = 80
CELL_LENGTH = 2_000


class Column(Labelled):
    """The columns that the registry understands; others are stored and exported again."""

    NAME = "name", N_("Name")
    SECTOR = "sector", N_("Sector")
    TIER = "tier", N_("Tier")
    CITY = "city", N_("City")
    LANGUAGE = "language", N_("Language")
    SIGNATORY_NAME = "signatory_name", N_("Signatory")
    SIGNATORY_TITLE = "signatory_title", N_("Title of the signatory")
    EMAIL = "email", N_("E-mail address")
    SINCE = "since", N_("Partner since")


#: The columns about a person; they can occur several times, once for each person.
OF_PERSONS = frozenset({Column.SIGNATORY_NAME, Column.SIGNATORY_TITLE, Column.EMAIL})
#: Signatories that one line can name.
MOST_PERSONS = 5

#: Known headings of each column, in English and French, folded.
HEADINGS: Mapping[Column, frozenset[str]] = {
    Column.NAME: frozenset(
        {
            *("organization", "organisation", "organization name", "organisation name", "name"),
            *("partner", "partner name", "partner organization", "organisme", "organismes"),
            *("organizations", "organisations", "name of organization", "name of the organization"),
            *("nom", "nom de l'organisme", "nom de l'organisation", "partenaire", "nom du partenaire"),
            *("partners", "partenaires", "organisme partenaire", "member organization", "agency"),
        }
    ),
    Column.SECTOR: frozenset({"sector", "secteur", "type of organization", "type d'organisme"}),
    Column.TIER: frozenset({"tier", "level", "partner tier", "palier", "niveau", "categorie", "category"}),
    Column.CITY: frozenset({"city", "town", "municipality", "ville", "municipalite"}),
    Column.LANGUAGE: frozenset(
        {"language", "preferred language", "langue", "langue preferee", "langue de correspondance"}
    ),
    Column.SIGNATORY_NAME: frozenset(
        {
            *("signatory", "signatory name", "authorized signatory", "authorised signatory"),
            *("name of signatory", "name of the signatory", "signing authority", "signatories"),
            *("signataire", "nom du signataire", "signataire autorise", "signataires"),
            *("personne signataire", "nom de la personne signataire", "nom du ou de la signataire"),
        }
    ),
    Column.SIGNATORY_TITLE: frozenset(
        {
            *("signatory title", "title", "position", "title of signatory", "title of the signatory"),
            *("titre", "titre du signataire", "titre de la personne signataire", "fonction"),
        }
    ),
    Column.EMAIL: frozenset(
        {
            *("email", "e-mail", "email address", "e-mail address", "signatory email", "signatory e-mail"),
            *("courriel", "adresse courriel", "courriel du signataire", "adresse electronique"),
            *("e mail", "courriel de la personne signataire", "courriels", "emails"),
        }
    ),
    Column.SINCE: frozenset(
        {
            *("since", "partner since", "member since", "joined", "joined on", "date joined"),
            *("depuis", "partenaire depuis", "membre depuis", "date d'adhesion", "adhesion"),
        }
    ),
}
#: Headings that mean the organization or, beside another heading for it, the signatory.
NAME_OF_EITHER = frozenset({"name", "nom"})

#: The headings for teams that never imported a list.
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

#: Usual names of tiers (domain, section 3): English, French.
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
class Meaning:
    """The meaning of a column: one of ours, for which signatory; or unknown and only stored."""

    column: Column | None = None
    rank: int = 1
    #: Neither parsed nor stored.
    is_left_out: bool = False
    #: The chosen order of day and month, for days such as 04/05/2019.
    order: Order | None = None

    def __str__(self) -> str:
        """The stored form of a choice: `email`, `email:2`, `since:day`, `keep` or `drop`."""
        if self.column is None:
            return DROP if self.is_left_out else KEEP
        if self.order is not None:
            return f"{self.column.value}:{self.order.value}"
        return self.column.value if self.rank == 1 else f"{self.column.value}:{self.rank}"


#: The choices for an unknown column.
KEEP, DROP = "keep", "drop"
KEPT, LEFT_OUT = Meaning(), Meaning(is_left_out=True)


def meaning_called(word: str) -> Meaning:
    """The meaning with a stored name; raises `InvalidInput` when there is none."""
    name, _, rank = word.strip().casefold().partition(":")
    if name == Column.SINCE and rank in set(Order):
        return Meaning(Column.SINCE, order=Order(rank))
    if name in (KEEP, DROP) and not rank:
        return LEFT_OUT if name == DROP else KEPT
    ranks = [str(number) for number in range(1, (MOST_PERSONS if name in OF_PERSONS else 1) + 1)]
    if name not in set(Column) or (rank or "1") not in ranks:
        raise InvalidInput(N_("A column cannot mean “%(word)s”."), word=word)
    return Meaning(Column(name), int(rank or 1))


def column_keys(headings: Sequence[str]) -> list[str]:
    """Unique keys for columns, even when headings repeat: note, note (2)."""
    counts: Counter[str] = Counter()
    keys = []
    for heading in headings:
        counts[heading] += 1
        keys.append(heading if counts[heading] == 1 else f"{heading} ({counts[heading]})".strip())
    return keys


@dataclass(frozen=True)
class Layout:
    """The headings of a list, each with its column; None for unknown ones."""

    headings: Sequence[str]
    columns: Sequence[Column | None]
    #: The number of the signatory that each column is about; empty when all are about the first one.
    ranks: Sequence[int] = ()

    def to_dict(self) -> dict[str, list[Any]]:
        """The form stored with the list."""
        return {
            "headings": list(self.headings),
            "columns": [column or "" for column in self.columns],
            "ranks": [meaning.rank for meaning in self.meanings],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Sequence[Any]]) -> "Layout":
        """Read the stored form; older lists have one signatory only."""
        columns = [Column(name) if name else None for name in stored["columns"]]
        return cls(stored["headings"], columns, stored.get("ranks", ()))

    @property
    def keys(self) -> list[str]:
        """The unique keys of its columns."""
        return column_keys(self.headings)

    @property
    def meanings(self) -> list[Meaning]:
        """The meaning of each column."""
        ranks = self.ranks or [1] * len(self.columns)
        return [Meaning(column, rank) for column, rank in zip(self.columns, ranks, strict=True)]

    @property
    def persons(self) -> int:
        """How many signatories one line can name."""
        return max((meaning.rank for meaning in self.meanings if meaning.column in OF_PERSONS), default=1)

    def has(self, column: Column) -> bool:
        """Whether the list has a column of this kind."""
        return column in self.columns


OWN_LAYOUT = Layout(list(OWN_HEADINGS), list(OWN_HEADINGS.values()))


def column_of(heading: str) -> Column | None:
    """The column named by a heading in English or French, ignoring case, accents, underscores and spaces."""
    return understood_heading(heading).column


def understood_heading(heading: str) -> Meaning:
    """The default meaning of a heading: Courriel, Signatory 2, Deuxième signataire."""
    folded = _plain(heading)
    column = _COLUMNS.get(folded)
    if column is not None:
        return Meaning(column)
    words = folded.replace("co-", "co ").split()
    ranks = {_RANKS[word] for word in words if word in _RANKS}
    column = _COLUMNS.get(" ".join(word for word in words if word not in _RANKS))
    return Meaning(column, ranks.pop()) if column in OF_PERSONS and len(ranks) == 1 else KEPT


def meanings_of(headings: Sequence[str]) -> list[Meaning]:
    """The meanings of all headings together: beside “Organization”, “Name” is the signatory."""
    meanings = [understood_heading(heading) for heading in headings]
    names = [place for place, meaning in enumerate(meanings) if meaning.column is Column.NAME]
    of_either = [place for place in names if _plain(headings[place]) in NAME_OF_EITHER]
    if len(names) == 2 and len(of_either) == 1 and Meaning(Column.SIGNATORY_NAME) not in meanings:
        meanings[of_either[0]] = Meaning(Column.SIGNATORY_NAME)
    return meanings


def chosen_meanings(headings: Sequence[str], said: Mapping[str, Meaning]) -> list[Meaning]:
    """The meaning of each column, by default or as chosen; `said` is keyed by `column_keys`."""
    return [said.get(key, own) for key, own in zip(column_keys(headings), meanings_of(headings), strict=True)]


def layout_of(headings: Sequence[str], meanings: Sequence[Meaning] | None = None) -> Layout:
    """The headings of a list with their meanings, without columns to leave out.

    Exactly one column must name the organizations, and no two may have the same meaning; otherwise raises
    `UnclearColumns`.
    """
    if len(headings) < 2:
        raise InvalidInput(
            N_(
                "This list has one column only. Separate its columns by commas, semicolons or tabs, "
                "with a line of headings on top."
            ),
            field="file",
        )
    pairs = zip(headings, meanings or meanings_of(headings), strict=True)
    taken = [(heading, meaning) for heading, meaning in pairs if not meaning.is_left_out]
    layout = Layout(
        [heading for heading, _ in taken],
        [meaning.column for _, meaning in taken],
        [meaning.rank for _, meaning in taken],
    )
    if not layout.has(Column.NAME):
        raise UnclearColumns(
            N_(
                "No heading names the organizations. Say which column does, or call one “organization”. "
                "Headings found: %(found)s"
            ),
            field="file",
            found=", ".join(heading for heading in headings if heading)[:200],
        )
    _check_meanings_differ(layout)
    return layout


class UnclearColumns(InvalidInput):
    """The meanings of columns are ambiguous: a person must choose."""


def _check_meanings_differ(layout: Layout) -> None:
    seen: set[Meaning] = set()
    for key, meaning in zip(layout.keys, layout.meanings, strict=True):
        if meaning.column is not None and meaning in seen:
            raise UnclearColumns(
                N_("Two columns say the same: “%(heading)s”. Choose what each means, or rename one."),
                field="file",
                heading=key,
            )
        seen.add(meaning)


def _plain(heading: str) -> str:
    """A heading without case, accents, underscores and remarks behind it."""
    return " ".join(fold_name(heading.replace("_", " ")).rstrip(":* ").split())


def meaning_of(label: str, own: Mapping[str, Tier]) -> Tier | None:
    """The tier meant by a label: the team's own labels first, then common ones; None when the person must be
    asked.
    """
    folded = fold_name(label)
    return own.get(folded) or _COMMON.get(folded)


_COMMON = {fold_name(label): tier for tier, pairs in KNOWN_LABELS.items() for pair in pairs for label in pair}
_COLUMNS = {name: column for column, names in HEADINGS.items() for name in names}
#: Ordinals of signatories, folded.
_RANKS = {
    **{str(rank): rank for rank in range(1, MOST_PERSONS + 1)},
    **dict.fromkeys(("first", "1st", "premier", "premiere", "1er", "1re"), 1),
    **dict.fromkeys(("second", "2nd", "seconde", "deuxieme", "2e", "co"), 2),
    **dict.fromkeys(("third", "3rd", "troisieme", "3e"), 3),
}
