"""The team's choice of channels, who could give none of them, and what the coordinators' pages say."""

import pytest
import sqlalchemy as sa

import config
from registry.accounts.models import User
from registry.database.session import db
from registry.sign_in.views import oidc_client
from registry.signing import queries as signing_queries
from registry.teams.rules import StepUp
from tests.commitments.builders import add_partner
from tests.factories import NOW
from tests.signing.builders import accept, give_app

PAGE = "/teams/east/settings/signing"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.both_databases,
]


@pytest.fixture
def robin(client, team):
    """The coordinator, signed in."""
    found = db.session.scalar(sa.select(User).where(User.email == "robin@example.org"))
    client.sign_in(found)
    return found


@pytest.fixture
def directory(app):
    """A directory of the addresses that end in `example.org`."""
    known = config.Directory("oak", "Oak", "https://oak.example", "c", "s", {"example.org": "Oak"})
    app.config["REGISTRY_SIGN_ON"] = (known,)
    oidc_client.get_to_know(app)
    yield
    app.config["REGISTRY_SIGN_ON"] = ()
    oidc_client.get_to_know(app)


def stuck(team):
    return [person for _partner, person in signing_queries.who_can_give_none(team, NOW.date()).named]


def test_who_had_the_page_open_before_another_chose_is_told(client, team, robin):
    opened = db.session.get_one(type(team), team.id).revision
    client.post(PAGE, data={"step_ups": ["sign_on"], "revision": opened})
    answer = client.post(PAGE, data={"step_ups": ["phone"], "revision": opened})
    assert (answer.status_code, "changed this meanwhile" in answer.text) == (422, True)
    assert db.session.get_one(type(team), team.id).step_ups == ["sign_on"]


def test_the_team_chooses_several(client, team, robin):
    assert client.post(PAGE, data={"step_ups": ["sign_on", "phone"]}).status_code == 303
    db.session.refresh(team)
    assert team.step_ups == ["phone", "sign_on"]


def test_none_ticked_asks_for_none(client, team, robin):
    accept(team, StepUp.PHONE)
    assert client.post(PAGE, data={"csrf_token": "as browsers send it"}).status_code == 303
    db.session.refresh(team)
    assert team.step_ups == []


@pytest.mark.parametrize("chosen", ["mail", "none", ""])
def test_a_channel_that_is_not_offered_is_refused(client, team, robin, chosen):
    assert client.post(PAGE, data={"step_ups": ["phone", chosen]}).status_code == 422


def test_the_page_names_who_could_not_sign_with_what_is_set(client, team, robin, partner):
    accept(team, StepUp.TOTP)
    page = client.get(PAGE).text
    assert "People who cannot sign as it is set now" in page
    assert "Ann Lee, Maple Clinic" in page


def test_where_codes_by_telephone_are_taken_everybody_can_sign(team, partner):
    accept(team, StepUp.PHONE, StepUp.TOTP)
    assert stuck(team) == []


def test_who_has_an_app_can_sign_where_apps_are_taken(app, team, partner):
    add_partner(team, "Other Clinic")
    accept(team, StepUp.TOTP)
    give_app(partner.signatories[0].email.upper(), secret=str(app.secret_key))
    assert stuck(team) == ["Ann Lee"]


def test_whose_organization_has_a_directory_can_sign_where_directories_are_taken(team, partner, directory):
    accept(team, StepUp.SIGN_ON)
    assert stuck(team) == []


def test_whose_organization_has_none_cannot(team, partner):
    accept(team, StepUp.SIGN_ON)
    assert stuck(team) == ["Ann Lee"]


def test_the_page_of_a_request_says_that_its_person_can_give_none(client, robin, team, asked):
    accept(team, StepUp.SIGN_ON)
    page = client.get(f"/teams/east/requests/{asked.id}").text
    assert "Ann Lee can give none of these, and so cannot sign." in page
    assert "none is set up for their address" in page


def test_the_page_of_a_request_names_the_directory(client, robin, team, asked, directory):
    accept(team, StepUp.SIGN_ON)
    page = client.get(f"/teams/east/requests/{asked.id}").text
    assert "the directory of their organization: Oak" in page
    assert "and so cannot sign" not in page


@pytest.mark.needs("withdrawals")
def test_the_coordinator_makes_a_code_for_a_notice(client, robin, team, notice):
    accept(team, StepUp.PHONE)
    page = f"/teams/east/withdrawal-requests/{notice.request.id}"
    assert "Call Ann Lee" in client.post(f"{page}/code").text
    assert "read out by: Ann Ng, coordinator" in client.get(f"{page}/proof").text


@pytest.mark.needs("withdrawals")
def test_the_list_of_withdrawals_leads_to_the_second_proof_of_a_link(client, robin, team, notice):
    path = f"/teams/east/withdrawal-requests/{notice.request.id}/proof"
    assert path not in client.get("/teams/east/withdrawals").text
    accept(team, StepUp.PHONE)
    assert path in client.get("/teams/east/withdrawals").text


@pytest.mark.needs("withdrawals")
def test_a_notice_signed_with_a_code_says_so_on_its_page(client, robin, team, notice):
    accept(team, StepUp.PHONE)
    shown = client.post(f"/teams/east/withdrawal-requests/{notice.request.id}/code").text
    digits = shown.partition('govuk-panel__title">')[2][:9]
    assert notice.post(digits).status_code == 303
    assert notice.evidence["step_up"]["channel"] == "phone"
    assert (
        "code read out by telephone by: Ann Ng, coordinator" in client.get("/teams/east/withdrawals/1").text
    )
