"""Two who settle the same thing for the first time: one does, the other is told, on both databases."""

import pytest

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.needs("admissions", "conflicts"),
]

FIRST = {
    "intake": {"welcome_en": "Come in.", "revision": "0"},
    "conflicts/settings": {"shows_existence": "y", "revision": "0"},
    "privacy/periods": {
        "messages": "60",
        "lists": "10",
        "applications": "400",
        "contacts": "100",
        "revision": "1",
    },
}


@pytest.mark.parametrize(("page", "typed"), FIRST.items(), ids=FIRST)
def test_of_two_who_settle_it_first_one_does_and_the_other_is_told(team, send_twice, page, typed):
    saved, told = send_twice(f"/teams/east/{page}", typed)
    assert (saved.status_code, told.status_code) == (303, 422)
    assert "Someone else changed this meanwhile" in told.text
