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
    made = checkpoints.checkpoint_of(order)
    language = order.language
    with force_locale(language):
        title, whose = _title(made), _whose(made, language)
        context = {
            "whose": whose,
            "checkpoint": made,
            "made": both_zones(made.made_at, _zone(made)),
            # the head as a program reads it out of the sealed file
            "keywords": made.head,
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
        facts_of(made),
    )


def facts_of(made: Checkpoint) -> dict[str, Any]:
    """Its public facts."""
    team = made.team
    return {
        **({"team": {language: team.name(language) for language in LANGUAGES}} if team else {}),
        "said": {language: _said(made, language) for language in LANGUAGES},
        "events": made.events,
        "head": made.head,
    }


def _said(made: Checkpoint, language: str) -> list[tuple[str, str]]:
    with force_locale(language):
        own = [] if made.team else [(_("Audit trail"), _whose(made, language))]
        return [
            *own,
            (_("Day"), day(made.day)),
            (_("Events in the audit trail"), str(made.events)),
            (_("Head of the audit trail"), made.head),
        ]


def _title(made: Checkpoint) -> str:
    return _("Checkpoint of the audit trail, %(day)s", day=day(made.day))


def _whose(made: Checkpoint, language: str) -> str:
    return made.team.name(language) if made.team else _("The installation’s own")


def _zone(made: Checkpoint) -> str:
    return made.team.timezone if made.team else settings.timezone()
