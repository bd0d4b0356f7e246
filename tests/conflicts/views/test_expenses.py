"""The pages on expenses of a case and their shares."""

import re

import pytest

from registry.conflicts.queries import cases
from tests.conflicts.builders import raise_one, spend
from tests.reading import error_on, value_of

HERE = "/teams/east/conflicts"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"share_1": "5", "share_2": "6"}, "share_1", "The shares come to 11.00, the expense to 10.00."),
        ({"share_1": "five", "share_2": "5"}, "share_1", "Enter an amount"),
        ({"total": ""}, "total", "Enter an amount"),
        ({"total": "0", "share_1": "", "share_2": ""}, "total", "Enter an amount"),
        ({"ground": ""}, "ground", "Say it in a few words."),
    ],
)
def test_what_is_wrong_with_an_expense_stands_on_its_field(cast, client, said, field, words):
    case = raise_one(cast)
    given = {"what": "Mediation", "total": "10", "share_1": "5", "share_2": "5", "ground": "Agreed"}
    answer = client.post(f"{HERE}/{case.id}/expenses/new", data=given | said)
    assert words in error_on(answer, field)
    assert cases.case_of(cast.team.id, case.id).expenses == []


@pytest.mark.usefixtures("coordinator")
def test_an_equal_split_is_offered_and_not_entered(cast, client):
    case = raise_one(cast)
    given = {"what": "Mediation", "total": "10.01", "ground": "Agreed", "split": "equal"}
    answer = client.post(f"{HERE}/{case.id}/expenses/new", data=given)
    assert (value_of(answer, "share_1"), value_of(answer, "share_2")) == ("5.01", "5.00")
    assert cases.case_of(cast.team.id, case.id).expenses == []


@pytest.mark.usefixtures("coordinator")
def test_no_share_is_filled_in_unasked(cast, client):
    answer = client.get(f"{HERE}/{raise_one(cast).id}/expenses/new")
    assert not re.search(r'name="share_1"[^>]* value="[^"]', answer.text)
    assert 'name="share_1"' in answer.text


def test_a_share_is_confirmed_on_the_page_of_the_case(cast, client):
    case = raise_one(cast)
    spend(case, cast.coordinator, {1: 100})
    client.sign_in(cast.for_maple)
    assert "Confirm $1.00" in client.get(f"{HERE}/{case.id}").text
    client.post(f"{HERE}/{case.id}/shares/1/confirm")
    assert "Max May, representative, Maple Clinic" in client.get(f"{HERE}/{case.id}").text
