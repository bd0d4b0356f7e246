"""Decisions: the two scales and their requirements, the path of a decision, and when a vote passes.

Levels are numbers from 1 to 6; lower means more support; the meaning of a level depends on the scale. Scale,
threshold, roll and quorum are fixed when a decision opens (DOMAIN, decisions).
"""

import datetime as dt
from dataclasses import dataclass

from registry import dates
from registry.documents.rules.provisions import PassRule, ProvisionKind, Quorum, Scale
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves

TITLE_LENGTH = 200
TEXT_LENGTH = 5_000
#: For reasons, needs and proposals: a paragraph, not a report.
WORDS_LENGTH = 2_000
MOST_VOICES = 300  # the partners of the largest team

#: A meeting may have been held this many days before the round was opened here.
LONGEST_BEFORE = 90

LEVELS = (1, 2, 3, 4, 5, 6)
OPPOSED = 6


#: What each level means, in a few words; all labels on pages and in records come from here.
LEVEL_WORDS: dict[Scale, dict[int, str]] = {
    Scale.ROUND: {
        1: N_("Wholehearted"),
        2: N_("In favour"),
        3: N_("In favour, with concerns"),
        4: N_("Not my choice, and I will not stand in the way"),
        5: N_("Cannot answer yet: information or talk needed"),
        6: N_("Against: cannot go along"),
    },
    Scale.AGREEMENT: {
        1: N_("Strong agreement, will speak for it"),
        2: N_("Agreement, will back carrying it out"),
        3: N_("Agreement with concerns, will take part"),
        4: N_("Disagreement on record, will go with the others"),
        5: N_("Disagreement, will stand aside from carrying it out"),
        6: N_("Opposition, will act against adoption"),
    },
}

#: Levels at which a text counts as a reservation that should be addressed.
RESERVED = {Scale.ROUND: (3, 4), Scale.AGREEMENT: (3, 4, 5)}

#: The level of a voice that cannot answer before it gets some information.
UNANSWERED = {Scale.ROUND: 5, Scale.AGREEMENT: None}

#: The level of a voice that takes no part in carrying the decision out.
STANDS_ASIDE = {Scale.ROUND: None, Scale.AGREEMENT: 5}


#: What a decision keeps from the agreement in force on the day on which it was opened.
PROVISIONS = (
    ProvisionKind.VOICES,
    ProvisionKind.SCALE,
    ProvisionKind.THRESHOLD,
    ProvisionKind.QUORUM,
    ProvisionKind.PASS_RULE,
    ProvisionKind.VOTE_QUORUM,
)


class Mark(Labelled):
    """How a voice takes part in a round. Only a given position counts as support and towards the quorum."""

    GIVEN = "given", N_("Position given")
    #: In a meeting in which all present agreed, without levels.
    AGREES = "agrees", N_("Plainly agrees"), "good"
    PENDING = "pending", N_("With its board"), "wait"
    ABSTAINS = "abstains", N_("Abstains")
    ABSENT = "absent", N_("Absent")
    NO_ANSWER = "no_answer", N_("No answer")


#: The answers that count as a position, whether or not they support.
WITH_POSITION = frozenset({Mark.GIVEN, Mark.AGREES})


class Channel(Labelled):
    """How a position was submitted; all except online ones are entered by somebody else."""

    ONLINE = "online", N_("online")
    MEETING = "meeting", N_("in the meeting")
    PHONE = "phone", N_("by phone")
    EMAIL = "email", N_("by e-mail")
    LETTER = "letter", N_("by letter")


RELAYED = (Channel.PHONE, Channel.EMAIL, Channel.LETTER)


class RollKind(Labelled):
    """Whether the voices belong to organizations or to seats; the hint says which."""

    ORGANIZATION = "organization", N_("One voice for each organization"), "quiet", N_("each organization")
    SEAT = "seat", N_("One voice for each seat"), "quiet", N_("each seat")


class Audience(Labelled):
    """Who may read a decision: the team, or its roll and the named readers."""

    TEAM = "team", N_("Everyone in the team")
    ROLL = "roll", N_("Only those on the roll, who opened it, and the readers named")


class State(Labelled):
    """The state of a decision; the hint says why another state cannot be entered."""

    IN_ROUND = (
        "in_round",
        N_("Round open"),
        "info",
        N_("No new round can open now: the present one is still open, or the matter has ended."),
    )
    NO_CONSENSUS = "no_consensus", N_("No consensus"), "bad", N_("This round is closed already.")
    CONSENSUS = "consensus", N_("Consensus, to be recorded"), "good", N_("This round is closed already.")
    IN_VOTE = (
        "in_vote",
        N_("Vote open"),
        "info",
        N_("A recorded vote can open only after a closed round without consensus."),
    )
    VOTED = "voted", N_("Voted, to be recorded"), "wait", N_("There is no open vote to close.")
    #: A recorded vote had too few ballots and therefore no result.
    NOT_HELD = "not_held", N_("Vote not held"), "bad", N_("There is no open vote to close.")
    DECIDED = (
        "decided",
        N_("Decided"),
        "good",
        N_("There is nothing to record yet: it needs consensus, or the result of a vote."),
    )
    SET_ASIDE = "set_aside", N_("Set aside"), "quiet", N_("This matter has ended already.")


