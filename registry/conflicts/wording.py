"""Words for cases in the reader's language: their states, their term as a sum, amounts."""

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry.conflicts.models.cases import Case, CaseTerm
from registry.conflicts.rules.cases import HelperRole, PartyKind, State, StepKind, Visibility
from registry.conflicts.rules.terms import CASE_DAYS, Basis, ClockStart, ProposalState, Standing
from registry.dates import language_read

STATE_LABELS = {
    State.AT_COMMITTEE: _l("At the committee where it arose"),
    State.AT_STEERING: _l("At the steering committee"),
    State.WITH_HELPER: _l("With a facilitator or mediator"),
    State.DECIDED: _l("Decided"),
    State.SETTLED: _l("Settled"),
    State.WITHDRAWN: _l("Taken back"),
    State.REFERRED: _l("Referred elsewhere"),
}
STATE_TONES = {
    State.AT_COMMITTEE: "info",
    State.AT_STEERING: "info",
    State.WITH_HELPER: "wait",
    State.DECIDED: "good",
    State.SETTLED: "good",
}
STEP_LABELS = {
    StepKind.RAISED: _l("Raised formally"),
    StepKind.ESCALATED: _l("Brought before the steering committee"),
    StepKind.HELPER_IN: _l("Facilitator or mediator brought in"),
    StepKind.HELPER_DONE: _l("Facilitation or mediation ended"),
    StepKind.EXTENSION_AGREED: _l("Extension agreed by every party"),
    StepKind.EXTENSION_REFUSED: _l("Extension refused"),
    StepKind.DECIDER_NAMED: _l("The parties named who decides"),
    StepKind.RECUSED: _l("Takes no part in handling"),
    StepKind.RECUSAL_TAKEN_BACK: _l("Takes part in handling again"),
    StepKind.COORDINATOR_NAMED: _l("Coordinator named by somebody who takes no part in handling"),
    StepKind.COORDINATOR_ENDED: _l("Role of coordinator ended by somebody who takes no part in handling"),
    StepKind.SEAT_GIVEN: _l("Seat in the committee given by somebody who takes no part in handling"),
    StepKind.SEAT_ENDED: _l("Seat in the committee ended by somebody who takes no part in handling"),
    StepKind.CHAIR_CHANGED: _l("Chair of the committee changed by somebody who takes no part in handling"),
    StepKind.CLOSED: _l("Closed"),
    StepKind.REOPENED: _l("Reopened"),
}
VISIBILITY_LABELS = {
    Visibility.SHARED: _l("All parties and the committee"),
    Visibility.PARTY: _l("One party and the committee"),
    Visibility.COMMITTEE: _l("The committee alone"),
}
PARTY_LABELS = {
    PartyKind.PARTNER: _l("Partner"),
    PartyKind.SEAT: _l("Seat"),
    PartyKind.COMMITTEE: _l("Committee"),
    PartyKind.TEAM: _l("The team"),
}
HELPER_LABELS = {
    HelperRole.FACILITATOR: _l("Facilitator"),
    HelperRole.MEDIATOR: _l("Mediator"),
}
PROPOSAL_LABELS = {
    ProposalState.OPEN: _l("Waits for answers"),
    ProposalState.AGREED: _l("Agreed by every party"),
    ProposalState.REFUSED: _l("Refused"),
    ProposalState.ENDED: _l("Ended: the case closed first"),
}
PROPOSAL_TONES = {ProposalState.OPEN: "wait", ProposalState.AGREED: "good", ProposalState.REFUSED: "bad"}
CLOCK_LABELS = {
    ClockStart.RAISED: _l("The day on which the conflict is formally raised"),
    ClockStart.ESCALATED: _l("The day on which it comes before the steering committee"),
}


def short_day(date: dt.date | None) -> str:
    """A date where room is scarce: 1 Jan 2026."""
    return format_date(date, "d MMM y") if date else ""


def dollars(cents: int) -> str:
    """An amount in Canadian dollars, as the reader's language writes it."""
    language = language_read()
    return format_currency(Decimal(cents) / 100, "CAD", locale=f"{language}_CA")


def sum_of(case: Case, term: CaseTerm) -> str:
    """How the last day was counted: raised 1 Jan 2026 + 45 days = 15 Feb 2026, clause 5 of version 3."""
    if term.began_on is None:
        return _("%(days)s days from the day on which it comes before the steering committee", days=CASE_DAYS)
    values = {"began": short_day(term.began_on), "days": CASE_DAYS, "due": short_day(term.original_due_on)}
    counted = _sum(Basis(term.basis), values)
    source = _source(case)
    return f"{counted}, {source}" if source else counted


def days_words(standing: Standing | None) -> str:
    """How many days are left, or by how many it is over."""
    if standing is None:
        return _("term not begun")
    if standing.is_over:
        return ngettext("%(num)s day over", "%(num)s days over", standing.days_over)
    if standing.days_left == 0:
        return _("last day today")
    return ngettext("%(num)s day left", "%(num)s days left", standing.days_left)


def days_tone(standing: Standing | None) -> str:
    """In which tone the days left are shown."""
    if standing is None:
        return "quiet"
    if standing.is_over:
        return "bad"
    return "wait" if standing.days_left <= 7 else "good"


def for_templates() -> dict[str, Any]:
    """What every page and record that shows a case can ask for."""
    return {
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "step_labels": STEP_LABELS,
        "visibility_labels": VISIBILITY_LABELS,
        "party_labels": PARTY_LABELS,
        "helper_labels": HELPER_LABELS,
        "proposal_labels": PROPOSAL_LABELS,
        "proposal_tones": PROPOSAL_TONES,
        "short_day": short_day,
        "dollars": dollars,
        "sum_of": sum_of,
        "days_words": days_words,
        "days_tone": days_tone,
    }


def _sum(basis: Basis, values: dict[str, Any]) -> str:
    if basis is Basis.ESCALATED:
        return _("escalated %(began)s + %(days)s days = %(due)s", **values)
    if basis is Basis.REOPENED:
        return _("reopened %(began)s + %(days)s days = %(due)s", **values)
    return _("raised %(began)s + %(days)s days = %(due)s", **values)


def _source(case: Case) -> str:
    if case.version is None:
        return ""
    if case.clause is None:
        return _("version %(number)s", number=case.version.number)
    return _("clause %(clause)s of version %(number)s", clause=case.clause, number=case.version.number)
