"""The manifest of a back-up: read as it was written, and nothing else passes for one."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from registry.backups.rules import (
    FORMAT,
    Chain,
    Copied,
    Damage,
    Facts,
    Kind,
    Manifest,
    NewestEvent,
    Sealed,
    Unreadable,
    _digest_of,
)

AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
FACTS = Facts(
    "0032",
    {
        "team:1": Chain(12, "a" * 64, Sealed(10, "b" * 64, "2026-11-23", "0123-4567-89AB-CDEF")),
        "installation": Chain(1, "c" * 64),
    },
    NewestEvent("team:1", 12, "2026-11-24T14:59:00.000000Z"),
)
MANIFEST = Manifest(
    began_at=AT,
    made_at=AT + dt.timedelta(minutes=1),
    database="sqlite",
    database_version="3.45",
    facts=FACTS,
    locked_by="REGISTRY_KEYS_SECRET",
    settings=("REGISTRY_SEAL_PKCS12",),
    files={
        "keys/seal.key": Copied(7, "d" * 64),
        "keys/seal.pem": Copied(8, "e" * 64),
        "files/ff": Copied(9, "f" * 64),
    },
)


@pytest.mark.parametrize(
    "manifest",
    [MANIFEST, replace(MANIFEST, facts=Facts("0032", {}, None), locked_by="", settings=(), files={})],
    ids=["full", "of an empty installation"],
)
def test_a_manifest_is_read_as_it_was_written(manifest):
    assert Manifest.of_json(manifest.to_json()) == manifest


def test_it_names_the_locked_keys_and_its_format_for_who_reads_it_without_the_registry():
    said = json.loads(MANIFEST.to_json())
    assert (said["format"], said["keys"]) == (FORMAT, ["keys/seal.key"])


def changed(**otherwise):
    """The text of the manifest with something in it otherwise, and the digest as it was."""
    return json.dumps(json.loads(MANIFEST.to_json()) | otherwise)


def sealed_anew(*, without="digest", **otherwise):
    """The same with a digest that fits, as another registry might write it."""
    said = json.loads(MANIFEST.to_json()) | otherwise
    kept = {name: value for name, value in said.items() if name not in ("digest", without)}
    return json.dumps(kept | {"digest": _digest_of(kept)})


@pytest.mark.parametrize(
    "otherwise",
    [{"database": "postgresql"}, {"files": {}}, {"digest": "0" * 64}, {"format": FORMAT + 1}, {"more": 1}],
    ids=lambda otherwise: next(iter(otherwise)),
)
def test_a_manifest_in_which_anything_was_changed_is_said_to_be_altered(otherwise):
    with pytest.raises(Unreadable, match="was altered"):
        Manifest.of_json(changed(**otherwise))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"digest": 1}', MANIFEST.to_json()[:-5]],
    ids=["empty", "nothing", "a list", "null", "no format", "cut short"],
)
def test_what_is_no_manifest_cannot_be_read(text):
    with pytest.raises(Unreadable, match="cannot be read"):
        Manifest.of_json(text)


def test_a_manifest_of_a_newer_registry_is_told_by_its_format():
    with pytest.raises(Unreadable, match=f"has format {FORMAT + 1}; this registry reads {FORMAT}"):
        Manifest.of_json(sealed_anew(format=FORMAT + 1))


def test_a_manifest_that_is_intact_and_lacks_something_cannot_be_read():
    assert Manifest.of_json(sealed_anew()) == MANIFEST
    with pytest.raises(Unreadable, match="cannot be read"):
        Manifest.of_json(sealed_anew(without="facts"))


def test_a_damage_says_its_kind_before_its_words():
    assert str(Damage(Kind.MISSING_FILE, "files/ff")) == "missing file: files/ff"
