"""The fingerprint of a version: SHA-256 of the canonical JSON of all its texts and fields."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from registry.documents.rules.texts import VersionText

#: To be raised if the fingerprinted content ever changes, so that old versions can still be checked.
SCHEME = 1


def fingerprint_of(text: VersionText) -> str:
    """The SHA-256 of a version, in hex."""
    return hashlib.sha256(canonical_json(_content(text)).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, all strings in NFC."""
    return json.dumps(
        _composed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _content(text: VersionText) -> dict[str, Any]:
    return {
        "scheme": SCHEME,
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


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(str(key)): _composed(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_composed(item) for item in value]
    return value
