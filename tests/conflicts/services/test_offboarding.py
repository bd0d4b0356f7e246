"""Cases that wait for somebody who leaves: counted, each once, and nothing of them told."""

from registry.conflicts.services import offboarding
from tests.conflicts.builders import TODAY, at_steering, close, extend_to, raise_one, spend


def told(cast, user):
    """What is said of the cases that wait for somebody, and whether it can end with their role."""
    return [(one.words, one.end) for one in offboarding.holdings(cast.team.id, user.id, TODAY)]


def test_nothing_is_told_of_who_is_waited_for_in_none(cast):
    raise_one(cast)
    assert told(cast, cast.for_maple) == []


def test_a_case_that_waits_for_two_things_is_one_case(cast):
    case = raise_one(cast)
    extend_to(case, cast.coordinator)
    spend(case, cast.coordinator, {1: 100})
    assert told(cast, cast.for_maple) == [("One open conflict case waits for them", None)]


def test_several_are_counted_until_they_are_closed(cast):
    cases = [at_steering(cast) for _case in range(3)]
    assert told(cast, cast.chair) == [("3 open conflict cases wait for them", None)]
    close(cases[0], cast.chair)
    assert told(cast, cast.chair) == [("2 open conflict cases wait for them", None)]
