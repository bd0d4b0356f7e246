"""Texts about decisions for pages and records."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from registry.dates import day
from registry.decisions.rules.consensus import Hindrance, Obstacle, Result, Said, Verdict
from registry.decisions.rules.decisions import LEVEL_WORDS
from registry.decisions.rules.rolls import Part, Place, Reason
from registry.documents.rules.figures import Figure, FiguresByKind
from registry.documents.rules.provisions import ProvisionKind, Scale
from registry.documents.wording import level_or_better, source_words
from registry.sentences import all_of
from registry.teams.models import Team

#: The most names that a sentence lists; the others are only counted.
MOST_NAMES = 12


def explain(result: Result, *, is_open: bool = False, provisions: FiguresByKind | None = None) -> list[str]:
    """The result of a round and its reasons, one sentence each: first the verdict, then every voice that
    prevents consensus. For an open round, the sentences say what is missing so far; with the provisions of
    the decision, they say where its figures stand.
    """
    figures = provisions or {}
    return [
        _verdict(result, is_open, figures),
        *[_hindrance(hindrance) for hindrance in result.hindrances],
        *_quorum(result, figures),
        *[_pending(said) for said in result.pending],
        *_without(result),
    ]


def names(voices: Sequence[Said]) -> str:
    """Names joined for a sentence."""
    shown = [said.name for said in voices[:MOST_NAMES]]
    more = len(voices) - len(shown)
    if more:
        return ngettext("%(names)s and one more", "%(names)s and %(num)s more", more, names=", ".join(shown))
    return all_of(shown)


def _sourced(words: str, figure: Figure | None) -> str:
    """A figure in words with what it rests on: level 4 or better (version 3, section 4.4)."""
    return f"{words} ({source_words(figure)})" if figure is not None else words


def _verdict(result: Result, is_open: bool, figures: FiguresByKind) -> str:
    if result.verdict is Verdict.CONSENSUS and result.is_plain:
        return _("Consensus: all %(given)s who were present plainly agreed.", given=result.with_position)
    if result.verdict is Verdict.CONSENSUS:
        return _(
            "Consensus: %(given)s of %(counted)s voices have given a position, each at %(threshold)s.",
            given=result.with_position,
            counted=result.counted,
            threshold=_sourced(level_or_better(result.terms.threshold), figures.get(ProvisionKind.THRESHOLD)),
        )
    if result.verdict is Verdict.PENDING:
        return _("Still open: a voice is with its board.")
    return _("Open: no consensus yet.") if is_open else _("No consensus.")


def _hindrance(hindrance: Hindrance) -> str:
    name, level, given = hindrance.said.name, hindrance.level, hindrance.said.given
    if hindrance.obstacle is Obstacle.OWES_NEED:
        return _(
            "%(name)s is at %(level)s and must still say what information it needs.", name=name, level=level
        )
    if hindrance.obstacle is Obstacle.NEEDS:
        return _("%(name)s is at %(level)s and needs: %(need)s", name=name, level=level, need=given.need)
    if hindrance.obstacle is Obstacle.OPPOSES_WITH_PROPOSAL:
        return _(
            "%(name)s is at %(level)s, against, and proposes: %(proposal)s",
            name=name,
            level=level,
            proposal=given.proposal,
        )
    if hindrance.obstacle is Obstacle.OPPOSES:
        return _("%(name)s is at %(level)s, against, and proposes nothing else.", name=name, level=level)
    return _("%(name)s is at %(level)s, beyond what this decision asks.", name=name, level=level)


def _quorum(result: Result, figures: FiguresByKind) -> list[str]:
    if result.reaches_quorum:
        return []
    return [
        _(
            "The quorum of %(quorum)s is not reached: %(given)s of %(counted)s voices have given a position.",
            quorum=_sourced(str(result.terms.quorum), figures.get(ProvisionKind.QUORUM)),
            given=result.with_position,
            counted=result.counted,
        )
    ]


def _pending(said: Said) -> str:
    return _(
        "%(name)s is with its board until %(day)s: the round stays open.",
        name=said.name,
        day=day(said.given.until),
    )


def _without(result: Result) -> list[str]:
    parts = (
        (result.abstaining, _("Abstaining: %(names)s.", names=names(result.abstaining))),
        (result.absent, _("Absent: %(names)s.", names=names(result.absent))),
        (result.silent, _("Without an answer: %(names)s.", names=names(result.silent))),
    )
    return [sentence for voices, sentence in parts if voices]


#: The tone of each level, by its distance from support.
_LEVEL_TONES = {1: "good", 2: "good", 3: "good", 4: "wait", 5: "wait", 6: "bad"}


def level_tone(level: int) -> str:
    """The tone in which a level is displayed."""
    return _LEVEL_TONES[level]


def level_words(scale: Scale, level: int) -> str:
    """The meaning of a level on its scale."""
    return _(LEVEL_WORDS[scale][level])


def level_label(scale: Scale, level: int) -> str:
    """A level with its meaning: 3 – In favour, with concerns."""
    return f"{level} – {level_words(scale, level)}"


def scale_levels(scale: Scale) -> dict[int, str]:
    """All levels of a scale with their meanings."""
    return {level: level_words(scale, level) for level in LEVEL_WORDS[scale]}


def ballots_needed(quorum: int, roll: int) -> str:
    """How many ballots a vote needs, in words."""
    if not quorum:
        return _("no number of ballots was asked")
    return _("%(quorum)s of the %(roll)s voices that count, abstentions among them", quorum=quorum, roll=roll)


def place_words(place: Place, team: Team) -> str:
    """Why somebody decides, is heard apart or is not asked, in one sentence."""
    if place.tier is None or place.reason is not Reason.TIER:
        return _(place.reason.label)
    tier = team.tier_label(place.tier)
    if place.part is Part.DECIDES:
        return _("%(tier)s: its position counts.", tier=tier)
    if place.part is Part.HEARD:
        return _("%(tier)s: its position is shown apart, not counted.", tier=tier)
    return _("%(tier)s: it is informed, and has no voice.", tier=tier)
