"""Which tasks there are."""

from registry.commitments.tasks import ANNOUNCE, ISSUE_OF_BEFORE, REMIND
from registry.jobs.schedule import TASKS
from registry.records.services import orders


def test_each_feature_brings_its_tasks(app):
    assert set(TASKS) >= {"outbox.send", orders.ISSUE, *ISSUE_OF_BEFORE, REMIND, ANNOUNCE}
