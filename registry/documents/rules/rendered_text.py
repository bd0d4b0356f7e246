"""A version's text for readers: numbered, with filled fields and Markdown rendered as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from registry.documents.rules import fields
from registry.documents.rules.documents import PART_TITLES, Part
from registry.documents.rules.markdown import to_html
from registry.documents.rules.texts import Numbered, VersionText, parts_of

#: The heading level of parts; sections are one level below, or at this level in a part without a title.
PART_LEVEL = 2


@dataclass(frozen=True)
class TextSection:
    """A section to display; when all clauses are shown, with the labels of the tiers it is limited to."""

    key: str
    number: str
    heading: str
    html: Markup
    only_for: Sequence[str]


@dataclass(frozen=True)
class TextPart:
    """A part to display. In a document with a single part, the part has no number and no title."""

    number: str
    title: str
    sections: Sequence[TextSection]


def render(text: VersionText, *, language: str, tier: str | None = None) -> list[TextPart]:
    """Render the text in a language, without clauses for other tiers; all of it without a tier.

    Numbers are those of the whole text, so that everybody cites a clause alike.
    """
    parts = []
    for place, (part, numbered) in enumerate(parts_of(text.sections), start=1):
        title = PART_TITLES[Part(part)].get(language, "")
        sections = [
            _section(numbered_section, text, language, says_whom=tier is None, level=PART_LEVEL + bool(title))
            for numbered_section in numbered
            if numbered_section.section.is_for(tier)
        ]
        parts.append(TextPart(str(place) if title else "", title, sections))
    return [part for part in parts if part.sections]


def _section(
    numbered: Numbered, text: VersionText, language: str, *, says_whom: bool, level: int
) -> TextSection:
    section, values = numbered.section, text.values(language)
    body = fields.fill_markdown(section.body.get(language, ""), values)
    return TextSection(
        key=section.key,
        number=numbered.number,
        heading=fields.fill(section.heading.get(language, ""), values),
        html=Markup(to_html(body, below=level)),  # noqa: S704  # cleaned by nh3
        only_for=[tier_name(text, tier, language) for tier in section.tiers if says_whom],
    )


def tier_name(text: VersionText, tier: str, language: str) -> str:
    """The team's label of a tier at the time of publication."""
    return text.values(language).get(fields.TIER_PREFIX + tier, tier)
