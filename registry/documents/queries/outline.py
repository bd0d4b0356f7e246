"""The overview of a draft: its parts and sections, how complete each language is, and what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.documents.models import Section, Version
from registry.documents.queries import documents
from registry.documents.rules.completeness import (
    Opening,
    OpenItem,
    Repeated,
    clauses_twice,
    fields_used,
    open_items,
    own_fields,
    unused_fields,
)
from registry.documents.rules.documents import PART_TITLES, Part, parts_for
from registry.documents.rules.fields import REGION
from registry.documents.rules.provision_words import NAMES
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.rules.rendered_text import TextSection, render
from registry.documents.rules.statement_template import note_for
from registry.documents.rules.texts import ByLanguage, SectionText, VersionText, parts_of


@dataclass(frozen=True)
class OutlineSection:
    """A section and the languages in which it is complete."""

    number: str
    section: SectionText
    complete: Mapping[str, bool]
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class OutlinePart:
    """A part and its sections; an empty part has none."""

    part: Part
    number: str
    titles: ByLanguage
    #: To the writer; empty in documents other than the Statement.
    note: ByLanguage
    sections: Sequence[OutlineSection]


@dataclass(frozen=True)
class LinkedItem:
    """An open item and the page on which it can be closed."""

    item: OpenItem
    endpoint: str
    #: The values in the address of the page.
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Outline:
    """The whole overview of a draft."""

    languages: Sequence[str]
    parts: Sequence[OutlinePart]
    fields: Mapping[str, ByLanguage]
    open_items: Sequence[LinkedItem]
    repeated: Sequence[Repeated]
    unused_fields: Sequence[str]


def outline_of(draft: Version) -> Outline:
    """The overview of a draft."""
    text = documents.text_of(draft)
    named = own_fields(text, fields_used(text))
    return Outline(
        languages=text.languages,
        parts=_parts(text, parts_for(draft.document.kind)),
        fields={name: text.fields.get(name, {}) for name in named},
        open_items=with_links(open_items(text), draft),
        repeated=clauses_twice(text),
        unused_fields=unused_fields(text),
    )


def with_links(items: Sequence[OpenItem], draft: Version) -> list[LinkedItem]:
    """Open items, each with the page on which it can be closed."""
    return [_linked(item, draft) for item in items]


def section_previews(draft: Version, section: Section) -> dict[str, TextSection]:
    """How a saved section looks, in each language."""
    text = documents.text_of(draft)
    return {
        language: shown
        for language in text.languages
        for part in render(text, language=language)
        for shown in part.sections
        if shown.key == section.key
    }


def _parts(text: VersionText, parts: Sequence[Part]) -> list[OutlinePart]:
    present = dict(parts_of(text.sections))
    numbers = {part: str(place) for place, part in enumerate(present, start=1)}
    return [
        OutlinePart(
            part=part,
            number=numbers.get(part, "") if part is not Part.TEXT else "",
            titles=PART_TITLES[part],
            note=note_for(part),
            sections=[
                OutlineSection(
                    number=section.number,
                    section=section.section,
                    complete={
                        language: _is_complete(section.section, language) for language in text.languages
                    },
                    is_first=place == 0,
                    is_last=place == len(present[part]) - 1,
                )
                for place, section in enumerate(present.get(part, ()))
            ],
        )
        for part in parts
    ]


def _is_complete(section: SectionText, language: str) -> bool:
    return bool(section.heading.get(language, "").strip() and section.body.get(language, "").strip())


def _linked(item: OpenItem, draft: Version) -> LinkedItem:
    team, place = draft.document.team.slug, {"slug": draft.document.slug}
    if item.opening is Opening.TITLE:
        endpoint, place = "drafts.change_terms", place | {"_anchor": f"title_{item.language}"}
    elif item.opening is Opening.FILE:
        endpoint, place = "drafts.attach_file", place | {"language": item.language}
    elif item.opening is Opening.FIELD and item.key == REGION:
        endpoint, place = "teams.settings", {}
    elif item.opening is Opening.FIELD and draft.carries_provisions and item.key in NAMES:
        endpoint, place = "provisions.edit", place | {"_anchor": ProvisionKind.STEERING_COMMITTEE.value}
    elif item.opening is Opening.FIELD:
        endpoint, place = "drafts.set_fields", place | {"_anchor": f"field_{item.key}_{item.language}"}
    elif item.opening is Opening.NO_TEXT:
        endpoint = "drafts.add_section"
    else:
        stem = "heading" if item.opening is Opening.HEADING else "body"
        endpoint = "drafts.change_section"
        place = place | {"key": item.key, "_anchor": f"{stem}_{item.language}"}
    return LinkedItem(item, endpoint, {"team": team, **place})