#: A vote needs a closed round without consensus, and can be repeated if it was not held. Decided matters are
#: final.
MOVES = Moves(
    {
        State.IN_ROUND: {State.CONSENSUS, State.NO_CONSENSUS, State.SET_ASIDE},
        State.NO_CONSENSUS: {State.IN_ROUND, State.IN_VOTE, State.SET_ASIDE},
        State.CONSENSUS: {State.DECIDED, State.IN_ROUND, State.SET_ASIDE},
        State.IN_VOTE: {State.VOTED, State.NOT_HELD, State.SET_ASIDE},
        State.VOTED: {State.DECIDED, State.IN_ROUND},
        State.NOT_HELD: {State.IN_ROUND, State.IN_VOTE, State.SET_ASIDE},
        State.DECIDED: set(),
        State.SET_ASIDE: set(),
    },
    lambda _now, then: then.hint,
)

ENDED = MOVES.ends


class Outcome(Labelled):
    """The outcome of a decision."""

    ADOPTED = "adopted", N_("Adopted")
    REJECTED = "rejected", N_("Not adopted")


class Ballot(Labelled):
    """A ballot in a recorded vote."""

    FOR = "for", N_("For"), "good"
    AGAINST = "against", N_("Against"), "bad"
    ABSTAINS = "abstains", N_("Abstains"), "wait"


class VoteResult(Labelled):
    """The result of a closed vote; the hint describes it where the vote itself is not shown."""

    #: The sentence for an open vote.
    so_far: str

    PASSED = (
        "passed",
        N_("It has passed."),
        "quiet",
        N_("A recorded vote passed."),
        N_("As it stands, it passes."),
    )
    NOT_PASSED = (
        "not_passed",
        N_("It has not passed."),
        "quiet",
        N_("A recorded vote did not pass."),
        N_("As it stands, it does not pass."),
    )
    #: Fewer ballots than its quorum: no result.
    NOT_HELD = (
        "not_held",
        N_("It was not held: too few ballots were cast."),
        "quiet",
        N_("A recorded vote was not held: too few ballots were cast."),
        N_("As it stands, it is not held: it can only be ended as not held."),
    )

    def __init__(self, value: str, label: str = "", tone: str = "", hint: str = "", so_far: str = "") -> None:
        super().__init__(value, label, tone, hint)
        self.so_far = so_far


@dataclass(frozen=True)
class Given:
    """What a voice answers in a round, including the texts that its level may require."""

    mark: Mark
    level: int | None = None
    reason: str = ""
    need: str = ""
    proposal: str = ""
    until: dt.date | None = None


def is_supportive(level: int, threshold: int) -> bool:
    """Whether a level is at the threshold or better; lower numbers mean more support."""
    return level <= threshold


def check_roll(counted: int, *, quorum: int) -> None:
    """A decision needs counted voices, and a quorum they can reach."""
    if counted < 1:
        raise RuleBroken(N_("A decision needs a roll: choose at least one voice that counts."), field="roll")
    if counted > MOST_VOICES:
        raise RuleBroken(N_("A roll has at most %(count)s voices."), field="roll", count=MOST_VOICES)
    if not 1 <= quorum <= counted:
        raise RuleBroken(
            N_("The quorum lies between 1 and the %(count)s voices that count."),
            field="quorum",
            count=counted,
        )


def quorum_of(agreed: Quorum, chosen: int | None, *, counted: int) -> int:
    """How many voices a decision needs: as the agreement fixes it; where the agreement leaves it open, the
    number chosen, or else everyone.
    """
    if agreed.is_chosen and chosen is not None:
        return chosen
    if chosen is not None:
        raise RuleBroken(N_("The agreement fixes the quorum: it is not chosen."), field="quorum")
    return agreed.of(counted)


def quorum_left(quorum: int, agreed: Quorum, *, before: int, after: int) -> int:
    """The quorum of an open decision once its roll has fewer counted voices, because some were entered by
    mistake: of those left, as the agreement counts it; where it was chosen, the same number or all of them.
    """
    is_by_agreement = not agreed.is_chosen and quorum == agreed.of(before)
    return max(1, agreed.of(after) if is_by_agreement else min(quorum, after))


def pass_rule_of(agreed: PassRule | None, chosen: PassRule | None) -> PassRule:
    """When a recorded vote passes: as the agreement fixes it, or as chosen where it leaves that open."""
    if agreed is not None and chosen not in (None, agreed):
        raise RuleBroken(N_("The agreement fixes when a vote passes: it is not chosen."), field="pass_rule")
    rule = agreed or chosen
    if rule is None:
        raise InvalidInput(N_("Choose when the vote passes."), field="pass_rule")
    return rule


