"""Events of conflicts, and under what they are found."""

from registry.audit.rules.tags import Group
from registry.conflicts.rules.events import CaseEvent


def test_a_reading_is_found_with_the_readings():
    assert CaseEvent.READ.group is Group.READING
    assert CaseEvent.RAISED.group is Group.CONFLICTS
