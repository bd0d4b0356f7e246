"""Every kind of event stands in one group of the filter."""

import pytest

from registry.audit.rules.tags import Group, tags, tags_in
from tests.removable import NEEDS_ALL

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def test_every_kind_of_event_is_in_one_group():
    assert sorted(tag for group in Group for tag in tags_in(group)) == sorted(tags())


@NEEDS_ALL
def test_every_group_has_events():
    assert all(tags_in(group) for group in Group)
