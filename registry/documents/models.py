"""Foundational documents, their numbered versions with sections and provisions, and when each is in force."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.audit.models import Subject, Told
from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.documents.rules.documents import (
    ChangeKind,
    DocumentKind,
    Source,
    State,
    check_still_draft,
    is_asked,
)
from registry.documents.rules.figures import SILENCE, Figure, FiguresByKind, Place, PlaceKind, Reading
from registry.documents.rules.provisions import ProvisionKind, from_json
from registry.documents.rules.texts import SCHEME
from registry.errors import N_
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.teams.models import Team
from registry.teams.rules import Requirement, Tier


class Figures(sa.TypeDecorator[FiguresByKind]):
    """The figures that ran on the day on which something began, as JSON: nothing that comes later moves
    them.
    """

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: FiguresByKind | None, dialect: sa.Dialect) -> Any:
        return {kind.value: figure.as_json() for kind, figure in (value or {}).items()}

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> FiguresByKind:
        kinds = [ProvisionKind(kind) for kind in value or {}]
        return {kind: Figure.from_json(kind, value[kind]) for kind in kinds}


class Document(Told, db.Model):  # type: ignore[name-defined]
    """A document that partners sign or acknowledge: first the Statement, then policies and submissions."""

    __tablename__ = "document"
    __table_args__ = (sa.UniqueConstraint("team_id", "slug"),)

    told_as = Subject(
        "document", ("title_en", "title_fr"), word="slug", page="documents.show", place={"slug": "word"}
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    #: Its name in addresses, unique in the team: `statement`.
    slug: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[DocumentKind] = mapped_column(Choice(DocumentKind, 12))
    title_en: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    title_fr: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    #: What it requires of each tier: {"anchor": "signs", …}; copied into each version when that is published.
    requirements: Mapped[dict[str, str]] = mapped_column(Json, info=personal(NONE))
    #: The date that it bears, such as that of its adoption; none where nobody gave one.
    dated_on: Mapped[dt.date | None]
    #: The day from which it is asked of nobody any more; it is kept, with all that was signed.
    retired_on: Mapped[dt.date | None]
    #: It is asked only of partners who joined before this day; none when it is asked of all.
    joined_before: Mapped[dt.date | None]
    #: The stage of the team's programme to which it belongs, if any.
    stage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stage.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    stage: Mapped["Stage | None"] = relationship(back_populates="documents")
    versions: Mapped[list["Version"]] = relationship(order_by="Version.number", back_populates="document")

    def title(self, language: str) -> str:
        """Its title in a language, or in the only language it has."""
        return (self.title_fr or self.title_en) if language == "fr" else (self.title_en or self.title_fr)

    @property
    def titles(self) -> dict[str, str]:
        """Its title by language."""
        return {"en": self.title_en, "fr": self.title_fr}

    def is_retired(self, on: dt.date) -> bool:
        """Whether it is asked of nobody any more on a day."""
        return self.retired_on is not None and self.retired_on <= on

    def is_asked_of(self, joined_on: dt.date | None, on: dt.date) -> bool:
        """Whether it is asked on a day of a partner that joined on some day; None while it is joining."""
        return is_asked(joined_on, on, retired_on=self.retired_on, joined_before=self.joined_before)


class Stage(Told, db.Model):  # type: ignore[name-defined]
    """A stage of the programme of a team's province, by the team's own name for it."""

    __tablename__ = "stage"

    told_as = Subject("stage", ("name_en", "name_fr"), page="stages.index")

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), index=True)
    name_en: Mapped[str] = mapped_column(sa.String(120), info=personal(NONE))
    name_fr: Mapped[str] = mapped_column(sa.String(120), info=personal(NONE))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    documents: Mapped[list[Document]] = relationship(order_by="Document.id", back_populates="stage")
    days: Mapped[list["StageDay"]] = relationship(order_by="StageDay.id", back_populates="stage")

    def name(self, language: str) -> str:
        """Its name in a language, or in the only language it has."""
        return (self.name_fr or self.name_en) if language == "fr" else (self.name_en or self.name_fr)

    @property
    def from_on(self) -> dt.date | None:
        """The day from which the team stands there; None while that is not set."""
        return self.days[-1].from_on if self.days else None


class StageDay(ActedBy, db.Model):  # type: ignore[name-defined]
    """The day from which a team stands at a stage; the newest row of a stage counts."""

    __tablename__ = "stage_day"
    __table_args__ = (sa.Index("ix_stage_day_stage_id", "stage_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    #: None takes back a day that was set by mistake.
    from_on: Mapped[dt.date | None]
    set_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    stage: Mapped[Stage] = relationship(back_populates="days")


class Version(Told, db.Model):  # type: ignore[name-defined]
    """A numbered text of a document. Once published it never changes."""

    __tablename__ = "document_version"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "number"),
        sa.Index(
            "uq_document_version_draft",
            "document_id",
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        ),
    )

    told_as = Subject(
        "version",
        ("document.title_en", "document.title_fr"),
        word="document.slug",
        number="number",
        text=N_("%(title)s, version %(number)s"),
        page="documents.show",
        place={"slug": "word"},
        told_with={"document": "document_id"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"))
    number: Mapped[int]
    #: SQLAlchemy always loads its former value, so that the guard below sees whether the version was
    #: published.
    state: Mapped[State] = mapped_column(Choice(State, 10), active_history=True)
    source: Mapped[Source] = mapped_column(Choice(Source, 10))
    #: Chosen when it is published.
    change_kind: Mapped[ChangeKind | Literal[""]] = mapped_column(Choice(ChangeKind, 10), default="")
    #: What changed, in a sentence: {"en": …, "fr": …}; told to those who are asked to sign it, or told of it.
    change_note: Mapped[dict[str, str]] = mapped_column(Json, default=dict, info=personal(OTHERS))
    #: The document's title at publication: {"en": …, "fr": …}.
    title: Mapped[dict[str, str]] = mapped_column(Json, default=dict, info=personal(NONE))
    #: The languages in which it must be complete: the team's at publication.
    languages: Mapped[list[str]] = mapped_column(Json, info=personal(NONE))
    #: Values of the named fields: {"purpose": {"en": …, "fr": …}}; once published, including those that the
    #: registry fills in.
    fields: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict, info=personal(OTHERS))
    requirements: Mapped[dict[str, str]] = mapped_column(Json, default=dict, info=personal(NONE))
    #: For an uploaded version: the fingerprint of the PDF in each language.
    files: Mapped[dict[str, str]] = mapped_column(Json, default=dict, info=personal(NONE))
    #: For an agreement made before the registry: its date.
    dated_on: Mapped[dt.date | None]
    #: The provisions of a Statement written here, as JSON by kind; none for other documents, for uploaded
    #: ones, and in scheme 1.
    provisions: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), info=personal(NONE))
    #: What the fingerprint covers: in scheme 1 texts and fields, from scheme 2 on provisions, too.
    scheme: Mapped[int] = mapped_column(default=SCHEME, server_default="1")
    #: SHA-256 of the canonical JSON (NFC) of all texts and fields; empty while a draft.
    fingerprint: Mapped[str] = mapped_column(sa.String(64), default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(WHOSE)
    )
    #: The capacity in which they published or entered it; empty when that was not stored.
    published_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    document: Mapped[Document] = relationship(back_populates="versions")
    published_by: Mapped[User | None] = relationship()
    sections: Mapped[list["Section"]] = relationship(
        order_by="Section.position", cascade="all, delete-orphan", back_populates="version"
    )

    def note(self, language: str) -> str:
        """What changed, in a language or in the only one given; empty for a first version."""
        return self.change_note.get(language) or next(iter(self.change_note.values()), "")

    @property
    def team_id(self) -> int:
        """The team whose audit trail contains the events about it."""
        return self.document.team_id

    @property
    def is_published(self) -> bool:
        """Whether it is published: it can be signed, and can no longer change."""
        return self.state == State.PUBLISHED

    @property
    def is_earlier(self) -> bool:
        """Whether it is an agreement made before the team used the registry."""
        return self.dated_on is not None

    @property
    def is_uploaded(self) -> bool:
        """Whether its text is an uploaded PDF."""
        return self.source == Source.UPLOADED

    @property
    def is_editorial(self) -> bool:
        """Whether signatures on the previous version carry over to it."""
        return self.change_kind == ChangeKind.EDITORIAL

    @property
    def fixes_provisions(self) -> bool:
        """Whether it is a Statement, by which the registry works while it is in force."""
        return self.document.kind == DocumentKind.STATEMENT

    @property
    def carries_provisions(self) -> bool:
        """Whether its provisions are part of it: otherwise they are entered beside it, and confirmed."""
        if self.is_published:
            return self.provisions is not None
        return self.fixes_provisions and not self.is_uploaded

    @property
    def takes_entries(self) -> bool:
        """Whether what it says is entered beside it: a published Statement that does not carry it."""
        return self.fixes_provisions and self.is_published and not self.carries_provisions

    @property
    def is_asked_of_nobody(self) -> bool:
        """Whether it asks nothing of any tier, as an agreement kept as a document of its own."""
        return all(self.requirement(tier) is Requirement.NOTHING for tier in Tier)

    def requirement(self, tier: Tier) -> Requirement:
        """What it requires of partners of a tier."""
        asked = self.requirements if self.is_published else self.document.requirements
        return Requirement(asked.get(tier.value, Requirement.NOTHING.value))


class Section(db.Model):  # type: ignore[name-defined]
    """A section of a version's text, within one of its parts."""

    __tablename__ = "document_section"
    __table_args__ = (sa.UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    #: The same in every version that has this section, so that versions can be compared.
    key: Mapped[str] = mapped_column(sa.String(80), info=personal(NONE))
    #: One of the seven parts of the statement; `text` in other documents.
    part: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int]
    heading: Mapped[dict[str, str]] = mapped_column(Json, info=personal(NONE))
    #: Markdown by language.
    body: Mapped[dict[str, str]] = mapped_column(Json, info=personal(OTHERS))
    #: The tiers it applies to; empty for all.
    tiers: Mapped[list[str]] = mapped_column(Json, default=list, info=personal(NONE))
    #: Raised by each edit, so that the second of two people who edit a section at the same time is warned.
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    version: Mapped[Version] = relationship(back_populates="sections")


