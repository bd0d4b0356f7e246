"""The rules of versions: from draft to published, what a new version means for signatures, and of whom a
document is asked.
"""

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Collection, Mapping
from itertools import count

from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves
from registry.teams.rules import Requirement, Tier

LONGEST_STEM = 50


def free_name(title: str, *, taken: Collection[str], otherwise: str) -> str:
    """An unused slug of lower-case letters, digits and hyphens: `privacy-policy`, `privacy-policy-2`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_STEM].strip("-") or otherwise
    if stem not in taken:
        return stem
    return next(name for number in count(2) if (name := f"{stem}-{number}") not in taken)


TITLE_LENGTH = 200  # characters
HEADING_LENGTH = 200
BODY_LENGTH = 50_000  # about twenty printed pages
FIELD_LENGTH = 2_000
NOTE_LENGTH = 1_000
MOST_SECTIONS = 200


class DocumentKind(Labelled):
    """Kinds of foundational documents."""

    STATEMENT = "statement", N_("Statement")
    POLICY = "policy", N_("Policy, such as conflict of interest, privacy or rules of engagement")
    SUBMISSION = "submission", N_("Submission, such as a readiness or full application")


class State(enum.StrEnum):
    """A version is first a draft, then published for good."""

    DRAFT = "draft"
    PUBLISHED = "published"


#: A version is published once and never changes state again.
MOVES = Moves(
    {State.DRAFT: {State.PUBLISHED}, State.PUBLISHED: set()},
    lambda _now, _then: N_("This version is already published."),
)


class Source(Labelled):
    """Whether a version's text is written in the registry or is an uploaded PDF."""

    WRITTEN = "written", N_("Written here, section by section; changes can be shown word by word")
    UPLOADED = "uploaded", N_("Uploaded as a PDF in each language")


class ChangeKind(Labelled):
    """What a new version means for partners that signed the one before."""

    FIRST = "first", ""  #: not described, since no version precedes it
    EDITORIAL = (
        "editorial",
        N_("Editorial"),
        "info",
        N_(
            "Editorial: nobody’s duties change. Signatures carry over; who gets mail about it is shown first."
        ),
    )
    MATERIAL = (
        "material",
        N_("Material"),
        "wait",
        N_(
            "Material: what partners commit to changes. Everyone whose tier signs must sign again;"
            " you invite them next."
        ),
    )


#: The kinds that a version after the first can have.
FOLLOWING = (ChangeKind.EDITORIAL, ChangeKind.MATERIAL)


class Part(enum.StrEnum):
    """The seven parts of the Statement in order; other documents have a single part."""

    FOUNDATIONAL = "foundational"
    OBJECTIVES = "objectives"
    PARTNERS = "partners"
    DECISIONS = "decisions"
    CONFLICT = "conflict"
    WITHDRAWAL = "withdrawal"
    SIGNATURES = "signatures"
    TEXT = "text"


#: Titles of the parts as they occur in published texts: add some, but never change one. A single part needs
#: no title.
PART_TITLES: dict[Part, Mapping[str, str]] = {
    Part.FOUNDATIONAL: {"en": "Foundational statements", "fr": "Énoncés fondateurs"},
    Part.OBJECTIVES: {"en": "Objectives", "fr": "Objectifs"},
    Part.PARTNERS: {"en": "Partners", "fr": "Partenaires"},
    Part.DECISIONS: {"en": "Decision-making", "fr": "Prise de décisions"},
    Part.CONFLICT: {"en": "Conflict resolution", "fr": "Résolution des conflits"},
    Part.WITHDRAWAL: {"en": "Withdrawal", "fr": "Retrait"},
    Part.SIGNATURES: {"en": "Signatures", "fr": "Signatures"},
    Part.TEXT: {"en": "", "fr": ""},
}

STATEMENT_PARTS = tuple(part for part in Part if part is not Part.TEXT)


def parts_for(kind: DocumentKind) -> tuple[Part, ...]:
    """The parts of a document of some kind."""
    return STATEMENT_PARTS if kind is DocumentKind.STATEMENT else (Part.TEXT,)


def check_part(part: str, kind: DocumentKind) -> None:
    """A section must be in one of the parts of its kind of document."""
    if part not in parts_for(kind):
        raise InvalidInput(N_("Choose one of the parts."), field="part")


def check_still_draft(state: State) -> None:
    """A published version never changes: partners sign it as it is."""
    if state is not State.DRAFT:
        raise RuleBroken(N_("This version is published and can no longer change. Start a new one."))


def check_change_kind(chosen: ChangeKind | None, *, follows: bool) -> ChangeKind:
    """The change kind of a version: `first`, or for later versions editorial or material, as the coordinator
    says.
    """
    if not follows:
        return ChangeKind.FIRST
    if chosen not in FOLLOWING:
        raise RuleBroken(N_("Choose whether this version is editorial or material."), field="change_kind")
    return chosen


