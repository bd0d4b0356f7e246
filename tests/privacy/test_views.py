"""The page a team's people read, the forms on it, and the commands of the operator."""

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.personal_data import KEPT
from registry.privacy import tasks
from registry.privacy.models import RetentionSetting
from registry.privacy.rules.events import PrivacyEvent
from registry.security import actors
from registry.security.permissions import Role
from registry.teams.services.sign_in_policy import set_rules
from tests.factories import WHO_AND_WHEN, make_coordinator, make_member, make_reader
from tests.privacy.builders import ADDRESS, LATER, listed, settle_all, sign_and_leave
from tests.reading import error_on, saved_now
from tests.whole_team import make_whole_team, pages_of

PERIODS = {"messages": "60", "lists": "10", "applications": "400", "contacts": "100", "revision": "1"}

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- what is kept ------------------------------------------------------------------------------------


def test_the_page_of_a_team_names_all_that_is_kept_and_its_own_periods(client, team):
    client.post("/teams/east/privacy/periods", data=PERIODS)
    text = client.get("/teams/east/privacy").text
    assert not [one.title for one in KEPT.values() if one.title not in text]
    assert "60 days after it was settled" in text
    assert "%(" not in text


def test_every_role_reads_it_and_only_coordinators_are_led_to_the_forms(client, team):
    with unit_of_work():
        client.sign_in(make_member(team))
    text = client.get("/teams/east/privacy").text
    assert "Audit trail" in text
    assert "privacy/export" not in text
    assert client.get("/teams/east/privacy/export").status_code == 403


def test_those_without_an_account_read_what_concerns_them(client, app):
    text = client.get("/privacy").text
    assert "Requests to sign" in text
    assert "Committees" not in text


@pytest.mark.parametrize(
    ("address", "status"), [("/", 200), ("/sign-in", 200), ("/verify", 200), ("/nowhere", 404)]
)
def test_every_page_leads_to_it(client, session, address, status):
    page = client.get(address)
    assert (page.status_code, 'href="/privacy"' in page.text) == (status, True)


def test_the_page_of_a_team_is_led_to_from_its_settings(client, team):
    assert client.get("/teams/east/settings").text.count('href="/teams/east/privacy"') == 2


# -- how long ----------------------------------------------------------------------------------------


def test_a_coordinator_chooses_how_long(client, team):
    answer = client.post("/teams/east/privacy/periods", data=PERIODS, follow_redirects=True)
    assert "The periods are saved." in answer.text
    assert db.session.get(RetentionSetting, team.id).days["messages"] == 60


@pytest.mark.parametrize("typed", ["5", "5000", "-1", "ten", "", "99999999999999999999"])
def test_what_cannot_be_a_period_is_said_on_its_field_and_nothing_is_lost(client, team, typed):
    answer = client.post("/teams/east/privacy/periods", data=PERIODS | {"messages": typed})
    assert answer.status_code == 422
    assert error_on(answer, "messages")
    assert 'value="400"' in answer.text


def test_of_two_coordinators_the_second_is_told(client, team):
    client.post("/teams/east/privacy/periods", data=PERIODS)
    answer = client.post("/teams/east/privacy/periods", data=PERIODS | {"messages": "70"})
    assert answer.status_code == 422
    assert "60" in saved_now(answer)
    assert len(list(db.session.scalars(sa.select(Event).where(Event.tag == PrivacyEvent.RETENTION_SET)))) == 1


# -- what is known of a person -----------------------------------------------------------------------


def test_a_coordinator_is_given_what_the_team_knows_of_a_person(client, team):
    sign_and_leave(team)
    answer = client.post("/teams/east/privacy/export", data={"sought": f" {ADDRESS.upper()} "})
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {kind["team"] for kind in listed(answer.data)["kept"]} == {"east"}


def test_the_name_of_the_file_says_nothing_of_whom_it_is_about(client, team):
    sign_and_leave(team)
    answer = client.post("/teams/east/privacy/export", data={"sought": "Zora Zed"})
    assert answer.headers["Content-Disposition"] == "attachment; filename=person-2026-11-24.zip"


def test_of_whom_nothing_is_known_the_page_says_so(client, team):
    answer = client.post("/teams/east/privacy/export", data={"sought": "nobody@example.org"})
    assert "This team keeps nothing under that address or name" in answer.text


def test_a_person_is_given_what_is_known_of_them(client, team):
    with unit_of_work():
        client.sign_in(make_reader(team, email=ADDRESS))
    answer = client.post("/account/data")
    kinds = [kind["what"] for kind in listed(answer.data)["kept"]]
    assert kinds == [
        *("Roles in a team", "Audit trail"),
        *("Accounts", "Where people are signed in", "Audit trail"),
    ]


def test_who_owes_a_second_factor_proves_it_before_they_get_their_data(client, team):
    with unit_of_work():
        set_rules(team, second_factor_roles=[Role.COORDINATOR], allows_link=False, **WHO_AND_WHEN)
    assert client.post("/account/data").location == "/account/owed?next=/account/data"


def test_what_is_no_number_is_said_in_words_of_ours(client, team):
    answer = client.post("/teams/east/privacy/periods", data=PERIODS | {"messages": "ten"})
    assert error_on(answer, "messages") == "Enter a whole number, such as 30."


def test_who_reads_french_is_given_french_words(client, team):
    client.post("/language/fr")
    assert client.post("/account/data").mimetype == "application/zip"


def test_nothing_is_given_without_the_token_of_the_page(client, team, app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/account/data").status_code == 400
    assert client.post("/teams/east/privacy/export", data={"sought": ADDRESS}).status_code == 400


# -- afterwards --------------------------------------------------------------------------------------


def test_no_page_breaks_once_everything_has_gone_that_may(client, app, session, stopped_clock):
    whole = make_whole_team("east")
    sign_and_leave(whole)
    settle_all()
    with unit_of_work():
        coordinator = make_coordinator(whole)
    stopped_clock.pass_by(days=LATER.days)
    assert tasks.run(actor=actors.REGISTRY)
    client.sign_in(coordinator)
    pages = [page.address for page in pages_of(app) if page.method == "GET"]
    answers = {address: client.get(address).status_code for address in pages}
    assert not {address for address, status in answers.items() if status >= 500}
    assert "address removed" in client.get("/teams/east/messages").text


# -- commands ----------------------------------------------------------------------------------------


def test_a_dry_run_of_the_command_says_counts_and_takes_nothing(run, team, stopped_clock):
    sign_and_leave(team)
    stopped_clock.pass_by(days=LATER.days)
    result = run("retention", "--dry-run")
    assert "Addresses of signatories who no longer sign: 1" in result.output
    assert "Nothing was taken away" in result.output
    assert "Addresses of signatories who no longer sign: 1" in run("retention").output
    assert run("retention").output == "0 taken away.\n"


def test_the_operator_writes_what_is_known_of_a_person_to_a_new_file(run, team, tmp_path):
    sign_and_leave(team)
    file = tmp_path / "zora.zip"
    assert run("export-person", ADDRESS, str(file)).exit_code == 0
    assert listed(file.read_bytes())["kept"]
    assert file.stat().st_mode & 0o077 == 0
    again = run("export-person", ADDRESS, str(file))
    assert (again.exit_code, "cannot be written" in again.output) == (1, True)


def test_the_operator_is_told_where_nothing_is_known(run, team, tmp_path):
    result = run("export-person", "nobody@example.org", str(tmp_path / "nobody.zip"))
    assert (result.exit_code, list(tmp_path.glob("*.zip"))) == (1, [])