def check_close_date(opened_on: dt.date, closes_on: dt.date | None) -> None:
    """A round must not close before it opens."""
    if closes_on is not None and closes_on < opened_on:
        raise RuleBroken(N_("This is before the day the round opens."), field="closes_on")


def check_given(given: Given, scale: Scale, *, channel: Channel, on: dt.date) -> None:
    """A position needs a level, and the texts that its level requires.

    In a meeting, and when relayed, needed information may still be missing: the result says so. A reason for
    opposing is always required.
    """
    if max(len(given.reason), len(given.need), len(given.proposal)) > WORDS_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="reason", count=WORDS_LENGTH)
    if given.mark is Mark.PENDING:
        _check_pending(given, on)
    if given.mark is not Mark.GIVEN:
        return
    if given.level not in LEVELS:
        raise InvalidInput(N_("Choose a level from 1 to 6."), field="level")
    if given.level == OPPOSED and not given.reason.strip():
        raise RuleBroken(N_("Say why: being against needs a reason."), field="reason")
    if given.level == UNANSWERED[scale] and channel is Channel.ONLINE and not given.need.strip():
        raise RuleBroken(N_("Say what information or talk is needed."), field="need")


def check_said_on(said_on: dt.date, *, opened_on: dt.date, on: dt.date) -> None:
    """A relayed position was given while its round was open: not before, and not in the future."""
    if said_on > on:
        raise RuleBroken(N_("This day lies ahead."), field="said_on")
    if said_on < opened_on:
        raise RuleBroken(N_("This is before the day the round opens."), field="said_on")


def late_after(said_on: dt.date, *, closes_on: dt.date | None, board_until: dt.date | None) -> dt.date | None:
    """The day by which a position was expected, when it came later: the round's day, or a later one that was
    given to the voice's board. None when it came in time, or no day was set.
    """
    days = [day for day in (closes_on, board_until) if day is not None]
    return max(days) if days and said_on > max(days) else None


def check_met_on(met_on: dt.date, *, opened_on: dt.date, on: dt.date) -> None:
    """A meeting is entered after it took place; it may have taken place before the round was opened here."""
    if met_on > on:
        raise RuleBroken(N_("This day lies ahead."), field="met_on")
    if met_on < dates.shifted(opened_on, -LONGEST_BEFORE):
        raise RuleBroken(N_("This is long before the round was opened. Check the year."), field="met_on")


def check_efforts(efforts: str) -> None:
    """A vote needs efforts before it, described in words."""
    if not efforts.strip():
        raise RuleBroken(N_("Say what was done to reach consensus first."), field="efforts")


def passes(rule: PassRule, *, in_favour: int, against: int, roll: int) -> bool:
    """Whether a vote passes.

    Votes cast are those for and against; the roll consists of all counted voices.
    """
    of_whom = in_favour + against if rule in (PassRule.MAJORITY_CAST, PassRule.TWO_THIRDS_CAST) else roll
    if of_whom == 0:
        return False
    if rule in (PassRule.MAJORITY_CAST, PassRule.MAJORITY_ROLL):
        return in_favour * 2 > of_whom
    return in_favour * 3 >= of_whom * 2


def vote_result(
    rule: PassRule, *, in_favour: int, against: int, abstaining: int, roll: int, quorum: int
) -> VoteResult:
    """The result of a vote. With fewer ballots than its quorum, the vote counts as not held."""
    if in_favour + against + abstaining < quorum:
        return VoteResult.NOT_HELD
    passed = passes(rule, in_favour=in_favour, against=against, roll=roll)
    return VoteResult.PASSED if passed else VoteResult.NOT_PASSED


def check_due(decided_on: dt.date, due_on: dt.date | None) -> None:
    """A due date must not be before the decision."""
    if due_on is not None and due_on < decided_on:
        raise RuleBroken(N_("This is before the day of the decision."), field="due_on")


def _check_pending(given: Given, on: dt.date) -> None:
    if given.until is None:
        raise RuleBroken(N_("Give the day until which it is with the board."), field="until")
    if given.until < on:
        raise RuleBroken(N_("This day is over. Give a day that is still to come."), field="until")


class PointKind(Labelled):
    """What a point asks for; the tone is that of a point without an answer."""

    RESERVATION = "reservation", N_("Reservation"), "wait"
    NEED = "need", N_("Information or talk needed"), "wait"
    OBJECTION = "objection", N_("Objection"), "bad"
    PROPOSAL = "proposal", N_("Proposed solution"), "wait"


@dataclass(frozen=True)
class PlannedAction:
    """A planned action: what is to be done, by whom, and by when if that is known."""

    who: str
    text: str
    due_on: dt.date | None = None
    partner_id: int | None = None
