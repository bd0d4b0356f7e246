"""Forms of the document pages; texts in the team's languages are entered side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.dates import Meaning
from registry.documents.rules.documents import (
    BODY_LENGTH,
    FIELD_LENGTH,
    FOLLOWING,
    HEADING_LENGTH,
    NOTE_LENGTH,
    TITLE_LENGTH,
    ChangeKind,
    DocumentKind,
    Source,
)
from registry.files.intake import AGREEMENT
from registry.teams.rules import DEFAULT_REQUIREMENTS, LANGUAGES, Requirement, Tier
from registry.text import trimmed, whole_number
from registry.web.fields import day, hinted, labelled, upload
from registry.web.forms import Form

TOO_LONG = _l("Use at most %(max)d characters.")
#: Said with all else that is missing, so that a file is not chosen twice for it.
TITLED = InputRequired(_l("Give the title in each language."))


def _line(label: Any, length: int, *required: InputRequired) -> StringField:
    return StringField(label, validators=[*required, Length(max=length, message=TOO_LONG)], filters=[trimmed])


def _area(label: Any, length: int, rows: int) -> TextAreaField:
    return TextAreaField(
        label,
        validators=[Length(max=length, message=TOO_LONG)],
        filters=[trimmed],
        render_kw={"rows": rows},
    )


def _revision() -> HiddenField:
    """The hidden revision that the person saw; none when somebody tampered with it."""
    return HiddenField(filters=[whole_number])


class BilingualForm(Form):
    """A form with one input per language: `heading_en`, `heading_fr`; unused languages are left out."""

    def __init__(self, languages: Sequence[str], **values: Any) -> None:
        super().__init__(**values)
        self.languages = tuple(languages)
        for name in [field.name for field in self]:
            stem, _, language = name.rpartition("_")
            if stem and language in LANGUAGES and language not in languages:
                del self[name]

    def said(self, stem: str) -> dict[str, str]:
        """The typed text by language."""
        return {language: self[f"{stem}_{language}"].data or "" for language in self.languages}


def by_language(stem: str, said: Mapping[str, str]) -> dict[str, str]:
    """The initial values of a bilingual input, by field name: `heading_en`, `heading_fr`."""
    return {f"{stem}_{language}": text for language, text in said.items()}


class SectionForm(BilingualForm):
    """A section's heading and text in each language, and the tiers it applies to."""

    heading_en = _line(_l("Heading in English"), HEADING_LENGTH)
    heading_fr = _line(_l("Heading in French"), HEADING_LENGTH)
    body_en = _area(_l("Text in English"), BODY_LENGTH, 16)
    body_fr = _area(_l("Text in French"), BODY_LENGTH, 16)
    tiers = SelectMultipleField(_l("For partners of these tiers only"), choices=[tier.value for tier in Tier])
    revision = _revision()


class TermsForm(BilingualForm):
    """A document's title and its requirement of each tier."""

    title_en = _line(_l("Title in English"), TITLE_LENGTH)
    title_fr = _line(_l("Title in French"), TITLE_LENGTH)
    anchor = RadioField(choices=labelled(Requirement), default=DEFAULT_REQUIREMENTS[Tier.ANCHOR])
    associate = RadioField(choices=labelled(Requirement), default=DEFAULT_REQUIREMENTS[Tier.ASSOCIATE])
    observer = RadioField(choices=labelled(Requirement), default=DEFAULT_REQUIREMENTS[Tier.OBSERVER])
    revision = _revision()

    def requirements(self) -> dict[str, str]:
        """The requirement of each tier."""
        return {tier.value: self[tier.value].data for tier in Tier}


class DocumentForm(TermsForm):
    """A new foundational document."""

    kind = RadioField(
        _l("What is it?"),
        choices=labelled(kind for kind in DocumentKind if kind is not DocumentKind.STATEMENT),
        default=DocumentKind.POLICY,
    )
    source = RadioField(_l("How does its text come in?"), choices=labelled(Source), default=Source.WRITTEN)


class PublishForm(BilingualForm):
    """Whether a new version keeps existing signatures, and a sentence about what changed; for a Statement
    from which day it is in force, and whether its text may be silent.
    """

    change_kind = RadioField(
        _l("What does this version change?"),
        choices=hinted(FOLLOWING),
        validate_choice=False,
    )
    change_note_en = _area(_l("What changed, in English"), NOTE_LENGTH, 3)
    change_note_fr = _area(_l("What changed, in French"), NOTE_LENGTH, 3)
    in_force_from = day(
        _l("In force from"),
        _l("Left empty: from today. Until the next version is in force."),
        meaning=Meaning.DUE,
    )
    may_be_silent = BooleanField(_l("The text may be silent on these: they run all the same"))
    seen = HiddenField()

    def chosen_kind(self) -> ChangeKind | None:
        """Editorial or material; None when nothing is chosen yet."""
        return ChangeKind(self.change_kind.data) if self.change_kind.data in set(ChangeKind) else None


class FileForm(Form):
    """The PDF of a version in one language."""

    file = upload(_l("PDF file"), [AGREEMENT], required=_l("Choose a PDF."))


class EarlierVersionForm(BilingualForm):
    """An agreement made before the registry."""

    dated_on = day(
        _l("Date it bears"),
        meaning=Meaning.HAPPENED,
        required=_l("Give the date that the agreement bears."),
    )
    file_en = upload(_l("The agreement as a PDF, in English"), [AGREEMENT])
    file_fr = upload(_l("The agreement as a PDF, in French"), [AGREEMENT])

    def files(self) -> dict[str, bytes]:
        """The bytes of the chosen files, by language."""
        chosen = {language: self[f"file_{language}"].data for language in self.languages}
        return {language: file.read() for language, file in chosen.items() if file}


class EarlierDocumentForm(EarlierVersionForm):
    """An agreement made before the registry, as a document of its own."""

    kind = RadioField(_l("What is it?"), choices=labelled(DocumentKind), default=DocumentKind.STATEMENT)
    title_en = _line(_l("Title in English"), TITLE_LENGTH, TITLED)
    title_fr = _line(_l("Title in French"), TITLE_LENGTH, TITLED)


def fields_form(names: Iterable[str], languages: Sequence[str], values: Mapping[str, Any]) -> Form:
    """A form with an input for each named field in each language, and the revision that was read."""

    class FieldsForm(Form):
        revision = _revision()

    for name in names:
        for language in languages:
            label = _l("In French") if language == "fr" else _l("In English")
            setattr(FieldsForm, f"field_{name}_{language}", _area(label, FIELD_LENGTH, 2))
    return FieldsForm(data=values)
