"""The record of a checkpoint: a page with the head of the chain, and no personal data."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from registry import settings
from registry.audit_log.models import Checkpoint
from registry.audit_log.queries import checkpoints
from registry.dates import both_zones, day
from registry.records import hooks as record_hooks
from registry.records.models import RecordOrder
from registry.records.rules import Draft, Part, RecordKind
from registry.teams.rules import LANGUAGES


@record_hooks.drafter(RecordKind.CHECKPOINT)
def draft(order: RecordOrder) -> tuple[Draft, Mapping[str, Any]]:
    """The record of a checkpoint, and its public facts."""
    checkpoint = checkpoints.checkpoint_of(order)
    language = order.language
    with force_locale(language):
        title, whose = _title(checkpoint), _whose(checkpoint, language)
        context = {
            "whose": whose,
            "checkpoint": checkpoint,
            "made": both_zones(checkpoint.made_at, _zone(checkpoint)),
            # the head in a form that a program can read from the sealed file
            "keywords": checkpoint.head,
        }
    return (
        Draft(
            code=order.code,
            kind=RecordKind.CHECKPOINT,
            language=language,
            title=title,
            header=f"{whose} · {title}",
            body_footer="",
            body=None,
            own=Part("records/trail/checkpoint.html", context),
        ),
        facts_of(checkpoint),
    )


def facts_of(checkpoint: Checkpoint) -> dict[str, Any]:
    """Its public facts."""
    team = checkpoint.team
    return {
        **({"team": {language: team.name(language) for language in LANGUAGES}} if team else {}),
        "said": {language: _said(checkpoint, language) for language in LANGUAGES},
        "events": checkpoint.events,
        "head": checkpoint.head,
    }


def _said(checkpoint: Checkpoint, language: str) -> list[tuple[str, str]]:
    with force_locale(language):
        own = [] if checkpoint.team else [(_("Audit trail"), _whose(checkpoint, language))]
        return [
            *own,
            (_("Day"), day(checkpoint.day)),
            (_("Events in the audit trail"), str(checkpoint.events)),
            (_("Head of the audit trail"), checkpoint.head),
        ]


def _title(checkpoint: Checkpoint) -> str:
    return _("Checkpoint of the audit trail, %(day)s", day=day(checkpoint.day))


def _whose(checkpoint: Checkpoint, language: str) -> str:
    return checkpoint.team.name(language) if checkpoint.team else _("The installation’s own")


def _zone(checkpoint: Checkpoint) -> str:
    return checkpoint.team.timezone if checkpoint.team else settings.timezone()
