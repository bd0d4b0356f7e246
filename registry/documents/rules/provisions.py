"""Provisions: the values that a Statement fixes and by which the registry works, their bounds and defaults
(DOMAIN, the statement).
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.teams.rules import Tier

MOST_DAYS = 365  # of a conflict
MOST_NOTICE = 730  # days
MOST_VOICES = 300  # the partners of the largest team
#: Shares are said in words or percent: two thirds, 75 of 100.
LARGEST_DENOMINATOR = 100


#: What another value does, and what it leaves as it is.
_CASES = N_("New cases: %(after)s in place of %(before)s; open cases keep %(before)s.")
_DECISIONS = N_("New decisions: %(after)s in place of %(before)s; open decisions keep %(before)s.")
_VOTES = N_(
    "Votes in new decisions: %(after)s in place of %(before)s; those in open decisions keep %(before)s."
)
_STEPS = N_("From its day on, %(after)s in place of %(before)s, in open cases and decisions, too.")
_NOTICES = N_("New notices: %(after)s in place of %(before)s; notices given before keep %(before)s.")


class ProvisionKind(Labelled):
    """What a Statement fixes, in the order of the text; each value is the name of an attribute of
    `Provisions`. The hint says what another value does, and what it leaves as it is.
    """

    VOICES = "voices", N_("What each tier does in a decision"), "quiet", _DECISIONS
    SCALE = "scale", N_("Scale of the levels"), "quiet", _DECISIONS
    THRESHOLD = "threshold", N_("Weakest level that counts as support"), "quiet", _DECISIONS
    QUORUM = "quorum", N_("Quorum of a decision"), "quiet", _DECISIONS
    PASS_RULE = "pass_rule", N_("When a recorded vote passes"), "quiet", _VOTES
    VOTE_QUORUM = "vote_quorum", N_("Quorum of a recorded vote"), "quiet", _VOTES
    STEERING_COMMITTEE = "steering_committee", N_("Steering committee"), "quiet", _STEPS
    CONFLICT_DAYS = "conflict_days", N_("Days to address a conflict"), "quiet", _CASES
    COUNTED_FROM = "counted_from", N_("The day from which these days are counted"), "quiet", _CASES
    EXPENSES = "expenses", N_("Who pays for help with a conflict"), "quiet", _CASES
    NOTICE_DAYS = "notice_days", N_("Notice of withdrawal"), "quiet", _NOTICES


class CountedFrom(Labelled):
    """The event from which the days of a conflict are counted; the hint stands beside the day of raising."""

    RAISED = (
        "raised",
        N_("The day on which the conflict is formally raised"),
        "quiet",
        N_("The term is counted from this day."),
    )
    ESCALATED = (
        "escalated",
        N_("The day on which it comes before the steering committee"),
        "quiet",
        N_("The term is counted from the day on which it comes before the steering committee."),
    )


class ExpensesBy(Labelled):
    """Who shares the expenses of a facilitator or mediator."""

    PARTIES = "parties", N_("The parties")
    COMMITTEE = "committee", N_("The organizations on the steering committee")
    TEAM = "team", N_("The team")
    DECIDING_TIERS = "deciding_tiers", N_("All partners whose tier decides")
    AS_AGREED = "as_agreed", N_("As agreed in the case")


class Scale(Labelled):
    """How levels are read. The two scales use the same numbers, differ at 5, and are never mixed."""

    ROUND = "round", N_("Round scale")
    AGREEMENT = "agreement", N_("Agreement scale")


#: The weakest level that still counts as support; a team can only be stricter (domain, decisions).
THRESHOLDS = {Scale.ROUND: 4, Scale.AGREEMENT: 5}


class TierVoice(Labelled):
    """What partners of a tier do in a decision: they decide, are consulted, or are informed; the hint is the
    same in a word.
    """

    DECIDES = "decides", N_("Decides: its position counts"), "good", N_("decides")
    CONSULTED = "consulted", N_("Consulted: its position is shown apart"), "info", N_("is consulted")
    INFORMED = "informed", N_("Informed: it reads, and has no voice"), "quiet", N_("is informed")


class PassRule(Labelled):
    """When a recorded vote passes. There is no default: the Statement fixes it, or it is chosen openly."""

    MAJORITY_CAST = "majority_cast", N_("More than half of the votes cast")
    TWO_THIRDS_CAST = "two_thirds_cast", N_("At least two thirds of the votes cast")
    MAJORITY_ROLL = "majority_roll", N_("More than half of all voices that count")
    TWO_THIRDS_ROLL = "two_thirds_roll", N_("At least two thirds of all voices that count")


class QuorumKind(Labelled):
    """The ways in which a quorum is fixed; the hint says it in a sentence, where no number belongs to it."""

    EVERYONE = "everyone", N_("Everyone on the roll"), "quiet", N_("everyone on the roll")
    MORE_THAN_HALF = (
        "more_than_half",
        N_("More than half of the roll"),
        "quiet",
        N_("more than half of the roll"),
    )
    NUMBER = "number", N_("A number of voices")
    SHARE = "share", N_("A share of the roll")
    CHOSEN = (
        "chosen",
        N_("Chosen as each decision opens"),
        "quiet",
        N_("chosen as each decision opens"),
    )


#: The kinds that fit a decision, and those that fit a recorded vote.
DECISION_QUORUMS = (QuorumKind.EVERYONE, QuorumKind.NUMBER, QuorumKind.SHARE, QuorumKind.CHOSEN)
VOTE_QUORUMS = (QuorumKind.MORE_THAN_HALF, QuorumKind.NUMBER, QuorumKind.SHARE)


@dataclass(frozen=True)
class Quorum:
    """How many voices of a roll a decision or a recorded vote needs."""

    kind: QuorumKind
    #: Only for a number of voices.
    number: int = 0
    #: Only for a share of the roll: more than 0, at most 1.
    share: Fraction = Fraction(0)

    @classmethod
    def at_least(cls, number: int) -> Self:
        """A number of voices."""
        return cls(QuorumKind.NUMBER, number=number)

    @classmethod
    def part(cls, numerator: int, denominator: int) -> Self:
        """A share of the roll."""
        return cls(QuorumKind.SHARE, share=Fraction(numerator, denominator))

    @property
    def is_chosen(self) -> bool:
        """Whether it is chosen as each decision opens."""
        return self.kind is QuorumKind.CHOSEN

    def of(self, roll: int) -> int:
        """How many of a roll it needs: a number is at most the roll, and a share is rounded up. Where it is
        chosen as each decision opens, the strictest, which is offered first.
        """
        if self.kind is QuorumKind.NUMBER:
            return min(self.number, roll)
        if self.kind is QuorumKind.SHARE:
            return -(-roll * self.share.numerator // self.share.denominator)
        return roll // 2 + 1 if self.kind is QuorumKind.MORE_THAN_HALF else roll


Voices = Mapping[Tier, TierVoice]
_TIER_VOICES: Voices = dict(zip(Tier, TierVoice, strict=True))

#: The value of a provision: its type is that of the attribute of `Provisions`.
Value = int | CountedFrom | ExpensesBy | Scale | PassRule | Quorum | Voices | None


@dataclass(frozen=True)
class Provisions:
    """A value of each kind. The defaults are those of the domain, and stand nowhere else."""

    conflict_days: int = 45
    counted_from: CountedFrom = CountedFrom.RAISED
    expenses: ExpensesBy = ExpensesBy.AS_AGREED
    #: None where no notice is needed.
    notice_days: int | None = None
    scale: Scale = Scale.ROUND
    #: The weakest level that still counts as support; lower numbers mean more support.
    threshold: int = THRESHOLDS[Scale.ROUND]
    quorum: Quorum = Quorum(QuorumKind.EVERYONE)
    #: None where it is chosen as each vote opens.
    pass_rule: PassRule | None = None
    #: In ballots cast, abstentions among them.
    vote_quorum: Quorum = Quorum(QuorumKind.MORE_THAN_HALF)
    voices: Voices = field(default_factory=lambda: dict(_TIER_VOICES))
    #: The number of a committee of the team; None where none is named.
    steering_committee: int | None = None

    def __getitem__(self, kind: ProvisionKind) -> Value:
        value: Value = getattr(self, kind.value)
        return value

    @property
    def by_kind(self) -> dict[ProvisionKind, Value]:
        """The values by kind, in the order of the text."""
        return {kind: self[kind] for kind in ProvisionKind}

    def with_values(self, values: Mapping[ProvisionKind, Value]) -> "Provisions":
        """With other values for some kinds."""
        return Provisions.of({**self.by_kind, **values})

    def as_json(self) -> dict[str, Any]:
        """As plain JSON, by kind."""
        return {kind.value: as_json(value) for kind, value in self.by_kind.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read plain JSON; a kind that is not in it has its default."""
        return cls.of({kind: from_json(kind, stored[kind]) for kind in ProvisionKind if kind in stored})

    @classmethod
    def of(cls, values: Mapping[ProvisionKind, Value]) -> Self:
        """From values by kind; the others have their defaults."""
        given: dict[str, Any] = {kind.value: value for kind, value in values.items()}
        return cls(**given)

    def check(self) -> None:
        """Raise an error on the field of the first kind whose value is out of bounds."""
        for kind in ProvisionKind:
            check_value(kind, self[kind])
        check_threshold(self.scale, self.threshold)


