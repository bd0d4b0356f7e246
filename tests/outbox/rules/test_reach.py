"""Whom mail reaches: each for whom something is meant is reached, left out on purpose, or unreached."""

from registry.outbox.rules.reach import Choosing, Person, Reach, Whom

ADA, BO, CY = (
    Person(name, f"{name.lower()}@example.org", "en", place)
    for place, name in enumerate(["Ada", "Bo", "Cy"], 1)
)
MAPLE = Whom("Maple Clinic", Choosing.at("representatives.add", partner_id=7))
GROUP = Whom("Data Group", may_be_left_out=True)


def test_those_for_whom_nobody_is_written_to_are_unreached():
    reach = Reach()
    reach.mean([MAPLE, GROUP])
    reach.add([GROUP], ADA)
    assert (reach.reached, reach.unreached) == ([GROUP], [MAPLE])
    assert MAPLE.chosen_at is not None
    assert dict(MAPLE.chosen_at.values) == {"partner_id": 7}


def test_a_person_who_speaks_for_two_is_one_person_and_reaches_both():
    reach = Reach()
    reach.add([MAPLE, GROUP], ADA)
    reach.add([GROUP], ADA)
    assert reach.everyone == [ADA]
    assert reach.people == {MAPLE: [ADA], GROUP: [ADA]}


def test_a_message_that_is_meant_for_nobody_else_is_meant_for_its_reader():
    reach = Reach()
    reach.add([], ADA)
    reach.add([], Person("", "desk@example.org", "fr"))
    assert [whom.name for whom in reach.reached] == ["Ada", "desk@example.org"]


def test_only_those_who_are_written_to_as_handlers_alone_may_be_left_out():
    reach = Reach()
    reach.add([MAPLE, GROUP], ADA)
    reach.add([GROUP], BO)
    reach.add([MAPLE], CY)
    assert [reach.may_be_left_out(person) for person in (ADA, BO, CY)] == [False, True, False]


def test_a_committee_whose_only_member_was_left_out_on_purpose_is_not_unreached():
    reach = Reach()
    reach.mean([GROUP])
    reach.leave_out([GROUP], ADA)
    assert (reach.unreached, reach.everyone, reach.left_out) == ([], [], {GROUP: [ADA]})
