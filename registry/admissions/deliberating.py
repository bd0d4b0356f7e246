"""Putting an application before the existing partners, and what they decided."""

import datetime as dt
from dataclasses import dataclass

from registry.admissions import trail
from registry.admissions.models import Admission
from registry.admissions.reviewing import check_may_deliberate
from registry.admissions.rules import Step
from registry.teams.acting import Person


@dataclass(frozen=True)
class Deliberated:
    """The decision behind an admission: its question, and in a sentence what came of it."""

    title: str
    result: str
    decided_on: dt.date | None


def deliberate(admission: Admission, *, by: Person, now: dt.datetime) -> None:
    """Let the partners deliberate on an application that was reviewed."""
    check_may_deliberate(admission)
    trail.move(admission, Step.DELIBERATION, by=by, now=now)


def is_decided(admission: Admission) -> bool:
    """Whether the partners' decision is recorded, so that an outcome can be given."""
    return admission.is_at is Step.DELIBERATION


def deliberated(admission: Admission, language: str) -> Deliberated | None:
    """What the partners decided, in a language; None where there is no decision."""
    return None
