"""A version's whole text as plain values, to be checked, compared, fingerprinted and rendered."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.documents.rules.documents import PART_TITLES, Part, Source

ByLanguage = Mapping[str, str]

#: Raised when the fingerprinted content changed, so that old versions can still be checked: scheme 1 covers
#: texts and fields, scheme 2 the provisions, too.
SCHEME = 2


@dataclass(frozen=True)
class SectionText:
    """A section as Markdown in each language; `tiers` are the tiers that it applies to, empty for all."""

    key: str
    part: str
    heading: ByLanguage
    body: ByLanguage
    tiers: Sequence[str] = ()

    def is_for(self, tier: str | None) -> bool:
        """Whether it applies to partners of a tier; True without a tier."""
        return tier is None or not self.tiers or tier in self.tiers


@dataclass(frozen=True)
class VersionText:
    """Everything a version says and requires, apart from its number and dates."""

    title: ByLanguage
    languages: Sequence[str]
    source: Source = Source.WRITTEN
    #: Values of the named fields by name and language, including those that the registry fills in.
    fields: Mapping[str, ByLanguage] = field(default_factory=dict)
    requirements: Mapping[str, str] = field(default_factory=dict)
    #: Fingerprint of the uploaded PDF in each language.
    files: ByLanguage = field(default_factory=dict)
    sections: Sequence[SectionText] = ()
    #: The provisions that are part of it, as JSON by kind; None where it has none.
    provisions: Mapping[str, Any] | None = None
    scheme: int = SCHEME

    def values(self, language: str) -> dict[str, str]:
        """The non-empty field values in a language."""
        return {name: said[language] for name, said in self.fields.items() if said.get(language, "").strip()}


@dataclass(frozen=True)
class Numbered:
    """A section with its number for citing: 3.2, or 2 in a document with one part."""

    number: str
    section: SectionText


def parts_of(sections: Sequence[SectionText]) -> Iterator[tuple[str, list[Numbered]]]:
    """The non-empty parts in the order of the Statement, with numbered sections."""
    present = [part for part in PART_TITLES if any(section.part == part for section in sections)]
    for place, part in enumerate(present, start=1):
        prefix = "" if part == Part.TEXT else f"{place}."
        own = [section for section in sections if section.part == part]
        yield part, [Numbered(f"{prefix}{at}", section) for at, section in enumerate(own, start=1)]


def numbers_of(sections: Sequence[SectionText]) -> dict[str, str]:
    """The number of each section, by key."""
    return {
        numbered_section.section.key: numbered_section.number
        for _, numbered in parts_of(sections)
        for numbered_section in numbered
    }


def fingerprint_of(text: VersionText) -> str:
    """The SHA-256 of a version, in hex."""
    return hashlib.sha256(canonical_json(_content(text)).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, all strings in NFC."""
    return json.dumps(
        _composed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _content(text: VersionText) -> dict[str, Any]:
    content: dict[str, Any] = {
        "scheme": text.scheme,
        "title": dict(text.title),
        "languages": sorted(text.languages),
        "source": text.source.value,
        "fields": {name: dict(said) for name, said in text.fields.items()},
        "requirements": dict(text.requirements),
        "files": dict(text.files),
        "sections": [
            {
                "key": section.key,
                "part": section.part,
                "heading": dict(section.heading),
                "body": dict(section.body),
                "tiers": sorted(section.tiers),
            }
            for section in text.sections
        ],
    }
    if text.scheme == 1:
        return content
    return content | {"provisions": dict(text.provisions or {})}


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(str(key)): _composed(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_composed(item) for item in value]
    return value
