"""Documents to test with: what is typed, published and written anew."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from registry.database.transactions import unit_of_work
from registry.documents.models import Section, Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.rules.provisions import (
    DECISION_QUORUMS,
    LARGEST_DENOMINATOR,
    MOST_DAYS,
    MOST_NOTICE,
    MOST_VOICES,
    THRESHOLDS,
    VOTE_QUORUMS,
    CountedFrom,
    ExpensesBy,
    PassRule,
    Provisions,
    Quorum,
    QuorumKind,
    Scale,
    TierVoice,
)
from registry.documents.rules.texts import SectionText, VersionText
from registry.documents.services import documents, drafts
from registry.teams.rules import Tier
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

#: Differs from the defaults in every kind.
OTHER_PROVISIONS = Provisions(
    conflict_days=30,
    counted_from=CountedFrom.ESCALATED,
    expenses=ExpensesBy.TEAM,
    notice_days=90,
    scale=Scale.AGREEMENT,
    threshold=3,
    quorum=Quorum.part(2, 3),
    pass_rule=PassRule.TWO_THIRDS_ROLL,
    vote_quorum=Quorum.part(2, 3),
    voices={
        Tier.ANCHOR: TierVoice.DECIDES,
        Tier.ASSOCIATE: TierVoice.DECIDES,
        Tier.OBSERVER: TierVoice.CONSULTED,
    },
    steering_committee=2,
)


def quorums(kinds: Sequence[QuorumKind]) -> st.SearchStrategy[Quorum]:
    """Quorums of some kinds, with their numbers and shares."""
    bare = [Quorum(kind) for kind in kinds if kind not in (QuorumKind.NUMBER, QuorumKind.SHARE)]
    shares = st.fractions(0, 1, max_denominator=LARGEST_DENOMINATOR).filter(bool)
    return st.one_of(
        st.sampled_from(bare),
        st.integers(1, MOST_VOICES).map(Quorum.at_least),
        shares.map(lambda share: Quorum(QuorumKind.SHARE, share=share)),
    )


@st.composite
def _provisions(draw: st.DrawFn) -> Provisions:
    scale = draw(st.sampled_from(Scale))
    voices = draw(st.lists(st.sampled_from(TierVoice), min_size=2, max_size=2))
    return Provisions(
        conflict_days=draw(st.integers(1, MOST_DAYS)),
        counted_from=draw(st.sampled_from(CountedFrom)),
        expenses=draw(st.sampled_from(ExpensesBy)),
        notice_days=draw(st.none() | st.integers(1, MOST_NOTICE)),
        scale=scale,
        threshold=draw(st.integers(1, THRESHOLDS[scale])),
        quorum=draw(quorums(DECISION_QUORUMS)),
        pass_rule=draw(st.none() | st.sampled_from(PassRule)),
        vote_quorum=draw(quorums(VOTE_QUORUMS)),
        voices=dict(zip(Tier, [TierVoice.DECIDES, *voices], strict=True)),
        steering_committee=draw(st.none() | st.integers(1, 99)),
    )


#: Everything that a Statement may fix.
PROVISIONS = _provisions()
