"""Which version of a team's Statement is in force on a day, and by what the registry works then."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.database.queries.statements import composed_once
from registry.database.session import db, kept_while_reading
from registry.documents import hooks
from registry.documents.models import Document, EnteredProvision, Version, VersionInForce
from registry.documents.queries import documents
from registry.documents.rules import figures
from registry.documents.rules.figures import (
    BEFORE_PROVISIONS,
    Basis,
    Figure,
    InForce,
    Place,
    ProvisionChange,
    Reading,
)
from registry.documents.rules.provisions import ProvisionKind, Provisions, Value

#: A value, what it rests on, and where the text shows it.
Known = tuple[Value, Basis, Place | None]


def in_force(team_id: int, on: dt.date) -> InForce:
    """By what the registry works in a team on a day: a figure of each kind, with what it rests on."""
    version = version_in_force(team_id, on)
    if version is not None:
        return figures_of(version)
    return InForce(
        {
            kind: Figure(kind, value, Basis.NONE_IN_FORCE, name=_name_of(kind, value, team_id))
            for kind, value in Provisions.of(hooks.settings_of(team_id)).by_kind.items()
        }
    )


def figure_on(team_id: int, kind: ProvisionKind, on: dt.date) -> Figure:
    """By what the registry works in a team on a day, for one kind; asks no more than that takes."""
    version = version_in_force(team_id, on)
    if version is not None:
        return figures_of(version)[kind]
    value = Provisions.of(hooks.settings_of(team_id, {kind}))[kind]
    return Figure(kind, value, Basis.NONE_IN_FORCE, name=_name_of(kind, value, team_id))


@dataclass(frozen=True)
class Period:
    """A version of a Statement and the day from which it is in force, until the next one is."""

    version: Version
    from_on: dt.date


@kept_while_reading
def periods_of(team_id: int) -> list[Period]:
    """The published versions of a team's Statements by the day from which each is in force, earliest first;
    of several from the same day the one published last holds, and is the last here.
    """
    return [Period(version, from_on) for version, from_on in _all_periods(team_id)]


@composed_once
def _all_periods(team_id: int) -> sa.Select[Version, dt.date]:
    return _periods(team_id)


def _periods(team_id: int) -> sa.Select[Version, dt.date]:
    newest = sa.select(sa.func.max(VersionInForce.id)).where(VersionInForce.version_id == Version.id)
    return (
        sa.select(Version, VersionInForce.from_on)
        .join(VersionInForce, VersionInForce.version_id == Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(Document.team_id == team_id, VersionInForce.id == newest.correlate(Version).scalar_subquery())
        .order_by(VersionInForce.from_on, Version.published_at, Version.id)
        .options(joinedload(Version.document))
    )


@kept_while_reading
def version_in_force(team_id: int, on: dt.date) -> Version | None:
    """The version of a team's Statements that is in force on a day; None when none is."""
    found: Version | None = _in_force(team_id, on).scalar()
    return found


@composed_once
def _in_force(team_id: int, on: dt.date) -> sa.Select[Version]:
    query = _periods(team_id).with_only_columns(Version).where(VersionInForce.from_on <= on)
    latest = query.order_by(None).order_by(
        VersionInForce.from_on.desc(), Version.published_at.desc(), Version.id.desc()
    )
    return latest.limit(1)


@kept_while_reading
def figures_of(version: Version) -> InForce:
    """By what the registry works while a published version of a Statement is in force."""
    shown = _shown_in(version.id, version.fingerprint)
    provisions = documents.provisions_of(version)
    known = _carried(shown, provisions) if provisions else _compared(version, shown)
    return InForce(
        {
            kind: Figure(
                kind=kind,
                value=value,
                basis=basis,
                version_id=version.id,
                number=version.number,
                slug=version.document.slug,
                title=documents.title_of(version),
                place=place,
                name=_name_of(kind, value, version.team_id),
            )
            for kind, (value, basis, place) in known.items()
        },
        version.id,
        version.number,
    )


def in_force_from(version: Version) -> dt.date | None:
    """The day from which a published version of a Statement is in force."""
    query = sa.select(VersionInForce.from_on).where(VersionInForce.version_id == version.id)
    day: dt.date | None = db.session.scalar(query.order_by(VersionInForce.id.desc()).limit(1))
    return day


def followed_on(version: Version) -> dt.date | None:
    """The day from which another version is in force in the place of a published one; None while none is."""
    periods = periods_of(version.team_id)
    after = [other for period, other in pairwise(periods) if period.version.id == version.id]
    return after[0].from_on if after else None


@dataclass(frozen=True)
class Fixed:
    """A provision that a draft fixes, and where its text shows it; None where it does not."""

    kind: ProvisionKind
    value: Value
    place: Place | None
    #: The name of the committee that it names, by language; empty for other kinds.
    name: Mapping[str, str]


def fixed_by(draft: Version) -> list[Fixed]:
    """What a draft fixes, in the order of the text; nothing where it does not carry its provisions."""
    provisions = documents.provisions_of(draft)
    if provisions is None:
        return []
    places = figures.places_of(documents.text_of(draft))
    return [
        Fixed(kind, value, places.get(kind), _name_of(kind, value, draft.team_id))
        for kind, value in provisions.by_kind.items()
    ]