class VersionInForce(ActedBy, db.Model):  # type: ignore[name-defined]
    """The day from which a version of the Statement is in force; the newest row of a version counts."""

    __tablename__ = "version_in_force"
    __table_args__ = (sa.Index("ix_version_in_force_version_id", "version_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    from_on: Mapped[dt.date]
    set_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    version: Mapped[Version] = relationship()


class EnteredProvision(ActedBy, db.Model):  # type: ignore[name-defined]
    """What somebody read in a version whose provisions are not part of it; the newest row of a kind counts.

    It counts once a second person has confirmed it.
    """

    __tablename__ = "entered_provision"
    __table_args__ = (sa.Index("ix_entered_provision_version_id", "version_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    kind: Mapped[ProvisionKind] = mapped_column(Choice(ProvisionKind, 20))
    #: As JSON; none where the text is silent.
    value: Mapped[Any | None] = mapped_column(sa.JSON(none_as_null=True), info=personal(NONE))
    #: Where it stands: a section or a page, and its number. Empty where the text is silent.
    place_kind: Mapped[PlaceKind | Literal[""]] = mapped_column(Choice(PlaceKind, 8), default="")
    place: Mapped[str] = mapped_column(sa.String(40), default="", info=personal(NONE))
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(WHOSE)
    )
    confirmed_by_name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    confirmed_as: Mapped[str] = mapped_column(sa.String(20), default="")

    version: Mapped[Version] = relationship()

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person has confirmed it."""
        return self.confirmed_at is not None

    @property
    def reading(self) -> Reading:
        """What was entered, as a plain value."""
        if self.value is None:
            return SILENCE
        place = Place(PlaceKind(self.place_kind), self.place) if self.place_kind else None
        return Reading(from_json(self.kind, self.value), place)


def _refuse_change_of_version(mapper: Any, connection: sa.Connection, version: Version) -> None:
    """Versions published before this flush cannot change; database triggers enforce this too."""
    session = sa.orm.object_session(version)
    if session and (session.is_modified(version, include_collections=False) or version in session.deleted):
        before: Sequence[str] = sa.inspect(version).attrs.state.history.deleted or [version.state]
        check_still_draft(State(before[0]))


def _refuse_change_of_section(mapper: Any, connection: sa.Connection, section: Section) -> None:
    """Sections of a published version cannot change."""
    state = connection.scalar(sa.select(Version.state).where(Version.id == section.version_id))
    check_still_draft(State(state or State.DRAFT))


for _change in ("before_update", "before_delete"):
    sa.event.listen(Version, _change, _refuse_change_of_version)
for _change in ("before_insert", "before_update", "before_delete"):
    sa.event.listen(Section, _change, _refuse_change_of_section)
