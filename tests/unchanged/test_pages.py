"""Pages that answer at once while nothing has changed, and everything that counts as a change."""

import datetime as dt

import pytest

from registry.accounts import services as accounts
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.partners.queries import partner_list
from registry.partners.services import partners
from registry.security.permissions import Role
from registry.teams.models import Team
from registry.teams.services import memberships, teams
from tests.cast import make_cast
from tests.factories import WHO_AND_WHEN, make_statement, make_team
from tests.unchanged.builders import PAGES

LIST = "/teams/east/partners"


@pytest.fixture
def cast(once):
    return once(make_cast)


@pytest.fixture
def ask(app, client, cast):
    """Asks for a page as a browser does that has it already: with its tag."""
    client.sign_in(cast.coordinator)
    with client.session_transaction() as session:
        session["csrf_token"] = session.get("csrf_token", "a token")

    def asked(address, tag=None):
        return client.get(address, headers={"If-None-Match": tag} if tag else {})

    return asked


def test_every_page_that_says_so_is_listed_here(app):
    marked = {name for name, view in app.view_functions.items() if hasattr(view, "registry_is_unchanged")}
    assert marked == set(PAGES)


def test_nothing_is_told_of_a_page_before_the_reader_may_open_it(app):
    outermost = {app.view_functions[name].__code__.co_qualname for name in PAGES}
    assert outermost == {"requires.<locals>.decorate.<locals>.entered"}


@pytest.fixture
def versions(cast):
    """A Statement with two versions."""
    with unit_of_work(cast.team.id):
        make_statement(cast.team)
        make_statement(cast.team)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("versions")
def test_an_unchanged_page_is_answered_after_one_read(name, ask, count_queries):
    address = f"/teams/east{PAGES[name]}"
    first = ask(address)
    assert first.status_code == 200, address
    assert first.headers["Cache-Control"] == "private, no-cache"
    with count_queries() as counted:
        again = ask(address, first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert len(counted.selects) == 1
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in again.headers["Vary"]


def rename(cast):
    partner = db.session.get_one(Partner, cast.maple.id)
    partners.rename_partner(partner, name="Oak", on=dt.date(2026, 11, 1), **WHO_AND_WHEN)


def rename_reader(cast):
    accounts.change_profile(cast.coordinator, name="Cora Cross", language="en", **WHO_AND_WHEN)


def end_role(cast):
    memberships.leave(cast.team, cast.member.id, with_holdings=True, **WHO_AND_WHEN)


def add_role_elsewhere(cast):
    teams.grant_role(
        team=make_team(slug="west"), user_id=cast.coordinator.id, role=Role.READER, **WHO_AND_WHEN
    )


def change_zone(cast):
    db.session.get_one(Team, cast.team.id).timezone = "America/Vancouver"


@pytest.mark.parametrize("change", [rename, rename_reader, end_role, add_role_elsewhere, change_zone])
def test_after_a_change_the_page_is_made_anew(change, cast, ask):
    tag = ask(LIST).headers["ETag"]
    with unit_of_work(cast.team.id):
        change(cast)
    assert ask(LIST, tag).status_code == 200


def test_what_another_team_changes_leaves_the_page_unchanged(cast, ask):
    with unit_of_work():
        west = make_team(slug="west")
    tag = ask(LIST).headers["ETag"]
    with unit_of_work(west.id):
        db.session.get_one(Team, west.id).region_en = "the far West"
    assert ask(LIST, tag).status_code == 304


def test_another_session_language_day_or_address_has_another_page(cast, ask, client, stopped_clock):
    tag = ask(LIST).headers["ETag"]
    assert ask(f"{LIST}?q=maple", tag).status_code == 200
    client.post("/language/fr", data={"next": LIST})
    assert 'lang="fr"' in ask(LIST, tag).text
    client.post("/language/en", data={"next": LIST})
    stopped_clock.pass_by(days=1)
    assert ask(LIST, tag).status_code == 200
    client.sign_in(cast.coordinator)
    assert ask(LIST, tag).status_code == 200


def test_a_tag_opens_nothing_to_others(cast, ask, client):
    tag = ask(LIST).headers["ETag"]
    client.sign_in(cast.for_maple)
    assert ask(LIST, tag).status_code == 200
    client.post("/sign-out")
    assert ask(LIST, tag).status_code == 303


def test_after_a_start_of_the_server_every_page_is_made_anew(ask, make_app, client):
    tag = ask(LIST).headers["ETag"]
    other = make_app().test_client()
    other.set_cookie("registry", client.get_cookie("registry").value, domain="localhost")
    answer = other.get(LIST, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["ETag"] != tag) == (200, True)


def test_a_page_with_a_message_is_not_kept_and_not_unchanged(ask, client):
    tag = ask(LIST).headers["ETag"]
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "It is done.")]
    told = ask(LIST, tag)
    assert "It is done." in told.text
    assert told.headers["Cache-Control"] == "no-store"
    assert "ETag" not in told.headers
    assert ask(LIST, tag).status_code == 304


@pytest.mark.parametrize(
    "address",
    ["/teams/east/partners/999", "/teams/east/", "/teams/east/trail", "/profile"],
)
def test_errors_and_pages_that_do_not_say_so_are_not_kept(address, ask):
    answer = ask(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_a_page_made_while_something_changed_is_made_anew_the_next_time(cast, ask, monkeypatch):
    """What is committed after the marks were read and before the page is made is in the page, or is not:
    its tag is over either way.
    """
    ask_for_page = partner_list.page_of

    def page_of(*args, **kwargs):
        monkeypatch.undo()
        with unit_of_work(cast.team.id):
            rename(cast)
        return ask_for_page(*args, **kwargs)

    monkeypatch.setattr(partner_list, "page_of", page_of)
    raced = ask(LIST)
    assert "Oak" in raced.text
    assert ask(LIST, raced.headers["ETag"]).status_code == 200
