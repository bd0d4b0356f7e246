"""What belongs to cases, loaded for all of some at once: the number of queries does not grow with theirs."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from registry.conflicts.models.cases import Case, CaseTerm, Helper, Recusal
from registry.conflicts.models.expenses import Expense, Share
from registry.conflicts.models.proposals import Proposal
from registry.database.queries.belongings import Belongings
from registry.database.queries.statements import composed_once

_PARTIES = Belongings(Case.parties)
_TERMS = Belongings(Case.terms, CaseTerm.outcome)
_PROPOSALS = Belongings(CaseTerm.proposals)
_ANSWERS = Belongings(Proposal.answers)
_RECUSALS = Belongings(Case.all_recusals)
_HELPERS = Belongings(Case.helpers)
_STEPS = Belongings(Case.steps)
_EXPENSES = Belongings(Case.expenses)
_SHARES = Belongings(Expense.shares, Share.confirmation, Share.partner)
_RELAYED = Belongings(Share.all_relayed)


def beside() -> tuple[ORMOption, ...]:
    """Loader options: what a case has one of is loaded with it."""
    return (joinedload(Case.team), joinedload(Case.committee), joinedload(Case.version))


def load(cases: Sequence[Case], *, with_steps: bool = False) -> list[Case]:
    """Load what belongs to some cases; what none of them has is asked for together, and not again."""
    if not cases:
        return []
    are_recused, are_helped, cost, are_asked = _what_is_there([case.id for case in cases]).one()
    _PARTIES.of(cases)
    terms = _TERMS.of(cases)
    _ANSWERS.of(_PROPOSALS.of(terms, are_there=are_asked))
    _RECUSALS.of(cases, are_there=are_recused)
    _HELPERS.of(cases, are_there=are_helped)
    _RELAYED.of(_SHARES.of(_EXPENSES.of(cases, are_there=cost)))
    if with_steps:
        _STEPS.of(cases)
    return list(cases)


@composed_once
def _what_is_there(case_ids: Sequence[int]) -> sa.Select[bool, bool, bool, bool]:
    """Whether somebody is recused, helps, is owed money or was asked for an answer in any of some cases."""
    proposals = sa.select(Proposal.id).join(CaseTerm, CaseTerm.id == Proposal.term_id)
    return sa.select(
        sa.select(Recusal.id).where(Recusal.case_id.in_(case_ids)).exists(),
        sa.select(Helper.id).where(Helper.case_id.in_(case_ids)).exists(),
        sa.select(Expense.id).where(Expense.case_id.in_(case_ids)).exists(),
        proposals.where(CaseTerm.case_id.in_(case_ids)).exists(),
    )
