"""The decision about an application, and its result."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.decisions.models.decisions import Decision
from registry.decisions.queries import decisions
from registry.decisions.queries.decisions import present_vote
from registry.decisions.rules.decisions import Outcome, State
from registry.decisions.wording import explain


@dataclass(frozen=True)
class Deliberated:
    """The decision about an admission: its title, its result in a sentence, and its resolution."""

    decision: Decision
    result: str
    recorded: str
    decided_on: dt.date | None

    @property
    def title(self) -> str:
        """The title of the matter."""
        return self.decision.title


def linkable(admission: Admission, *, user_id: int, on: dt.date) -> list[Decision]:
    """The team's decisions that can be linked to this application: the team may read them, and they concern
    no other application.
    """
    page = decisions.decisions_page(admission.team_id, user_id=user_id, on=on)
    taken = admissions.decided_by(admission.team_id)
    return [
        one
        for one in page.rows
        if not one.is_for_roll_only and one.state is not State.SET_ASIDE and one.id not in taken
    ]


def may_be_put_again(admission: Admission) -> bool:
    """Whether the partners set the matter aside, so that it can be put to them again."""
    decision = admission.decision
    return admission.step is Step.DELIBERATION and decision is not None and decision.state is State.SET_ASIDE


def is_decided(admission: Admission) -> bool:
    """Whether the partners' decision is recorded, so that an outcome can be given."""
    decision = admission.decision
    return admission.step is Step.DELIBERATION and decision is not None and decision.state is State.DECIDED


def may_be_invited(admission: Admission) -> bool:
    """Whether the partners' decision allows an invitation."""
    decision = admission.decision
    if not is_decided(admission) or decision is None or decision.resolution is None:
        return False
    return decision.resolution.outcome is Outcome.ADOPTED


def deliberated(admission: Admission, language: str) -> Deliberated | None:
    """The partners' decision, in a language; None when they were not asked."""
    if admission.decision_id is None:
        return None
    decision = decisions.decision_by_id(admission.decision_id)
    with force_locale(language):
        return Deliberated(
            decision=decision,
            result=" ".join(_result(decision)),
            recorded=decision.resolution.text if decision.resolution else "",
            decided_on=decision.resolution.decided_on if decision.resolution else None,
        )


def _result(decision: Decision) -> Sequence[str]:
    """The result in one or two sentences: numbers only, without names."""
    if decision.state in (State.IN_ROUND, State.IN_VOTE):
        return [_("The deliberation is going on.")]
    if decision.state is State.SET_ASIDE:
        return [_("The matter was set aside without a decision.")]
    vote = present_vote(decision)
    if vote is not None and vote.result is not None:
        return [_(vote.result.hint)]
    closing = decision.present_round.closing
    day = closing.closed_on if closing else decision.opened_on
    return explain(decisions.result_on(decision.present_round, day), provisions=decision.provisions)[:1]
