"""Documents to test with: what is typed, published and written anew."""

from typing import Any

from registry.database.transactions import unit_of_work
from registry.documents.models import Section, Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.rules.texts import SectionText, VersionText
from registry.documents.services import documents, drafts
from tests.factories import WHO_AND_WHEN

NOTE = {"en": "Shorter.", "fr": "Plus court."}


def rewrite_first_section(version: Version, english: str) -> None:
    section = version.sections[0]
    drafts.change_section(
        section,
        heading=section.heading,
        body={**section.body, "en": english},
        tiers=[],
        **WHO_AND_WHEN,
    )


def typed_section(revision: int = 2, **more: Any) -> dict[str, Any]:
    said = {"heading_en": "One", "heading_fr": "Un", "body_en": "Words", "body_fr": "Mots"}
    return said | {"revision": str(revision)} | more


def publish(version: Version, kind: ChangeKind | None = None, **more: object) -> Version:
    with unit_of_work(version.document.team_id):
        return documents.publish(version, change_kind=kind, change_note=NOTE, **WHO_AND_WHEN, **more)


def write_section(section: Section, **said: object) -> None:
    unchanged = {"heading": section.heading, "body": section.body, "tiers": ()}
    with unit_of_work(section.version.document.team_id):
        drafts.change_section(section, **(unchanged | said), **WHO_AND_WHEN)  # type: ignore[arg-type]


def section_keys(version: Version) -> list[str]:
    return [section.key for section in version.sections]


def section(key: str, part: str, **more: object) -> SectionText:
    said = {"heading": {"en": key, "fr": key}, "body": {"en": "Words", "fr": "Mots"}} | more
    return SectionText(key=key, part=part, **said)  # type: ignore[arg-type]


TEXT = VersionText(
    title={"en": "Statement"},
    languages=["en", "fr"],
    fields={"region": {"en": "the <East>", "fr": "l’Est"}},
    sections=[
        section("vision", "foundational", body={"en": "Care in {{ region }}.", "fr": "À {{ region }}."}),
        section("anchors", "partners", tiers=["anchor"]),
        section("all", "partners"),
        section("observers", "conflict", tiers=["observer"]),
    ],
)
