"""Whoever changes what somebody else changed meanwhile is told."""

import pytest

from registry.database.revisions import check_seen
from registry.errors import RuleBroken


@pytest.mark.parametrize("seen", [None, 1, 3])
def test_whoever_saw_another_revision_is_told(seen):
    with pytest.raises(RuleBroken, match="meanwhile"):
        check_seen(seen, 2)
