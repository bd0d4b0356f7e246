"""Who may enter: the whole map of addresses, tried by everyone."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from registry.accounts import services as accounts
from registry.committees.models import Committee
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.security.permissions import PERMISSIONS, Permission, Role
from tests import access_table
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_member,
    make_reader,
    make_representative,
    make_seat,
    make_team,
    make_user,
    seat_member,
)
from tests.reading import value_of
from tests.removable import NEEDS_ALL
from tests.whole_team import make_whole_team, pages_of

SIGN_IN = "/sign-in"
#: How a page may answer who may enter: with itself, onwards, or with words on what is not there or wrong.
ENTERED = {200, 202, 302, 303, 404, 409, 410, 422}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def team(once):
    """A team in which there is something behind every address."""
    return once(make_whole_team, "east")


def make_administrator():
    """An account that keeps the installation, without a role in a team."""
    user = make_user()
    accounts.name_administrator(user, **WHO_AND_WHEN)
    return user


@pytest.fixture
def people(once, team):
    """One of each kind of reader, by what they are."""
    return once(make_people, team)


def make_people(team):
    with unit_of_work():
        other = make_team(slug="west")
        partner = db.session.scalars(sa.select(Partner).order_by(Partner.id)).first()
        committee = db.session.scalars(sa.select(Committee).order_by(Committee.id)).first()
        chair = make_member(team)
        member = seat_member(make_seat(committee))
        seat_member(make_seat(committee), chair, is_chair=True)
        return {
            "coordinator": make_coordinator(team),
            "chair": chair,
            "committee member": member,
            "representative": make_representative(partner, email="second@example.org"),
            "reader": make_reader(team),
            "coordinator elsewhere": make_coordinator(other),
            "administrator": make_administrator(),
            "no role": make_user(),
            "nobody": None,
        }


def cookie_of(client, user):
    """The cookie of a session in which somebody, or nobody, has signed in."""
    with client.session_transaction() as session:
        session.clear()
        session["language"] = "en"
    if user:
        client.sign_in(user)
    return client.get_cookie("registry").value


@pytest.fixture
def answers(app, client, people) -> Callable:
    """Asks for every page that is wanted as one kind of reader; gives what is answered, by page."""

    def ask(who, wanted):
        found, cookie = {}, cookie_of(client, people[who])
        for page in filter(wanted, pages_of(app)):
            client.set_cookie("registry", cookie)
            found[str(page)] = client.open(page.address, method=page.method)
        return found

    return ask


def statuses(answered, *allowed):
    """The answers other than those allowed, by page."""
    return {
        page: answer.status_code for page, answer in answered.items() if answer.status_code not in allowed
    }


# -- what the map says -------------------------------------------------------------------------------


def test_every_page_says_who_may_enter_or_why_anyone_may(app):
    assert not [str(page) for page in pages_of(app) if not page.access]


#: Where an organization that is no partner yet applies to a team.
OPEN_TO_APPLICANTS = {"GET /teams/east/join", "POST /teams/east/join", "GET /teams/east/join/sent"}


@pytest.mark.needs("admissions")
def test_no_page_of_a_team_is_open_to_everyone_but_those_for_applicants(app):
    open_pages = {str(page) for page in pages_of(app) if page.of_a_team and not page.needs}
    assert open_pages == OPEN_TO_APPLICANTS


def test_no_page_of_a_team_asks_only_for_an_account(app):
    assert not [str(page) for page in pages_of(app) if page.of_a_team and page.needs is Permission.SIGNED_IN]


def test_a_page_that_asks_for_a_teams_permission_names_the_team(app):
    elsewhere = [page for page in pages_of(app) if page.needs and not page.of_a_team]
    assert {page.needs for page in elsewhere} == {Permission.SIGNED_IN, Permission.ADMINISTER}


def test_no_role_in_a_team_keeps_the_installation():
    assert not [role for role in Role if Permission.ADMINISTER in PERMISSIONS[role]]


def test_no_page_that_anyone_may_fetch_changes_the_team(app):
    reading = {Permission.READ_TEAM, Permission.READ_MESSAGES, Permission.READ_TRAIL}
    changing = set(Permission) - reading - {Permission.SIGNED_IN}
    assert not changing & PERMISSIONS[Role.READER]


# -- what the pages answer ---------------------------------------------------------------------------


@NEEDS_ALL
def test_every_page_has_its_line_in_the_published_table(app):
    assert access_table.read_table() == access_table.lines_of(app), "python -m tests.access_table --write"


#: Every kind of reader; on PostgreSQL those that see the most and nothing.
KINDS_AND_DATABASES = [
    *((kind, "sqlite") for kind in access_table.KINDS),
    *((kind, "postgresql") for kind in ("coordinator", "representative", "nobody")),
]


def is_as_told(told, answer):
    """Whether an answer is what the table tells."""
    leads_to_sign_in = (answer.location or "").startswith(SIGN_IN)
    if told == access_table.SIGN_IN:
        return answer.status_code == 303 and leads_to_sign_in
    allowed = {
        access_table.ENTERS: ENTERED,
        access_table.THEIRS: ENTERED | {403},
        access_table.REFUSED: {403},
        access_table.HIDDEN: {404},
    }
    return answer.status_code in allowed[told] and not leads_to_sign_in


@pytest.mark.parametrize(("kind", "database"), KINDS_AND_DATABASES, indirect=["database"])
def test_every_page_answers_each_kind_of_reader_as_the_table_tells(app, answers, kind):
    place = 2 + list(access_table.KINDS).index(kind)
    table = {line[0]: line[place] for line in access_table.read_table()}
    told = {str(page): table[f"{page.method} {page.rule}"] for page in pages_of(app)}
    found = answers(kind, lambda page: not page.ends_the_session)
    wrong = {page: answer for page, answer in found.items() if not is_as_told(told[page], answer)}
    assert len(found) > 250
    assert not statuses(wrong)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", access_table.KINDS)
def test_a_page_that_ends_the_session_leads_to_the_sign_in(answers, kind):
    found = answers(kind, lambda page: page.ends_the_session and page.method == "POST")
    assert found
    assert not statuses(found, 303, 404, 422)


@pytest.mark.parametrize("address", ["/teams/nowhere/", "/teams/nowhere/partners", "/nowhere", "/teams/"])
def test_what_is_not_there_is_not_found_by_a_coordinator(client, people, address):
    client.sign_in(people["coordinator"])
    assert client.get(address).status_code == 404


# -- forgery -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nobody", "coordinator"])
def test_no_form_is_taken_without_the_token_of_its_page(app, answers, who):
    app.config["WTF_CSRF_ENABLED"] = True
    assert not statuses(answers(who, lambda page: page.method == "POST"), 400)


def test_a_form_is_taken_with_the_token_of_its_page(app, client, people):
    app.config["WTF_CSRF_ENABLED"] = True
    client.sign_in(people["coordinator"])
    token = value_of(client.get("/teams/east/settings"), "csrf_token")
    assert client.post("/sign-out", data={"csrf_token": token}).location == SIGN_IN


def test_the_token_of_another_session_is_not_taken(app, client, people):
    app.config["WTF_CSRF_ENABLED"] = True
    client.sign_in(people["reader"])
    theirs = value_of(client.get("/teams/east/"), "csrf_token")
    with client.session_transaction() as session:
        session.clear()
    client.sign_in(people["coordinator"])
    assert client.post("/sign-out", data={"csrf_token": theirs}).status_code == 400


def test_no_page_is_framed_kept_or_run_with_scripts_of_others(client, people):
    client.sign_in(people["coordinator"])
    headers = client.get("/teams/east/trail").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
