"""The record of a decision: question, terms, positions by name, result, resolution."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from registry.audit import queries as audit_queries
from registry.dates import both_zones, day
from registry.decisions.models.decisions import Decision
from registry.decisions.models.rounds import Round
from registry.decisions.queries import authority, decisions, open_points
from registry.decisions.queries.movement import movement_of
from registry.decisions.services import resolutions
from registry.decisions.wording import explain
from registry.records import hooks as record_hooks
from registry.records.models import RecordOrder
from registry.records.rules import Draft, Part, RecordKind
from registry.teams.rules import LANGUAGES

Facts = dict[str, Any]


@record_hooks.drafter(RecordKind.DECISION)
def draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The record of a decision with a resolution, and its public facts."""
    decision = decisions.decision_by_id(int(order.subject.partition(":")[2]))
    with force_locale(order.language):
        title = _("Decision: %(title)s", title=decision.title)
        context = _context(decision)
    team = decision.team
    return (
        Draft(
            code=order.code,
            kind=RecordKind.DECISION,
            language=order.language,
            title=title,
            header=f"{team.name(order.language)} · {title}",
            body_footer="",
            body=None,
            own=Part("records/decisions/own.html", context),
        ),
        facts_of(decision),
    )


def facts_of(decision: Decision) -> Facts:
    """The public facts: what was decided, by whom, when; no position, no address."""
    return {
        "team": {language: decision.team.name(language) for language in LANGUAGES},
        "said": {language: _said(decision, language) for language in LANGUAGES},
    }


def _said(decision: Decision, language: str) -> list[tuple[str, str]]:
    resolution = decision.resolution
    assert resolution is not None
    outcome = resolution.outcome
    assert outcome != ""
    with force_locale(language):
        return [
            (_("Decision"), decision.title),
            (_("Outcome"), _(outcome.label)),
            (_("Decided on"), day(resolution.decided_on)),
            (_("Body"), _body(decision, language)),
        ]


def _body(decision: Decision, language: str) -> str:
    return decision.committee.name(language) if decision.committee else _("The team as a whole")


def _context(decision: Decision) -> Mapping[str, Any]:
    present = decision.present_round
    return {
        "decision": decision,
        "authority_of": lambda act: authority.stated(act.authority),
        "team": decision.team,
        "rounds": [_round(each) for each in decision.rounds],
        "present": present,
        "resolution": decision.resolution,
        "outcome": decision.resolution.outcome if decision.resolution else None,
        "points": open_points.points_of(decision),
        "movement": movement_of(decision),
        "votes": decisions.held(decision),
        "bound": decisions.bound_of(decision),
        "rests_on": decisions.rests_on(decision),
        "aside": resolutions.standing_aside(decision),
        "evidence": _evidence(decision),
    }


def _round(each: Round) -> dict[str, Any]:
    closed_on = each.closing.closed_on if each.closing else each.opened_on
    return {
        "round": each,
        "said": decisions.said_in(each),
        "sentences": explain(decisions.result_on(each, closed_on), provisions=each.decision.provisions),
    }


def _evidence(decision: Decision) -> list[tuple[str, str]]:
    resolution, zone = decision.resolution, decision.team.timezone
    assert resolution is not None
    given = [position for each in decision.rounds for position in each.positions]
    return [
        (_("Opened"), both_zones(decision.opened_at, zone)),
        (_("Rounds"), str(len(decision.rounds))),
        (_("Positions kept"), str(len(given))),
        (_("Recorded"), both_zones(resolution.recorded_at, zone)),
        (_("Head of the audit trail"), audit_queries.head_of(decision.team_id)),
    ]
