"""The present names of subjects and actors of events, in one query per page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from registry.audit.models import SUBJECTS, Subject
from registry.database.session import db
from registry.text import whole_number

Query = sa.Select[Any, *tuple[Any, ...]]


@dataclass(frozen=True)
class Named:
    """A thing or person named by an event: `kind` and `id` as in `partner:12`."""

    kind: str
    id: int
    name_en: str
    name_fr: str
    #: Its word in addresses, and a number beside it, such as that of a version.
    word: str = ""
    number: int = 0

    def name(self, language: str) -> str:
        """Its name in a language, or in the only one it has."""
        return (self.name_fr or self.name_en) if language == "fr" else (self.name_en or self.name_fr)

    @property
    def told_as(self) -> Subject:
        """How events name the model of the thing."""
        return SUBJECTS[self.kind]

    def page(self, team: str) -> tuple[str, dict[str, Any]] | None:
        """The endpoint of its page, and the values that the address can need: the thing's numbers and the
        team's slug.
        """
        place = {key: getattr(self, value) for key, value in self.told_as.place.items()}
        return (self.told_as.page, {"team": team, **place}) if self.told_as.page else None


def split(token: str) -> tuple[str, int]:
    """Kind and number of `partner:12`; for `command`, the kind and 0."""
    kind, _, number = token.partition(":")
    return kind, whole_number(number) or 0


def names_of(tokens: Iterable[str]) -> dict[str, Named]:
    """The names of the things that events refer to, by token such as `partner:12`; deleted things have
    none.
    """
    wanted: dict[str, set[int]] = {}
    for kind, number in map(split, tokens):
        if kind in SUBJECTS and number:
            wanted.setdefault(kind, set()).add(number)
    if not wanted:
        return {}
    rows: Iterable[Any] = db.session.execute(
        _of_kinds(tuple(sorted(wanted))), {kind: sorted(ids) for kind, ids in wanted.items()}
    )
    names = (Named(kind, row_id, en, fr, word, number) for kind, row_id, en, fr, word, number in rows)
    return {f"{name.kind}:{name.id}": name for name in names}


@lru_cache
def _of_kinds(kinds: Sequence[str]) -> sa.Select[Any, *tuple[Any, ...]] | sa.CompoundSelect[Any]:
    """The query of things of some kinds; the numbers of each are bound by its kind."""
    parts = [_query(SUBJECTS[kind]) for kind in kinds]
    return sa.union_all(*parts) if len(parts) > 1 else parts[0]


def _query(subject: Subject) -> Query:
    names = (subject.name, subject.name) if isinstance(subject.name, str) else subject.name
    columns = [_column(subject.model, path) for path in names]
    word = _column(subject.model, subject.word) if subject.word else sa.literal("")
    number = _column(subject.model, subject.number) if subject.number else sa.literal(0)
    numbers: sa.BindParameter[Any] = sa.bindparam(subject.kind, expanding=True)
    query: Query = sa.select(sa.literal(subject.kind), subject.model.id, *columns, word, number)
    return _joined(query, subject.model, names[0]).where(subject.model.id.in_(numbers))


def _column(model: Any, path: str) -> Any:
    """The column a path names: `name`, or `partner.name` through a relationship."""
    relationship, _, name = path.rpartition(".")
    return getattr(getattr(model, relationship).property.mapper.class_ if relationship else model, name)


def _joined(query: Query, model: Any, path: str) -> Query:
    """A query over a model, joined along the path of its name."""
    relationship, _, _name = path.rpartition(".")
    from_model = query.select_from(model)
    return from_model.join(getattr(model, relationship)) if relationship else from_model