def changes_of(version: Version, before: Version | None = None) -> list[ProvisionChange]:
    """The provisions that a version changes from the published one before it, or from another one; none where
    it is the first, or does not carry its provisions.
    """
    earlier = before or documents.version_before(version)
    fixed = documents.provisions_of(version)
    if earlier is None or fixed is None:
        return []
    return [
        ProvisionChange(figure, fixed[kind], _name_of(kind, fixed[kind], version.team_id))
        for kind, figure in figures_of(earlier).figures.items()
        if figure.value != fixed[kind]
    ]


def entries_of(version: Version) -> dict[ProvisionKind, EnteredProvision]:
    """What was entered for a version that does not carry its provisions: the newest entry of each kind."""
    query = sa.select(EnteredProvision).where(EnteredProvision.version_id == version.id)
    return {entry.kind: entry for entry in db.session.scalars(query.order_by(EnteredProvision.id))}


@dataclass(frozen=True)
class Comparison:
    """A figure that runs beside what its version says, as far as somebody has read that, or a field shows
    it.
    """

    figure: Figure
    entry: EnteredProvision | None
    #: What the text says: as entered, else by its field; None while nobody knows.
    read: Reading | None
    #: The name of the committee that the text names, by language; empty for other kinds.
    name: Mapping[str, str]

    @property
    def is_asked(self) -> bool:
        """Whether nobody has answered yet what the text says."""
        return self.entry is None and self.figure.basis is not Basis.COMPARED

    @property
    def is_answered(self) -> bool:
        """Whether it is known what the text says, and the figure that runs says it."""
        return self.figure.basis in (Basis.COMPARED, Basis.SILENT)


def comparisons_of(version: Version) -> list[Comparison]:
    """Each figure that runs by a version that does not carry its provisions, beside what it says."""
    in_text, entries = _shown_in(version.id, version.fingerprint), entries_of(version)
    shown = {kind: Reading(value, in_text.places[kind]) for kind, value in in_text.typed.items()}
    comparisons = []
    for kind, figure in figures_of(version).figures.items():
        entry = entries.get(kind)
        read = entry.reading if entry else shown.get(kind)
        name = _name_of(kind, read.value, version.team_id) if read else {}
        comparisons.append(Comparison(figure, entry, read, name))
    return comparisons


@dataclass(frozen=True)
class _Shown:
    """What a published text shows of provisions: where, and the values of older texts."""

    places: Mapping[ProvisionKind, Place]
    typed: Mapping[ProvisionKind, Value]


#: Versions whose figures stay in memory: some bytes of each, where its text has thousands.
MOST_SHOWN = 500


@lru_cache(maxsize=MOST_SHOWN)
def _shown_in(version_id: int, fingerprint: str) -> _Shown:
    """What a published version shows, read once: what has a fingerprint never changes."""
    assert fingerprint
    text = documents.text_of(db.session.get_one(Version, version_id))
    return _Shown(figures.places_of(text), figures.typed_values(text))


def _carried(shown: _Shown, provisions: Provisions) -> dict[ProvisionKind, Known]:
    """The provisions of a version that carries them; it is silent on those that its text does not show."""
    return {
        kind: (value, Basis.SIGNED if kind in shown.places else Basis.SILENT, shown.places.get(kind))
        for kind, value in provisions.by_kind.items()
    }


def _compared(version: Version, shown: _Shown) -> dict[ProvisionKind, Known]:
    """The provisions of a version that does not carry them: what ran, and what people read in its text."""
    entries, typed, places = entries_of(version), shown.typed, shown.places
    known: dict[ProvisionKind, Known] = {}
    for kind, ran in _ran_before(version).by_kind.items():
        entry = entries.get(kind)
        value, basis = figures.compared(
            kind,
            ran,
            read=entry.reading if entry else None,
            is_confirmed=bool(entry and entry.is_confirmed),
            typed=typed,
        )
        place = entry.reading.place if entry else places.get(kind) if kind in typed else None
        known[kind] = (value, basis, place)
    fitting = figures.with_fitting_threshold({kind: value for kind, (value, _, _) in known.items()})
    return {kind: (fitting[kind], basis, place) for kind, (_, basis, place) in known.items()}


def _ran_before(version: Version) -> Provisions:
    """What ran when a version that does not carry its provisions came into force: what the one before says,
    or the team had set. Before there were provisions, the quorum was chosen as each decision opened.
    """
    set_by_team = hooks.settings_of(version.team_id)
    if version.scheme == 1:
        return BEFORE_PROVISIONS.with_values(set_by_team)
    periods = periods_of(version.team_id)
    at = [period.version.id for period in periods].index(version.id)
    return figures_of(periods[at - 1].version).values if at else Provisions.of(set_by_team)


def _name_of(kind: ProvisionKind, value: Value, team_id: int) -> Mapping[str, str]:
    """The name of the committee that is the value of a figure, by language; empty for other kinds."""
    if kind is not ProvisionKind.STEERING_COMMITTEE or not isinstance(value, int):
        return {}
    body = hooks.committees_of(team_id).get(value)
    return body.name if body else {}