def check_change_note(note: Mapping[str, str], languages: Collection[str], *, follows: bool) -> None:
    """Partners are told what changed in a sentence, in each of the team's languages."""
    for language in languages if follows else ():
        if not note.get(language, "").strip():
            raise RuleBroken(N_("Say in a sentence what changed."), field=f"change_note_{language}")


def signature_carries(signed: int, to: int, kinds: Mapping[int, ChangeKind]) -> bool:
    """Whether signing version `signed` counts for version `to`: only editorial versions lie between them.

    `kinds` gives the change kind of every published version by number.
    """
    followers = [kind for number, kind in kinds.items() if signed < number <= to]
    return signed <= to and all(kind is ChangeKind.EDITORIAL for kind in followers)


def check_requirements(requirements: Mapping[str, str]) -> dict[str, str]:
    """The requirements of all three tiers; at least one tier signs or acknowledges."""
    try:
        said = {tier.value: Requirement(requirements.get(tier.value, "nothing")).value for tier in Tier}
    except ValueError as error:
        raise InvalidInput(N_("Choose what each tier does."), field="requirements") from error
    if set(said.values()) == {Requirement.NOTHING.value}:
        raise RuleBroken(N_("At least one tier signs or acknowledges."), field="requirements")
    return said


def check_tiers(tiers: Collection[str]) -> list[str]:
    """The tiers that a clause applies to, in order; a clause for all tiers is stored with an empty list."""
    unknown = set(tiers) - {tier.value for tier in Tier}
    if unknown:
        raise InvalidInput(N_("Choose among the three tiers."), field="tiers")
    return [] if len(set(tiers)) == len(Tier) else [tier.value for tier in Tier if tier.value in tiers]


def check_text(
    text: Mapping[str, str], languages: Collection[str], *, longest: int, field: str
) -> dict[str, str]:
    """A text by language, trimmed, at most `longest` characters; drafts may leave languages empty."""
    kept = {language: _as_typed(text.get(language, "")) for language in languages}
    for language, said in kept.items():
        if len(said) > longest:
            raise RuleBroken(
                N_("Use at most %(count)s characters."), field=f"{field}_{language}", count=longest
            )
    return kept


def _as_typed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def check_title(title: Mapping[str, str], languages: Collection[str]) -> dict[str, str]:
    """A document needs a title in each of the team's languages."""
    titles = check_text(title, languages, longest=TITLE_LENGTH, field="title")
    for language, said in titles.items():
        if not said:
            raise RuleBroken(N_("Give the title in each language."), field=f"title_{language}")
    return titles


def check_room(sections: int) -> None:
    """The number of sections is limited."""
    if sections >= MOST_SECTIONS:
        raise RuleBroken(N_("A document has at most %(count)s sections."), count=MOST_SECTIONS)


def check_earlier_date(number: int, dated_on: dt.date, dates: Mapping[int, dt.date], today: dt.date) -> None:
    """The date of an agreement made before the registry must be past, and dates must follow the numbers."""
    if dated_on > today:
        raise RuleBroken(N_("An earlier agreement bears a date in the past."), field="dated_on")
    before = [day for known, day in dates.items() if known < number]
    after = [day for known, day in dates.items() if known > number]
    if any(day > dated_on for day in before) or any(day < dated_on for day in after):
        raise RuleBroken(N_("Versions are numbered in the order of their dates."), field="dated_on")


def is_asked(
    joined_on: dt.date | None, on: dt.date, *, retired_on: dt.date | None, joined_before: dt.date | None
) -> bool:
    """Whether a document is asked on a day of a partner that joined on some day.

    An organization that is still joining counts as one that joins on the day asked about.
    """
    if retired_on is not None and retired_on <= on:
        return False
    return joined_before is None or (joined_on or on) < joined_before


def check_not_retired(retired_on: dt.date | None, on: dt.date) -> None:
    """A retired document has no new versions, and nobody is asked to sign it."""
    if retired_on is not None and retired_on <= on:
        raise RuleBroken(N_("This document is retired: it is no longer asked of anybody."))


def check_asked_of_somebody(requirements: Mapping[str, str]) -> None:
    """An agreement kept as a document of its own, asked of nobody, has no next version to sign."""
    if set(requirements.values()) <= {Requirement.NOTHING.value}:
        raise RuleBroken(N_("It is asked of nobody: it was signed before the registry."))


def check_earlier_first(
    from_on: dt.date,
    *,
    is_earlier: bool,
    earlier: Collection[dt.date],
    published_here: Collection[dt.date],
    field: str,
) -> None:
    """Every Statement of before the registry is in force before those published here, so that it never takes
    their place: `earlier` and `published_here` are the days from which the others are in force.
    """
    if is_earlier and published_here and from_on >= min(published_here):
        raise RuleBroken(
            N_("A Statement published here is in force from %(day)s: an earlier agreement comes before it."),
            field=field,
            day=min(published_here),
        )
    if not is_earlier and earlier and from_on <= max(earlier):
        raise RuleBroken(
            N_("An earlier agreement is in force from %(day)s: a Statement published here comes after it."),
            field=field,
            day=max(earlier),
        )
