"""Authority to act: who may sign and speak for a partner, in which period, and what problems there are.

Pure rules over plain values. Days are dates in the team's time zone; an end is the first day without
authority.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from registry import dates
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled

#: How long before its end a grant counts as ending soon.
ENDING_SOON_DAYS = 30


class Basis(Labelled):
    """The ground on which somebody may act for an organization."""

    TITLE = "title", N_("Title")
    BY_LAW = "by_law", N_("By-law")
    BOARD_MINUTE = "board_minute", N_("Minute of the board")
    LETTER = "letter", N_("Letter")


class Scope(Labelled):
    """What a grant allows a person to do for an organization; the hint explains the choice."""

    SIGNS = "signs", N_("signs"), "info", N_("Sign")
    SPEAKS = "speaks", N_("speaks in decisions"), "info", N_("Speak in decisions")
    BOTH = "both", N_("signs, and speaks in decisions"), "info", N_("Both")


class FindingKind(Labelled):
    """Kinds of problems with the authority to act for partners."""

    NOBODY_SIGNS = "nobody_signs", N_("Nobody may sign for them, now or from a known day on"), "bad"
    VOICE_DOUBLED = "voice_doubled", N_("More than one person speaks for them"), "wait"
    ENDS_SOON = "ends_soon", N_("Authority to act ends within 30 days"), "wait"


@dataclass(frozen=True)
class Authority:
    """One grant: to a signer, a speaker, or one person as both."""

    #: The signatory who may sign; None for a grant to speak.
    signer: int | None
    #: The account that may speak; None for a grant to sign.
    speaker: int | None
    #: The first day; None when it is not known.
    started_on: dt.date | None
    #: The first day on which it is no longer in force; None when no end is set.
    ended_on: dt.date | None
    #: Acts only when the others cannot, so is not a second voice.
    is_alternate: bool = False

    def holds(self, on: dt.date) -> bool:
        """Whether it is in force on a day."""
        begun = self.started_on is None or self.started_on <= on
        return begun and (self.ended_on is None or self.ended_on > on)

    @property
    def scope(self) -> Scope:
        """What it allows."""
        if self.signer is None:
            return Scope.SPEAKS
        return Scope.SIGNS if self.speaker is None else Scope.BOTH


@dataclass(frozen=True)
class Finding:
    """A problem from a day on and, if known, until a day."""

    kind: FindingKind
    from_on: dt.date
    until_on: dt.date | None = None
    #: For two voices, the accounts; for a grant that ends, its index in the list.
    whom: frozenset[int] = frozenset()


def may_sign(grants: Iterable[Authority], on: dt.date) -> bool:
    """Whether anybody may sign on a day, including alternates."""
    return any(grant.signer is not None and grant.holds(on) for grant in grants)


def voices(grants: Iterable[Authority], on: dt.date) -> frozenset[int]:
    """The accounts that may speak on a day, without alternates."""
    return frozenset(
        grant.speaker
        for grant in grants
        if grant.speaker is not None and not grant.is_alternate and grant.holds(on)
    )


def findings(grants: Sequence[Authority], on: dt.date) -> list[Finding]:
    """All problems on a day or later: gaps, two voices, and grants that end within 30 days."""
    return [*gaps(grants, on), *doubled(grants, on), *ending_soon(grants, on)]


def gaps(grants: Sequence[Authority], on: dt.date) -> list[Finding]:
    """The periods from a day on in which nobody may sign."""
    return _spans(
        grants,
        on,
        lambda day: frozenset() if not may_sign(grants, day) else None,
        FindingKind.NOBODY_SIGNS,
    )


def doubled(grants: Sequence[Authority], on: dt.date) -> list[Finding]:
    """The periods from a day on in which two or more people may speak and none is the alternate."""

    def too_many(day: dt.date) -> frozenset[int] | None:
        there = voices(grants, day)
        return there if len(there) > 1 else None

    return _spans(grants, on, too_many, FindingKind.VOICE_DOUBLED)


def ending_soon(grants: Sequence[Authority], on: dt.date) -> list[Finding]:
    """The grants in force that end within 30 days without a successor for the same person."""
    last = on + dt.timedelta(days=ENDING_SOON_DAYS)
    return [
        Finding(FindingKind.ENDS_SOON, grant.ended_on, None, frozenset({place}))
        for place, grant in enumerate(grants)
        if grant.ended_on is not None
        and grant.holds(on)
        and grant.ended_on <= last
        and not _is_followed(grant, grants)
    ]


def check_span(started_on: dt.date | None, ended_on: dt.date | None) -> None:
    """A grant begins on a plausible day and ends after it."""
    if started_on is not None and started_on < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field="started_on")
    if started_on is not None and ended_on is not None and ended_on <= started_on:
        raise RuleBroken(N_("The authority cannot end before it begins."), field="ended_on")


def check_reference(basis: Basis, reference: str) -> None:
    """A by-law, minute or letter needs a reference, so that it can be found."""
    if basis is not Basis.TITLE and not reference:
        raise InvalidInput(
            N_("Say which by-law, minute or letter it is, with its number or date."), field="reference"
        )


def envelope(grants: Collection[Authority]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the end day of several grants together; None for a side without a limit."""
    starts = [grant.started_on for grant in grants]
    ends = [grant.ended_on for grant in grants]
    return (
        None if None in starts else min((day for day in starts if day), default=None),
        None if None in ends else max((day for day in ends if day), default=None),
    )


def _is_followed(grant: Authority, grants: Sequence[Authority]) -> bool:
    assert grant.ended_on is not None
    then = [other for other in grants if other is not grant and other.holds(grant.ended_on)]
    signs_on = grant.signer is None or any(follower.signer == grant.signer for follower in then)
    speaks_on = grant.speaker is None or any(follower.speaker == grant.speaker for follower in then)
    return signs_on and speaks_on


def _spans(
    grants: Sequence[Authority],
    on: dt.date,
    amiss: Callable[[dt.date], frozenset[int] | None],
    kind: FindingKind,
) -> list[Finding]:
    """The periods from a day on in which there is a problem; a problem can begin or end only where a grant
    does.
    """
    edges = {day for grant in grants for day in (grant.started_on, grant.ended_on) if day and day > on}
    found: list[Finding] = []
    begun: tuple[dt.date, frozenset[int]] | None = None
    for day in [on, *sorted(edges)]:
        now = amiss(day)
        if begun is not None and now != begun[1]:
            found.append(Finding(kind, begun[0], day, begun[1]))
            begun = None
        if begun is None and now is not None:
            begun = (day, now)
    return found if begun is None else [*found, Finding(kind, begun[0], None, begun[1])]


@dataclass(frozen=True)
class Said:
    """The basis of an authority: who granted it, on what ground, from when until when."""

    basis: Basis = Basis.TITLE
    reference: str = ""
    granted_by: str = ""
    started_on: dt.date | None = None
    #: The first day on which it is no longer in force.
    ended_on: dt.date | None = None
    is_alternate: bool = False
    #: Fingerprint and name of the document that proves it.
    file: str = ""
    file_name: str = ""
