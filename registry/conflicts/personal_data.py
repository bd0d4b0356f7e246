"""The personal data in conflict cases, and who may see it."""

from collections.abc import Collection

import sqlalchemy as sa

from registry.conflicts.access import visibility
from registry.conflicts.models.attachments import CaseFile, CaseNote
from registry.conflicts.models.cases import Case, CaseTerm, Helper, Outcome, Recusal, Step
from registry.conflicts.models.expenses import Expense, RelayedConfirmation, ShareConfirmation
from registry.conflicts.models.proposals import Answer, Proposal
from registry.conflicts.queries import cases as case_queries
from registry.database.session import db
from registry.errors import N_
from registry.personal_data import STAYS, Asker, Kept, guards, keeps

keeps(
    Kept(
        key="conflicts",
        title=N_("Conflict cases"),
        what=N_(
            "What happened, who raised, handled and helped, notes and files, recusals, expenses, the outcome."
        ),
        why=N_(
            "To settle the conflict in the time agreed, fairly to both sides, and to keep what was settled."
        ),
        how_long=STAYS,
        seen_by=N_(
            "Only those who handle the case, and the parties what is theirs; confidential to all others."
        ),
        models=(
            Case,
            Helper,
            Recusal,
            Proposal,
            Answer,
            CaseNote,
            CaseFile,
            Expense,
            ShareConfirmation,
            RelayedConfirmation,
            Step,
            Outcome,
        ),
        is_evidence=True,
    )
)


@guards("conflict_case")
def visible(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some cases of a team, of those that a person may know of."""
    if asker.team_id is None:
        return set()
    onlooker = visibility.onlooker(asker.user, asker.team_id, asker.on)
    cases = [case_queries.case_of(asker.team_id, case_id) for case_id in ids]
    return {sight.case.id for sight in visibility.visible(cases, onlooker)}


@guards("conflict_term")
def visible_terms(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some terms, of those whose case a person may know of."""
    query = sa.select(CaseTerm.id, CaseTerm.case_id).where(CaseTerm.id.in_(ids))
    cases = dict(db.session.execute(query).all())
    seen = visible(asker, set(cases.values()))
    return {term for term, case in cases.items() if case in seen}


@guards("conflict_note")
def readable_notes(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some notes, of those a person may read."""
    return _readable(asker, list(db.session.scalars(sa.select(CaseNote).where(CaseNote.id.in_(ids)))))


@guards("conflict_file")
def readable_files(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some files, of those a person may read."""
    return _readable(asker, list(db.session.scalars(sa.select(CaseFile).where(CaseFile.id.in_(ids)))))


def _readable(asker: Asker, entries: Collection[CaseNote | CaseFile]) -> set[int]:
    if asker.team_id is None:
        return set()
    onlooker = visibility.onlooker(asker.user, asker.team_id, asker.on)
    sights = {
        case_id: visibility.sight_of(case_queries.case_of(asker.team_id, case_id), onlooker)
        for case_id in {entry.case_id for entry in entries}
    }
    return {entry.id for entry in entries if sights[entry.case_id].may_read(entry)}
