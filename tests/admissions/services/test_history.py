"""Every act in an admission says who did it, in which capacity and for whom."""

import pytest

from tests.admissions import builders

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_every_act_says_who_in_which_capacity_for_whom(received):
    builders.review(received)
    said = [(act.step, act.by_capacity, act.by_for) for act in received.acts]
    assert said == [
        ("unconfirmed", "representative", "Riverside Hospital"),
        ("received", "representative", "Riverside Hospital"),
        ("under_review", "coordinator", ""),
        ("under_review", "coordinator", ""),
    ]
