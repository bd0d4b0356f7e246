"""Hooks for higher features: the signatures on a version, what ends when a document is retired, who is told
of a new version, what a team had set before its agreements said it, its committees, and who chairs the one
that steers.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from registry.documents.models import Document, Version
from registry.documents.rules.documents import Part
from registry.documents.rules.provisions import ProvisionKind, Value
from registry.documents.rules.texts import ByLanguage
from registry.security.actors import Act

#: The partners that had signed a version on a day, or an earlier one whose signatures count for it.
Signers = Callable[[Version, dt.date], frozenset[int]]

_SIGNERS: list[Signers] = []


def names_signers_with(signers: Signers) -> Signers:
    """Register who tells which partners had signed a version."""
    _SIGNERS[:] = [signers]
    return signers


def signers_of(version: Version, on: dt.date) -> frozenset[int]:
    """The partners that a version bound by their signature on a day; none where signatures are not kept."""
    return next((signers(version, on) for signers in _SIGNERS), frozenset())


#: Called when a document is retired: what still asks for it ends.
WhenRetired = Callable[[Document, Act], None]
_WHEN_RETIRED: list[WhenRetired] = []


def when_retired(end: WhenRetired) -> WhenRetired:
    """Register a function that ends what asks for a document."""
    _WHEN_RETIRED.append(end)
    return end


def end_asking(document: Document, act: Act) -> None:
    """End what asks for a document that is retired."""
    for end in _WHEN_RETIRED:
        end(document, act)


#: Called when a version is published: who is to be told of it is told.
WhenPublished = Callable[[Version, Act], None]
_WHEN_PUBLISHED: list[WhenPublished] = []


def when_published(tell: WhenPublished) -> WhenPublished:
    """Register a function that tells those whom a new version concerns."""
    _WHEN_PUBLISHED.append(tell)
    return tell


def tell_published(version: Version, act: Act) -> None:
    """Tell those whom a new version concerns."""
    for tell in _WHEN_PUBLISHED:
        tell(version, act)


Values = dict[ProvisionKind, Value]
#: Returns what a team, by its id, has set; kinds that it has not set are left out.
Settings = Callable[[int], Values]
_SETTINGS: list[tuple[frozenset[ProvisionKind], Settings]] = []


def tells_settings(*kinds: ProvisionKind) -> Callable[[Settings], Settings]:
    """Register a function that returns what a team has set for some kinds of provisions."""

    def registered(settings: Settings) -> Settings:
        _SETTINGS.append((frozenset(kinds), settings))
        return settings

    return registered


def settings_of(team_id: int, kinds: Collection[ProvisionKind] = tuple(ProvisionKind)) -> Values:
    """What a team has set for some kinds: it runs while no agreement says anything else."""
    told = [settings(team_id) for told_kinds, settings in _SETTINGS if told_kinds & set(kinds)]
    return {kind: value for values in told for kind, value in values.items()}


@dataclass(frozen=True)
class Body:
    """A committee that a Statement can name."""

    #: By language.
    name: Mapping[str, str]
    #: False when it is closed, or will be.
    is_open: bool


#: Returns the committees of a team, by number.
Committees = Callable[[int], Mapping[int, Body]]
_COMMITTEES: list[Committees] = []


def names_committees(committees: Committees) -> Committees:
    """Register the function that returns a team's committees."""
    _COMMITTEES[:] = [committees]
    return committees


def committees_of(team_id: int) -> Mapping[int, Body]:
    """The committees of a team, by number; those that are closed, too."""
    return next((committees(team_id) for committees in _COMMITTEES), {})


#: Returns the accounts of those who chair the steering committee of a team on a day.
Chairs = Callable[[int, dt.date], Collection[int]]
_CHAIRS: list[Chairs] = []


def names_chairs(chairs: Chairs) -> Chairs:
    """Register the function that returns who chairs a team's steering committee."""
    _CHAIRS[:] = [chairs]
    return chairs


def chairs_of(team_id: int, on: dt.date) -> Collection[int]:
    """The accounts of those who chair the steering committee of a team on a day."""
    return next((chairs(team_id, on) for chairs in _CHAIRS), ())


#: Returns words that a team had settled elsewhere, by language: text for a section of some part.
Offer = Callable[[int], ByLanguage]
_OFFERS: dict[Part, Offer] = {}


def offers_text(part: Part) -> Callable[[Offer], Offer]:
    """Register a function that returns words for a section of a part."""

    def registered(offer: Offer) -> Offer:
        _OFFERS[part] = offer
        return offer

    return registered


def offered_text(part: Part, team_id: int) -> ByLanguage:
    """Words that a team had settled elsewhere, for a section of a part; empty when there are none."""
    offer = _OFFERS.get(part)
    return offer(team_id) if offer is not None else {}
