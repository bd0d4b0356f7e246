"""The pages on which a longer term is proposed."""

import pytest

from tests.conflicts.builders import raise_one
from tests.reading import error_on

HERE = "/teams/east/conflicts"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("to_on", "words"),
    [
        ("2027-01-08", "Choose a day after the present last day."),
        ("2026-01-01", "This day has passed. The earliest day is today, 24 November 2026."),
    ],
)
def test_an_extension_to_an_earlier_day_gets_words_on_its_field(cast, client, to_on, words):
    case = raise_one(cast)
    answer = client.post(f"{HERE}/{case.id}/extension", data={"to_on": to_on, "reason": "Time"})
    assert error_on(answer, "to_on") == words