DEFAULTS = Provisions()


# -- bounds ------------------------------------------------------------------------------------------


def check_value(kind: ProvisionKind, value: Value) -> None:
    """A value must be within the bounds of its kind."""
    if kind is ProvisionKind.CONFLICT_DAYS:
        _check_number(kind, value, most=MOST_DAYS)
    elif kind is ProvisionKind.NOTICE_DAYS and value is not None:
        _check_number(kind, value, most=MOST_NOTICE)
    elif kind is ProvisionKind.THRESHOLD:
        _check_number(kind, value, most=max(THRESHOLDS.values()))
    elif isinstance(value, Quorum):
        _check_quorum(kind, value)
    elif kind is ProvisionKind.VOICES:
        assert isinstance(value, Mapping)
        check_tier_voices(value)


def check_threshold(scale: Scale, threshold: int) -> None:
    """A threshold must be a level of the scale, and not laxer than the scale's own threshold."""
    if not 1 <= threshold <= THRESHOLDS[scale]:
        raise RuleBroken(
            N_("On this scale consensus needs level %(level)s or better; you can only be stricter."),
            field="threshold",
            level=THRESHOLDS[scale],
        )


def check_tier_voices(voices: Voices) -> None:
    """At least one tier must decide."""
    if TierVoice.DECIDES not in voices.values():
        raise RuleBroken(N_("One tier at least must decide."), field="voice_anchor")


