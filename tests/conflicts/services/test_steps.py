"""What happens in a case stands on it, step by step."""

from registry.conflicts.rules.cases import StepKind
from registry.conflicts.services import steps
from registry.database.transactions import unit_of_work
from tests.acts import act_of
from tests.conflicts.builders import TODAY, raise_one
from tests.factories import BY, NOW

ACT = act_of(BY, NOW)


def test_a_step_is_kept_with_who_took_it_and_where_the_case_stood(cast):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        step = steps.add(case, StepKind.ESCALATED, on=TODAY, act=ACT, words="No way forward")
    assert case.steps[-1] == step
    assert (step.kind, step.state, step.term_id, step.on) == (
        StepKind.ESCALATED,
        case.state,
        case.term.id,
        TODAY,
    )
    assert (step.words, step.by_name, step.recorded_at) == ("No way forward", "Cora Sample", NOW)
