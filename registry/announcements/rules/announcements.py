"""What an announcement must say before it is sent, the bounds of its texts, and the life of its links."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from registry import dates
from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.link_tokens import PersonalLinks
from registry.teams.rules import Tier

#: In characters.
TITLE_LENGTH = 200
TEXT_LENGTH = 10_000
ANSWER_LENGTH = 5_000
NAME_LENGTH = 200
MOST_PAPERS = 10
#: Papers are read, and answers given, for so long by one link.
LINK_DAYS = 90

LINKS = PersonalLinks("announcement link")


@dataclass(frozen=True)
class Wording:
    """What an announcement says, to whom, and whether it asks for an answer; as somebody typed it."""

    #: By language.
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    #: The values of tiers.
    tiers: Collection[str]
    asks_answer: bool = False


def check_texts(
    said: Mapping[str, str], languages: Sequence[str], *, field: str, most: int
) -> dict[str, str]:
    """A text in each of the team's languages, at most `most` characters long; returned trimmed."""
    texts = {language: said.get(language, "").strip() for language in languages}
    for language, text in texts.items():
        if not text:
            raise InvalidInput(N_("Say it in each language of the team."), field=f"{field}_{language}")
        if len(text) > most:
            raise InvalidInput(
                N_("Use at most %(count)s characters."), field=f"{field}_{language}", count=most
            )
    return texts


def check_tiers(tiers: Collection[str]) -> list[str]:
    """At least one tier, in their order."""
    chosen = [tier.value for tier in Tier if tier.value in tiers]
    if not chosen:
        raise InvalidInput(N_("Choose at least one tier."), field="tiers")
    return chosen


def check_draft(sent_at: dt.datetime | None) -> None:
    """What was sent stays as it was sent."""
    if sent_at is not None:
        raise RuleBroken(N_("This announcement was sent: it stays as it is."))


def check_sent(sent_at: dt.datetime | None) -> None:
    """A draft has neither copies nor answers."""
    if sent_at is None:
        raise RuleBroken(N_("This announcement was not sent yet."))


def check_more_papers(count: int) -> None:
    """An announcement has a bounded number of papers."""
    if count >= MOST_PAPERS:
        raise RuleBroken(
            N_("An announcement has at most %(count)s papers."), field="paper", count=MOST_PAPERS
        )


def check_answer(text: str) -> str:
    """An answer says something, in bounded length; returned trimmed."""
    said = text.strip()
    if not said:
        raise InvalidInput(N_("Write your answer."), field="text")
    if len(said) > ANSWER_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="text", count=ANSWER_LENGTH)
    return said


def check_name(name: str) -> str:
    """The name of the person who answers; returned trimmed."""
    said = name.strip()
    if not said:
        raise InvalidInput(N_("Give your name."), field="name")
    if len(said) > NAME_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="name", count=NAME_LENGTH)
    return said


def link_expiry(sent_on: dt.date, zone: str) -> dt.datetime:
    """When a link sent on a day expires: at the end of its last day in the team's time zone."""
    return dates.midnight(dates.shifted(sent_on, LINK_DAYS + 1), zone)
