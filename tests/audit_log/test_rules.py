"""Every kind of event stands in one group of the filter."""

import pytest

from registry.audit.rules.tags import Group, tags, tags_in
from registry.conflicts.rules.events import CaseEvent

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def test_every_kind_of_event_is_in_one_group():
    assert sorted(tag for group in Group for tag in tags_in(group)) == sorted(tags())
    assert all(tags_in(group) for group in Group)


def test_a_reading_is_found_with_the_readings():
    assert CaseEvent.READ.group is Group.READING
    assert CaseEvent.RAISED.group is Group.CONFLICTS
