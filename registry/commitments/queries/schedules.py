"""The schedule that is signed with the Statement: its lines, and texts missing in a language."""

import datetime as dt

from registry.commitments.models import language_of
from registry.documents.models import Version
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner, ScheduleLine
from registry.partners.models.people import Signatory
from registry.teams.rules import Requirement

NOT_IN_FRENCH = N_(
    "%(who)s signs in French, and the schedule of %(name)s is not in French yet: “%(lines)s”. "
    "Write it in French first."
)
NOT_IN_ENGLISH = N_(
    "%(who)s signs in English, and the schedule of %(name)s is not in English yet: “%(lines)s”. "
    "Write it in English first."
)


def schedule_of(partner: Partner, language: str, on: dt.date) -> list[dict[str, str]]:
    """A partner's schedule on a day as signed: each contribution, with its language when it is the
    other one.
    """
    return [
        {"kind": line.kind, "text": line.text(language), **_other_language(line, language)}
        for line in partner.schedule(on)
    ]


def lines_not_in(partner: Partner, language: str, on: dt.date) -> list[str]:
    """The lines of a partner's schedule on a day without text in a language."""
    return [line.text(language) for line in partner.schedule(on) if line.language_of(language) != language]


def unwritten_for(signatory: Signatory, version: Version, on: dt.date) -> list[str]:
    """The lines of the schedule that a person would sign and that have no text in their language."""
    tier = signatory.partner.tier(on)
    if tier is None or version.requirement(tier) is not Requirement.SIGNS:
        return []
    return lines_not_in(signatory.partner, language_of(signatory, version), on)


def check_schedule_written(signatory: Signatory, version: Version, on: dt.date) -> None:
    """Nobody is asked to sign a schedule with a line missing in their language."""
    missing = unwritten_for(signatory, version, on)
    if missing:
        raise RuleBroken(
            NOT_IN_FRENCH if language_of(signatory, version) == "fr" else NOT_IN_ENGLISH,
            name=signatory.partner.name,
            who=signatory.called,
            lines="; ".join(missing),
        )


def _other_language(line: ScheduleLine, language: str) -> dict[str, str]:
    text_language = line.language_of(language)
    return {} if text_language == language else {"language": text_language}
