"""The record of a closed case: what its parties share, and nothing of the committee's confidential part."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from registry.audit import queries as audit_queries
from registry.conflicts.models.cases import Case, CaseTerm, Outcome
from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import Decider, State
from registry.database.session import db
from registry.dates import exact_moment
from registry.pdf.values import Signer
from registry.records import hooks as record_hooks
from registry.records.models import RecordOrder
from registry.records.rules import Draft, Part, RecordKind


@record_hooks.drafter(RecordKind.CONFLICT)
def draft(order: RecordOrder) -> tuple[Draft, Mapping[str, Any]]:
    """The record of the end of a case's term; a decision carries the signature of its decider."""
    term_id = int(order.subject.partition(":")[2])
    assert order.team_id is not None  # every case belongs to a team
    case_id = db.session.scalar(sa.select(CaseTerm.case_id).where(CaseTerm.id == term_id))
    case = cases.case_of(order.team_id, int(case_id or 0))
    term = next(other_term for other_term in case.terms if other_term.id == term_id)
    assert term.outcome is not None  # the record is ordered together with the outcome
    with force_locale(order.language):
        title = _("Conflict case %(reference)s", reference=case.reference)
        own = Part("records/conflicts/case.html", _own(case, term, term.outcome))
    made = Draft(
        code=order.code,
        kind=RecordKind.CONFLICT,
        language=order.language,
        title=title,
        header=f"{case.team.name(order.language)} · {title}",
        body_footer="",
        body=None,
        own=own,
        signer=_signer(term.outcome),
    )
    return made, _facts(case, term.outcome)


def _own(case: Case, term: CaseTerm, outcome: Outcome) -> dict[str, Any]:
    """The content of the record, as of the end of this term."""
    return {
        "case": case,
        "team": case.team,
        "term": term,
        "outcome": outcome,
        "terms": [other_term for other_term in case.terms if other_term.number <= term.number],
        "steps": [step for step in case.steps if step.recorded_at <= outcome.recorded_at],
        "recusals": [recusal for recusal in case.all_recusals if recusal.recorded_at <= outcome.recorded_at],
        "helpers": [helper for helper in case.helpers if helper.began_on <= outcome.on],
        "expenses": [expense for expense in case.expenses if expense.recorded_at <= outcome.recorded_at],
        "bound": cases.bound_of(case),
        "evidence": _evidence(case, outcome),
    }


def _signer(outcome: Outcome) -> Signer | None:
    """The committee member who decided and recorded it here; otherwise the record carries the seal alone.

    A person named by the parties decided elsewhere: no signature is made for an act that was not theirs.
    """
    if outcome.state != State.DECIDED or outcome.decider == Decider.NAMED:
        return None
    return Signer(outcome.signer_name, outcome.signer_for or outcome.term.case.team.name())


def _evidence(case: Case, outcome: Outcome) -> list[tuple[str, str]]:
    zone = case.team.timezone
    last = audit_queries.events_about(case.team_id, case.subject, limit=1)
    return [
        (_("Raised"), exact_moment(case.raised_at, zone)),
        (_("Outcome recorded"), exact_moment(outcome.recorded_at, zone)),
        (_("Statement version"), str(case.version.number) if case.version else _("none published")),
        (
            _("Statement fingerprint (SHA-256)"),
            case.version.fingerprint if case.version else _("not applicable"),
        ),
        (_("Event in the audit trail"), last[0].digest if last else ""),
        (_("Head of the audit trail"), audit_queries.head_of(case.team_id)),
    ]


def _facts(case: Case, outcome: Outcome) -> dict[str, Any]:
    """Public facts, without the subject of the case: a verifier learns only that the file is intact and
    ours.
    """
    return {
        "reference": case.reference,
        "team": {"en": case.team.name("en"), "fr": case.team.name("fr")},
        "closed_on": outcome.on.isoformat(),
    }
