"""What happens in a case stands in the trail without a word of it, and on the case with its words."""

from registry.audit import queries as audit_queries
from registry.conflicts.rules.cases import StepKind
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import events
from registry.database.transactions import unit_of_work
from tests.acts import act_of
from tests.conflicts.builders import TODAY, raise_one
from tests.factories import BY, NOW

ACT = act_of(BY, NOW)


def test_an_event_is_about_the_case_and_raises_its_revision(cast):
    case = raise_one(cast)
    before = case.revision
    with unit_of_work(cast.team.id):
        events.note(CaseEvent.READ, case, ACT, file=3)
    event = audit_queries.events_about(cast.team.id, ("conflict_case", case.id))[0]
    assert (event.tag, event.details) == (CaseEvent.READ, {"file": 3})
    assert case.revision == before + 1


def test_a_step_is_kept_with_who_took_it_and_where_the_case_stood(cast):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        step = events.add_step(case, StepKind.ESCALATED, on=TODAY, act=ACT, words="No way forward")
    assert case.steps[-1] == step
    assert (step.kind, step.state, step.term_id, step.on) == (
        StepKind.ESCALATED,
        case.state,
        case.term.id,
        TODAY,
    )
    assert (step.words, step.by_name, step.recorded_at) == ("No way forward", "Cora Sample", NOW)
