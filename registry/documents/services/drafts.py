"""Writes a draft: its sections, fields, requirements and files."""

from collections.abc import Collection, Mapping

from registry.audit.services import events
from registry.database.session import db
from registry.documents.models import Document, Section, Version
from registry.documents.queries import documents
from registry.documents.rules.completeness import own_fields
from registry.documents.rules.documents import (
    BODY_LENGTH,
    FIELD_LENGTH,
    HEADING_LENGTH,
    Part,
    Source,
    check_part,
    check_requirements,
    check_room,
    check_still_draft,
    check_text,
    check_tiers,
    check_title,
    free_name,
    parts_for,
)
from registry.documents.rules.events import DocumentEvent
from registry.documents.rules.texts import ByLanguage
from registry.errors import N_, RuleBroken
from registry.files.intake import AGREEMENT, accept
from registry.security.actors import Act


def add_section(
    version: Version,
    *,
    part: str,
    heading: ByLanguage,
    body: ByLanguage,
    tiers: Collection[str] = (),
    act: Act,
) -> Section:
    """Add a section at the end of a part."""
    _check_written_draft(version)
    check_room(len(version.sections))
    check_part(part, version.document.kind)
    section = Section(part=part, tiers=[])
    _set_text(section, version, heading=heading, body=body, tiers=tiers)
    section.key = _free_key(version, section.heading)
    version.sections.append(section)
    _number_in_order(version)
    _record_change(version, "section-added", section.key, act=act)
    return section


def change_section(
    section: Section,
    *,
    heading: ByLanguage,
    body: ByLanguage,
    tiers: Collection[str],
    act: Act,
) -> None:
    """Change a section's texts and tiers."""
    version = section.version
    _check_written_draft(version)
    _set_text(section, version, heading=heading, body=body, tiers=tiers)
    _record_change(version, "section-changed", section.key, act=act)


def move_section(section: Section, *, by: int, act: Act) -> None:
    """Move a section up (-1) or down (+1) within its part; at the end of the part nothing happens."""
    version = section.version
    _check_written_draft(version)
    own = [other for other in version.sections if other.part == section.part]
    place = own.index(section) + by
    if not 0 <= place < len(own):
        return
    other = own[place]
    section.position, other.position = other.position, section.position
    _record_change(version, "section-moved", section.key, act=act)
    db.session.expire(version, ["sections"])


def remove_section(section: Section, *, act: Act) -> None:
    """Remove a section from a draft; versions that contain it keep it."""
    version = section.version
    _check_written_draft(version)
    version.sections.remove(section)
    _number_in_order(version)
    _record_change(version, "section-removed", section.key, act=act)


def set_fields(
    version: Version,
    *,
    values: Mapping[str, ByLanguage],
    act: Act,
) -> None:
    """Set the values of named fields; other fields and those of the registry are unchanged."""
    _check_written_draft(version)
    text = documents.text_of(version)
    given = {
        name: check_text(values[name], text.languages, longest=FIELD_LENGTH, field=f"field_{name}")
        for name in own_fields(text, values)
    }
    version.fields = {**version.fields, **given}
    _record_change(version, "fields-set", "", act=act)


def change_document(
    document: Document,
    *,
    titles: ByLanguage,
    requirements: Mapping[str, str],
    act: Act,
) -> None:
    """Change the document's title and requirements, effective with the version being drafted."""
    draft = documents.open_draft(document)
    title = check_title(titles, document.team.languages)
    document.requirements = check_requirements(requirements)
    document.title_en = title.get("en", document.title_en)
    document.title_fr = title.get("fr", document.title_fr)
    _record_change(draft, "requirements-set", "", act=act)


def attach_file(version: Version, *, language: str, data: bytes, act: Act) -> None:
    """Set or replace the PDF of an uploaded version in a language."""
    check_still_draft(version.state)
    if not version.is_uploaded:
        raise RuleBroken(N_("This version is written here; it takes no file."))
    if language not in documents.languages_of(version):
        raise RuleBroken(N_("The team does not use this language."))
    version.files = {**version.files, language: accept(data, None, [AGREEMENT], field="file").fingerprint}
    _record_change(version, "file-attached", version.files[language], act=act)


def _check_written_draft(version: Version) -> None:
    check_still_draft(version.state)
    if version.source != Source.WRITTEN:
        raise RuleBroken(N_("This version is an uploaded PDF; it has no sections."))


def _set_text(
    section: Section, version: Version, *, heading: ByLanguage, body: ByLanguage, tiers: Collection[str]
) -> None:
    languages = documents.languages_of(version)
    section.heading = check_text(heading, languages, longest=HEADING_LENGTH, field="heading")
    section.body = check_text(body, languages, longest=BODY_LENGTH, field="body")
    section.tiers = check_tiers(tiers)


def _number_in_order(version: Version) -> None:
    """Renumber the positions of sections according to the order of the parts."""
    order = parts_for(version.document.kind)
    in_order = sorted(version.sections, key=lambda section: order.index(Part(section.part)))
    for position, section in enumerate(in_order, start=1):
        section.position = position


def _free_key(version: Version, heading: ByLanguage) -> str:
    said = next((text for text in heading.values() if text), "")
    return free_name(said, taken={section.key for section in version.sections}, otherwise="section")


def _record_change(version: Version, what: str, which: str, *, act: Act) -> None:
    db.session.flush()
    events.record(DocumentEvent.DRAFT_CHANGED, version, act, change=what, which=which)
