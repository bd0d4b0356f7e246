"""The standing of each partner on a version: computed from its acts; the first standing that applies (DOMAIN,
the Statement).
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from registry.documents.rules.documents import ChangeKind
from registry.errors import N_
from registry.labels import Labelled
from registry.partners.rules.partners import Status
from registry.teams.rules import Requirement, Tier

#: The public explanation for a partner that has not signed the newest version, whatever the reason.
_NOT_YET = N_("It has not signed the newest version, %(number)s, so far.")


class Standing(Labelled):
    """A partner's standing on a version, in order of evaluation; the hint is for the public."""

    WITHDRAWN = (
        "withdrawn",
        N_("Withdrawn"),
        "quiet",
        N_("It has withdrawn from the partnership since."),
    )
    TIER_NOT_SET = (
        "tier_not_set",
        N_("Tier not set"),
        "wait",
        N_("It has no tier in the partnership at present."),
    )
    LAPSED = (
        "lapsed",
        N_("Lapsed"),
        "bad",
        N_("Its commitment has lapsed since, by a decision of the team."),
    )
    CURRENT = (
        "current",
        N_("Current"),
        "good",
        N_("Current: its signature holds for the newest version, %(number)s."),
    )
    ACKNOWLEDGED = (
        "acknowledged",
        N_("Acknowledged"),
        "good",
        N_("Current: it has acknowledged the newest version, %(number)s."),
    )
    WITH_BOARD = "with_board", N_("With its board"), "info", _NOT_YET
    DECLINED = "declined", N_("Declined"), "bad", _NOT_YET
    OLDER = "older", N_("Signed an older version"), "wait", _NOT_YET
    OUTSTANDING = "outstanding", N_("Outstanding"), "wait", _NOT_YET
    #: Nothing is required of its tier.
    NOT_ASKED = (
        "not_asked",
        N_("Nothing asked"),
        "quiet",
        N_("The newest version, %(number)s, asks no signature of it."),
    )


#: The standings of partners that "invite everybody" asks.
TO_INVITE = frozenset({Standing.OLDER, Standing.OUTSTANDING})
#: Standings that count as done when a version is checked for completeness.
DONE = frozenset({Standing.CURRENT, Standing.ACKNOWLEDGED})


@dataclass(frozen=True)
class Facts:
    """The facts about one partner and one document on a day."""

    status: Status
    tier: Tier | None
    requirement: Requirement
    #: False where the document is retired, asks nothing of any tier, or is for who joined before: what the
    #: partner signed still counts.
    asked: bool = True
    signatures_needed: int = 1
    lapsed: bool = False
    #: The number of its signatures on each version, by version number.
    signed: Mapping[int, int] = field(default_factory=dict)
    #: Numbers of the versions it acknowledged.
    acknowledged: Collection[int] = ()
    #: The day of its board, from its open request on this version.
    board_until: dt.date | None = None
    #: Whether it declined this version in its last answer.
    declined: bool = False


def accepted_numbers(number: int, kinds: Mapping[int, ChangeKind]) -> frozenset[int]:
    """The versions whose signatures count for version `number`: the version itself, and earlier ones if only
    editorial versions followed them. `kinds` gives the change kind of every published version by number.
    """
    accepted, at = {number}, number
    while kinds[at] is ChangeKind.EDITORIAL and (earlier := [known for known in kinds if known < at]):
        at = max(earlier)
        accepted.add(at)
    return frozenset(accepted)


def standing_of(facts: Facts, *, number: int, kinds: Mapping[int, ChangeKind], on: dt.date) -> Standing:
    """The standing of one partner on version `number` on a day: the first that applies."""
    accepted = accepted_numbers(number, kinds)
    for holds, standing in (
        (facts.status in (Status.WITHDRAWN, Status.REFUSED), Standing.WITHDRAWN),
        (facts.tier is None, Standing.TIER_NOT_SET),
        (facts.lapsed, Standing.LAPSED),
        (facts.asked and facts.requirement is Requirement.NOTHING, Standing.NOT_ASKED),
        (_has_signed(facts, accepted), Standing.CURRENT),
        (_has_acknowledged(facts, accepted), Standing.ACKNOWLEDGED),
        (not facts.asked, Standing.NOT_ASKED),
        (facts.board_until is not None and facts.board_until >= on, Standing.WITH_BOARD),
        (facts.declined, Standing.DECLINED),
        (bool(facts.signed) and min(facts.signed) < number, Standing.OLDER),
    ):
        if holds:
            return standing
    return Standing.OUTSTANDING


def _has_signed(facts: Facts, accepted: Collection[int]) -> bool:
    return any(facts.signed.get(number, 0) >= facts.signatures_needed for number in accepted)


def _has_acknowledged(facts: Facts, accepted: Collection[int]) -> bool:
    if facts.requirement is not Requirement.ACKNOWLEDGES:
        return False
    return any(number in accepted for number in facts.acknowledged)


def counts(standings: Sequence[Standing]) -> dict[Standing, int]:
    """The count of each standing, including zeros, in order."""
    counted = Counter(standings)
    return {standing: counted[standing] for standing in Standing}
