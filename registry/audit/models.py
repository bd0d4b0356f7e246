"""Events of the audit trail, the heads of chains, and how events name rows of other models."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from registry.database.session import db
from registry.database.types import Json, UtcDateTime
from registry.errors import N_
from registry.personal_data import OTHERS, WHOSE, personal
from registry.security.actors import Act
from registry.unchanged.models import SHOWN_TO_NO_TEAM


class Event(db.Model):  # type: ignore[name-defined]
    """An event in the audit trail. The database refuses to change or delete it."""

    __tablename__ = "audit_event"
    #: But in the trail of the team of its chain, whose mark each event ends.
    __table_args__ = (
        sa.UniqueConstraint("chain", "seq"),
        sa.Index("ix_audit_event_chain_at", "chain", "at", "seq"),
        sa.Index("ix_audit_event_chain_tag_at", "chain", "tag", "at", "seq"),
        sa.Index("ix_audit_event_chain_actor_at", "chain", "actor", "at", "seq"),
        sa.Index("ix_audit_event_chain_subject_at", "chain", "subject", "at", "seq"),
        {"info": SHOWN_TO_NO_TEAM},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `team:5`, or `installation` for events that belong to no team.
    chain: Mapped[str] = mapped_column(sa.String(40))
    #: 1, 2, 3 … within the chain, without a gap.
    seq: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    tag: Mapped[str] = mapped_column(sa.String(60))
    #: Who acted: `user:3`, `signatory:9`, `command` or `registry`.
    actor: Mapped[str] = mapped_column(sa.String(60), info=personal(WHOSE))
    #: What the event happened to: `partner:12`.
    subject: Mapped[str] = mapped_column(sa.String(60), info=personal(WHOSE))
    #: Ids, states and digests only, no address and no free text: personal data can be deleted while the chain
    #: stays intact.
    details: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(OTHERS))
    previous: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))


class ChainHead(db.Model):  # type: ignore[name-defined]
    """The last event of a chain; its row is locked while the next event is written.

    The database allows it to advance by one event at a time, and nothing else.
    """

    __tablename__ = "audit_chain_head"
    __table_args__: ClassVar[dict[str, Any]] = {"info": SHOWN_TO_NO_TEAM}

    chain: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))


#: The name of a thing when nothing better is known.
NAMELESS = N_("something")


@dataclass(eq=False)
class Subject:
    """How events name a model's rows, as subject or actor.

    Models declare it as `told_as`. Columns are given by name; `partner.name` is a column of the related row.
    """

    #: `conflict_case` of `conflict_case:12`; stored, never renamed.
    kind: str
    #: The column of its name, or the columns of its English and French names.
    name: str | tuple[str, str]
    #: The column of a word that addresses need (a slug or a reference), and of a number beside it.
    word: str = ""
    number: str = ""
    #: A catalogue text around its name; the text's parameter is called name, text, title or subject.
    text: str = ""
    #: Its name when it has none or was deleted; and its name when it is the actor.
    nameless: str = NAMELESS
    as_actor: str = ""
    #: Endpoint of its page, and the values of the address apart from the team: `kind`, `id`, `word` or
    #: `number`.
    page: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    #: Kinds of things in whose timelines its events appear too, each with the column that names the thing.
    told_with: Mapping[str, str] = field(default_factory=dict)
    model: Any = field(init=False)

    def __set_name__(self, model: type, _name: str) -> None:
        self.model = model
        SUBJECTS[self.kind] = self


#: The subjects of all features, by kind.
SUBJECTS: dict[str, Subject] = {}


class Told:
    """The base of models whose rows can be the subject of events; a model declares by `told_as` how events
    name its rows.
    """

    told_as: ClassVar[Subject]
    #: Whether every event raises its revision, so that an earlier opened form is refused even when only a
    #: related row, which the form also shows, has changed.
    is_raised_by_events: ClassVar[bool] = False
    if TYPE_CHECKING:
        id: Any
        #: The team in whose chain its events are; None for the installation's. A column, or a property.
        team_id: Any

    @property
    def subject(self) -> tuple[str, int]:
        """How events, messages and records name it: `conflict_case` and 12."""
        return self.told_as.kind, self.id

    def told_with_each(self, act: Act) -> Mapping[str, object]:
        """Details stored with every event about the row, in addition to the event's own details."""
        return {}


@dataclass(frozen=True)
class About:
    """The subject of an event when no row is loaded, or when the event must not raise the row's revision."""

    subject: tuple[str, int]
    team_id: int | None

    @classmethod
    def row(cls, thing: Told) -> "About":
        """A row as subject whose revision must not rise, and which may be deleted before the event is
        written.
        """
        return cls(thing.subject, thing.team_id)


def named(kind: str, identity: sa.ColumnElement[int] | InstrumentedAttribute[int]) -> sa.ColumnElement[str]:
    """SQL expression: how events name a row, such as `decision:7`."""
    return sa.literal(f"{kind}:") + sa.cast(identity, sa.String)


def number_in(detail: str) -> sa.ColumnElement[int]:
    """SQL expression: a number in the details of an event."""
    number: sa.ColumnElement[int] = Event.details[detail].as_integer()
    return number
