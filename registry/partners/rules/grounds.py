"""What it rests on that an organization is a partner: nobody becomes one without a ground."""

from dataclasses import dataclass

from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.partners.rules.partners import Status

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


def chosen_ground(ground: Ground, words: str, offer: Offer | None) -> RestsOn:
    """The ground as a form gives it; what was chosen must be of the kind that was chosen."""
    if offer is None:
        return RestsOn(ground, words)
    if offer.ground is not ground:
        raise InvalidInput(N_("This is not what you say it rests on."), field="rests_on_which")
    return RestsOn(ground, words or offer.words, offer.subject)
