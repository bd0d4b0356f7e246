"""The settings page leads to what each feature lets the team settle."""

import pytest

PAGES = ["decisions/settings", "intake", "conflicts/settings", "withdrawals/notice-period", "people"]


@pytest.mark.parametrize("page", PAGES)
def test_the_settings_lead_to_what_a_feature_lets_the_team_settle(client, team, page):
    assert f'href="/teams/east/{page}"' in client.get("/teams/east/settings").text
    assert client.get(f"/teams/east/{page}").status_code == 200
