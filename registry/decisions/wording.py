"""What the parts of a decision are called on pages and records."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry.dates import day
from registry.decisions.rules.consensus import Hindrance, Obstacle, Result, Said, Verdict
from registry.decisions.rules.decisions import (
    LEVEL_WORDS,
    SCALE_NAMES,
    Audience,
    Ballot,
    Channel,
    Mark,
    Outcome,
    PassRule,
    PointKind,
    RollKind,
    Scale,
    State,
    TierVoice,
    VoteResult,
)

#: Names that a sentence lists before it only counts the rest.
MOST_NAMES = 12


def explain(result: Result, *, is_open: bool = False) -> list[str]:
    """What a round comes to and why, a sentence each: first the verdict, then every voice in the way.

    Of a round that is still open it says what is missing so far.
    """
    return [
        _verdict(result, is_open),
        *[_hindrance(one) for one in result.hindrances],
        *_quorum(result),
        *[_pending(said) for said in result.pending],
        *_without(result),
    ]


def level_or_better(threshold: int) -> str:
    """A threshold in words; lower numbers are more support."""
    if threshold == 1:
        return _("level 1")
    return _("level %(level)s or better", level=threshold)


def names(voices: Sequence[Said]) -> str:
    """Names in a row, as a sentence has them."""
    shown = [said.name for said in voices[:MOST_NAMES]]
    more = len(voices) - len(shown)
    if more:
        return ngettext("%(names)s and one more", "%(names)s and %(num)s more", more, names=", ".join(shown))
    return _and(shown)


def _and(shown: Sequence[str]) -> str:
    if len(shown) < 2:
        return "".join(shown)
    word = "et" if str(get_locale())[:2] == "fr" else "and"
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def _verdict(result: Result, is_open: bool) -> str:
    if result.verdict is Verdict.CONSENSUS and result.is_plain:
        return _("Consensus: all %(given)s who were present plainly agreed.", given=result.with_position)
    if result.verdict is Verdict.CONSENSUS:
        return _(
            "Consensus: %(given)s of %(counted)s voices have given a position, each at %(threshold)s.",
            given=result.with_position,
            counted=result.counted,
            threshold=level_or_better(result.terms.threshold),
        )
    if result.verdict is Verdict.PENDING:
        return _("Still open: a voice is with its board.")
    return _("Open: no consensus yet.") if is_open else _("No consensus.")


def _hindrance(one: Hindrance) -> str:
    name, level, given = one.said.name, one.level, one.said.given
    if one.obstacle is Obstacle.OWES_NEED:
        return _(
            "%(name)s is at %(level)s and must still say what information it needs.", name=name, level=level
        )
    if one.obstacle is Obstacle.NEEDS:
        return _("%(name)s is at %(level)s and needs: %(need)s", name=name, level=level, need=given.need)
    if one.obstacle is Obstacle.OPPOSES_WITH_PROPOSAL:
        return _(
            "%(name)s is at %(level)s, against, and proposes: %(proposal)s",
            name=name,
            level=level,
            proposal=given.proposal,
        )
    if one.obstacle is Obstacle.OPPOSES:
        return _("%(name)s is at %(level)s, against, and proposes nothing else.", name=name, level=level)
    return _("%(name)s is at %(level)s, beyond what this decision asks.", name=name, level=level)


def _quorum(result: Result) -> list[str]:
    if result.reaches_quorum:
        return []
    return [
        _(
            "The quorum of %(quorum)s is not reached: %(given)s of %(counted)s voices have given a position.",
            quorum=result.terms.quorum,
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


STATES = {
    State.IN_ROUND: _l("Round open"),
    State.NO_CONSENSUS: _l("No consensus"),
    State.CONSENSUS: _l("Consensus, to be recorded"),
    State.IN_VOTE: _l("Vote open"),
    State.VOTED: _l("Voted, to be recorded"),
    State.NOT_HELD: _l("Vote not held"),
    State.DECIDED: _l("Decided"),
    State.SET_ASIDE: _l("Set aside"),
}
STATE_TONES = {
    State.IN_ROUND: "info",
    State.NO_CONSENSUS: "bad",
    State.CONSENSUS: "good",
    State.IN_VOTE: "info",
    State.VOTED: "wait",
    State.NOT_HELD: "bad",
    State.DECIDED: "good",
    State.SET_ASIDE: "quiet",
}
MARKS = {
    Mark.GIVEN: _l("Position given"),
    Mark.AGREES: _l("Plainly agrees"),
    Mark.PENDING: _l("With its board"),
    Mark.ABSTAINS: _l("Abstains"),
    Mark.ABSENT: _l("Absent"),
    Mark.NO_ANSWER: _l("No answer"),
}
CHANNELS = {
    Channel.ONLINE: _l("online"),
    Channel.MEETING: _l("in the meeting"),
    Channel.PHONE: _l("by phone"),
    Channel.EMAIL: _l("by e-mail"),
    Channel.LETTER: _l("by letter"),
}
ROLLS = {
    RollKind.ORGANIZATION: _l("One voice for each organization"),
    RollKind.SEAT: _l("One voice for each seat"),
}
AUDIENCES = {
    Audience.TEAM: _l("Everyone in the team"),
    Audience.ROLL: _l("Only those on the roll, who opened it, and the readers named"),
}
TIER_VOICE_LABELS = {
    TierVoice.DECIDES: _l("Decides: its position counts"),
    TierVoice.CONSULTED: _l("Consulted: its position is shown apart"),
    TierVoice.INFORMED: _l("Informed: it reads, and has no voice"),
}
BALLOTS = {Ballot.FOR: _l("For"), Ballot.AGAINST: _l("Against"), Ballot.ABSTAINS: _l("Abstains")}
PASS_RULES = {
    PassRule.MAJORITY_CAST: _l("More than half of the votes cast"),
    PassRule.TWO_THIRDS_CAST: _l("At least two thirds of the votes cast"),
    PassRule.MAJORITY_ROLL: _l("More than half of all voices that count"),
    PassRule.TWO_THIRDS_ROLL: _l("At least two thirds of all voices that count"),
}
VOTE_RESULTS = {
    VoteResult.PASSED: _l("It has passed."),
    VoteResult.NOT_PASSED: _l("It has not passed."),
    VoteResult.NOT_HELD: _l("It was not held: too few ballots were cast."),
}
#: What an open vote would come to.
VOTE_RESULTS_SO_FAR = {
    VoteResult.PASSED: _l("As it stands, it passes."),
    VoteResult.NOT_PASSED: _l("As it stands, it does not pass."),
    VoteResult.NOT_HELD: _l("As it stands, it is not held: it can only be ended as not held."),
}
OUTCOMES = {Outcome.ADOPTED: _l("Adopted"), Outcome.REJECTED: _l("Not adopted")}
POINTS = {
    PointKind.OBJECTION: _l("Objection"),
    PointKind.NEED: _l("Information or talk needed"),
    PointKind.PROPOSAL: _l("Proposed solution"),
    PointKind.RESERVATION: _l("Reservation"),
}
#: How a level looks, by how far it is from support.
LEVEL_TONES = {1: "good", 2: "good", 3: "good", 4: "wait", 5: "wait", 6: "bad"}


def level_words(scale: Scale, level: int) -> str:
    """What a level means on its scale."""
    return _(LEVEL_WORDS[scale][level])


def scale_name(scale: Scale) -> str:
    """What a scale is called."""
    return _(SCALE_NAMES[scale])


def level_label(scale: Scale, level: int) -> str:
    """A level with its meaning: 3 – In favour, with concerns."""
    return f"{level} – {level_words(scale, level)}"


def scale_levels(scale: Scale) -> dict[int, str]:
    """All levels of a scale with their meaning."""
    return {level: level_words(scale, level) for level in LEVEL_WORDS[scale]}


def ballots_needed(quorum: int, roll: int) -> str:
    """How many ballots a vote needs to be held."""
    if not quorum:
        return _("no number of ballots was asked")
    return _("%(quorum)s of the %(roll)s voices that count, abstentions among them", quorum=quorum, roll=roll)


def for_templates() -> dict[str, Any]:
    """What templates of pages and records need to name things."""
    return {
        "states": STATES,
        "state_tones": STATE_TONES,
        "mark_labels": MARKS,
        "channel_labels": CHANNELS,
        "roll_labels": ROLLS,
        "audience_labels": AUDIENCES,
        "ballot_labels": BALLOTS,
        "pass_rule_labels": PASS_RULES,
        "vote_result_labels": VOTE_RESULTS,
        "vote_result_so_far": VOTE_RESULTS_SO_FAR,
        "ballots_needed": ballots_needed,
        "outcome_labels": OUTCOMES,
        "point_labels": POINTS,
        "level_tones": LEVEL_TONES,
        "level_words": level_words,
        "scale_name": scale_name,
        "scale_levels": scale_levels,
    }
