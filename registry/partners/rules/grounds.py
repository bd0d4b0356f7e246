"""What it rests on that an organization is a partner: nobody becomes one without a ground."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier

WORDS_LENGTH = 300


class Ground(Labelled):
    """What a partnership rests on; the hint is the choice as a form offers it."""

    LIST = "list", N_("a list"), "quiet", N_("A list of partners that came before the registry")
    AGREEMENT = "agreement", N_("an earlier agreement"), "quiet", N_("An earlier agreement that it signed")
    DECISION = "decision", N_("a decision"), "quiet", N_("A decision of the partners")
    ADMISSION = "admission", N_("an admission"), "quiet", N_("None of these: it joins by an admission")


#: What makes an organization a partner at once, without an admission.
BY_HAND = (Ground.LIST, Ground.AGREEMENT, Ground.DECISION)

#: Which of several it is must be named.
NAMED = frozenset({Ground.AGREEMENT, Ground.DECISION})

#: Statuses that rest on something.
BEGINNING = frozenset({Status.JOINING, Status.PARTNER})

#: Statuses of an organization that takes part: each run of them rests on something.
TAKING_PART = frozenset({Status.PARTNER, Status.LEAVING})

#: Statuses after which an organization becomes a partner, and not only stays one; None is its first.
OUTSIDE = frozenset({None, Status.JOINING, Status.WITHDRAWN, Status.REFUSED})


@dataclass(frozen=True)
class RestsOn:
    """The ground of a partnership: its kind, and which one it is."""

    ground: Ground
    #: Which list, agreement or decision, in the words of whoever entered it.
    words: str = ""
    #: The thing in the registry, as events name it: `decision:12`; empty when the registry does not have it.
    subject: str = ""


@dataclass(frozen=True)
class Offer:
    """A ground that the registry knows and that can be chosen: an earlier agreement or a decision."""

    ground: Ground
    subject: str
    words: str


def check_rests_on(rests_on: RestsOn | None, status: Status, *, before: Status | None = None) -> None:
    """Becoming a partner needs a ground; an admission that is opened makes nobody a partner yet."""
    if rests_on is None:
        if status is Status.PARTNER and before in OUTSIDE:
            raise RuleBroken(N_("Say what it rests on that it is a partner."), field="rests_on")
        return
    words = rests_on.words.strip()
    if rests_on.ground in NAMED and not words:
        raise InvalidInput(N_("Say which one: choose it, or name it with its date."), field="rests_on_words")
    if len(words) > WORDS_LENGTH:
        raise InvalidInput(
            N_("Use at most %(count)s characters."), field="rests_on_words", count=WORDS_LENGTH
        )


@dataclass(frozen=True)
class Step:
    """A status from a day on, and whether it says what it rests on."""

    status: Status
    has_ground: bool


#: Statuses with their days, in order of recording.
Steps = Sequence[tuple[dt.date, Step]]


def check_beginnings(before: Steps, after: Steps, *, entry: dt.date) -> None:
    """After a change, as before it, an organization takes part from no day without a ground.

    Entries of before grounds were stored may stay without one. `entry` is the day of the entry that was added
    or put right: it can say its ground itself.
    """
    for day in sorted(without_ground(after) - without_ground(before)):
        if day == entry:
            raise RuleBroken(N_("Say what it rests on that it is a partner."), field="rests_on")
        raise RuleBroken(
            N_("Nothing would say why it is a partner from %(day)s. Correct that entry first."),
            day=day,
        )


def without_ground(steps: Steps) -> set[dt.date]:
    """The days on which an organization begins to take part, and nothing says on what that rests.

    Of several entries on one day the last counts, and each may say the ground.
    """
    days: dict[dt.date, list[Step]] = defaultdict(list)
    for day, step in steps:
        days[day].append(step)
    found, took_part = set(), False
    for day in sorted(days):
        takes_part = days[day][-1].status in TAKING_PART
        if takes_part and not took_part and not any(map(_says_ground, days[day])):
            found.add(day)
        took_part = takes_part
    return found


def _says_ground(step: Step) -> bool:
    return step.status in TAKING_PART and step.has_ground


def right_ground(was: Status, kept: RestsOn | None, status: Status, given: RestsOn | None) -> RestsOn | None:
    """The ground of an entry in place of a wrong one: the one that is given, else the one that it had.

    That an organization joins by an admission does not make it a partner. What is given in the words of the
    wrong entry is the same thing.
    """
    if given is not None:
        is_same = kept is not None and (kept.ground, kept.words) == (given.ground, given.words)
        return kept if is_same else given
    if kept is None or status not in BEGINNING:
        return None
    is_promoted = status is Status.PARTNER and was is not Status.PARTNER
    return None if is_promoted and kept.ground not in BY_HAND else kept


def check_upgrade(before: Tier | None, tier: Tier | None, agreed_by: str) -> None:
    """An upgrade, to a tier that is bound more closely, needs the decision behind it."""
    closeness = list(Tier)
    is_upgrade = before is not None and tier is not None and closeness.index(tier) < closeness.index(before)
    if is_upgrade and not agreed_by.strip():
        raise RuleBroken(
            N_("This is an upgrade. Name the decision behind it, with its date."), field="agreed_by"
        )


def chosen_ground(ground: Ground, words: str, offer: Offer | None) -> RestsOn:
    """The ground as a form gives it; what was chosen must be of the kind that was chosen."""
    if offer is None:
        return RestsOn(ground, words)
    if offer.ground is not ground:
        raise InvalidInput(N_("This is not what you say it rests on."), field="rests_on_which")
    return RestsOn(ground, words or offer.words, offer.subject)
