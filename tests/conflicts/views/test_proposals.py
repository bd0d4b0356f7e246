"""The pages on which a longer term is proposed."""

import pytest

from registry.conflicts.queries import cases as case_queries
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


@pytest.mark.usefixtures("coordinator")
def test_before_an_extension_goes_out_its_mail_is_shown(cast, client):
    case = raise_one(cast)
    typed = {"to_on": "2027-01-29", "reason": "The mediator is away."}
    page = client.post(f"{HERE}/{case.id}/extension", data=typed).text
    assert "a proposal waits for every party" in page
    assert case_queries.case_of(cast.team.id, case.id).term.proposals == []
    sent = client.post(f"{HERE}/{case.id}/extension", data=typed | {"do": "send"}, follow_redirects=True)
    assert "Told: Riverside Hospital, Maple Clinic, Data Group, the coordinators." in sent.text