def _check_number(kind: ProvisionKind, value: Value, *, most: int) -> None:
    if not isinstance(value, int) or not 1 <= value <= most:
        raise InvalidInput(N_("Enter a number from 1 to %(most)s."), field=kind.value, most=most)


def _check_quorum(kind: ProvisionKind, quorum: Quorum) -> None:
    if quorum.kind not in quorum_kinds(kind):
        raise InvalidInput(N_("Choose one of the ways to fix a quorum."), field=kind.value)
    if quorum.kind is QuorumKind.NUMBER:
        _check_number(kind, quorum.number, most=MOST_VOICES)
    if quorum.kind is QuorumKind.SHARE and not (
        0 < quorum.share <= 1 and quorum.share.denominator <= LARGEST_DENOMINATOR
    ):
        raise InvalidInput(N_("Enter a share such as 2/3 or 75/100."), field=kind.value)


def quorum_kinds(kind: ProvisionKind) -> tuple[QuorumKind, ...]:
    """The ways in which the quorum of a decision, or of a recorded vote, can be fixed."""
    return VOTE_QUORUMS if kind is ProvisionKind.VOTE_QUORUM else DECISION_QUORUMS


# -- JSON --------------------------------------------------------------------------------------------

#: What stands in JSON for no notice, no committee, and a rule that is chosen as each vote opens; JSON’s null
#: is kept for “the text is silent”.
NONE = "none"


def as_json(value: Value) -> Any:
    """A value as plain JSON: never null."""
    if value is None:
        return NONE
    if isinstance(value, Quorum):
        return _quorum_as_json(value)
    if isinstance(value, Mapping):
        return {tier.value: voice.value for tier, voice in value.items()}
    return value.value if isinstance(value, enum.Enum) else value


def from_json(kind: ProvisionKind, stored: Any) -> Value:
    """Read a value, such as one that `as_json` wrote or a form sent; raises `InvalidInput` on the field of
    the kind when it cannot be one.
    """
    try:
        return _READERS[kind](stored)
    except (TypeError, ValueError, KeyError, ArithmeticError, AttributeError) as error:
        raise InvalidInput(N_("This cannot be read."), field=kind.value) from error


def _quorum_as_json(quorum: Quorum) -> str | int:
    if quorum.kind is QuorumKind.NUMBER:
        return quorum.number
    if quorum.kind is QuorumKind.SHARE:
        return f"{quorum.share.numerator}/{quorum.share.denominator}"
    return quorum.kind.value


def _read_quorum(stored: Any) -> Quorum:
    if isinstance(stored, str) and stored in _BARE_QUORUMS:
        return Quorum(QuorumKind(stored))
    if isinstance(stored, str) and "/" in stored:
        numerator, denominator = stored.split("/")
        return Quorum.part(int(numerator), int(denominator))
    return Quorum.at_least(_whole(stored))


_BARE_QUORUMS = set(QuorumKind) - {QuorumKind.NUMBER, QuorumKind.SHARE}


def _whole(stored: Any) -> int:
    if isinstance(stored, bool | float):
        raise TypeError("not a whole number")
    return int(stored)


def _or_none(read: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda stored: None if stored == NONE else read(stored)


def _read_voices(stored: Any) -> Voices:
    return {tier: TierVoice(stored[tier.value]) for tier in Tier}


_READERS: Mapping[ProvisionKind, Callable[[Any], Value]] = {
    ProvisionKind.VOICES: _read_voices,
    ProvisionKind.SCALE: Scale,
    ProvisionKind.THRESHOLD: _whole,
    ProvisionKind.QUORUM: _read_quorum,
    ProvisionKind.PASS_RULE: _or_none(PassRule),
    ProvisionKind.VOTE_QUORUM: _read_quorum,
    ProvisionKind.STEERING_COMMITTEE: _or_none(_whole),
    ProvisionKind.CONFLICT_DAYS: _whole,
    ProvisionKind.COUNTED_FROM: CountedFrom,
    ProvisionKind.EXPENSES: ExpensesBy,
    ProvisionKind.NOTICE_DAYS: _or_none(_whole),
}
