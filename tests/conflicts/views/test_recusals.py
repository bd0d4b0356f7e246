"""The page on which a recusal is taken back."""

import pytest

from tests.conflicts.builders import raise_one, recuse

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_who_leads_the_case_takes_back_a_recusal_on_its_page(cast, client):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    client.sign_in(cast.coordinator)
    page = f"/teams/east/conflicts/{case.id}/recusals/{recusal.id}/take-back"
    assert "Take back the recusal of Sol Sato" in client.get(page).text
    there = client.post(page, data={"reason": "Another Sol was meant"}).location
    assert "Another Sol was meant" in client.get(there).text
