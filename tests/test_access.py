"""Who may enter: the whole map of addresses, tried by everyone."""

from collections.abc import Callable, Iterator

import pytest

from registry.access import PERMISSIONS, Permission, Role
from registry.accounts import services as accounts
from registry.commitments import services as commitments
from registry.conflicts import parties
from registry.conflicts import services as conflicts
from registry.partners.rules import Status
from registry.transactions import unit_of_work
from registry.withdrawals import giving, requests
from registry.withdrawals import services as withdrawals
from registry.withdrawals.rules import EffortKind
from tests.admissions.making import make_admission
from tests.decisions.making import open_one
from tests.factories import (
    BY_AND_WHEN,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_draft,
    make_member,
    make_partner,
    make_reader,
    make_representative,
    make_seat,
    make_signatory,
    make_team,
    make_user,
    make_version,
    seat_member,
)
from tests.reading import value_of

#: What stands in an address where the map has a name: all of it is there, in the team "east".
PLACES = {
    "team": "east",
    "slug": "privacy-policy",
    "key": "text",
    "language": "en",
    "filename": "registry.css",
}

SIGN_IN = "/sign-in"
#: How a page may answer who may enter: with itself, onwards, or with words on what is not there or wrong.
ENTERED = {200, 202, 302, 303, 404, 409, 410, 422}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def team(session):
    """A team in which there is something behind every address."""
    with unit_of_work():
        team = make_team(slug="east")
        partner = make_partner(team, status=Status.PARTNER)
        make_signatory(partner)
        make_signatory(partner)
        version = make_version(team)
        commitments.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        make_draft(team)
        make_representative(partner, email="first@example.org")
        committee = make_committee(team)
        seat_member(make_seat(committee), is_chair=True)
        open_one(team)
        _begin_withdrawals(team)
        make_case(team, partner, committee)
    make_admission(team)
    return team


def _begin_withdrawals(team):
    """One organization is asked for a notice, another has given it and was offered something."""
    asked, leaving = make_partner(team), make_partner(team)
    requests.ask_for_notice(asked, make_signatory(asked), **BY_AND_WHEN)
    paper = giving.PaperNotice(given_on=NOW.date(), language="en")
    withdrawal = giving.enter_notice(leaving, paper, **BY_AND_WHEN)
    talk = {"offered_by": "The chair", "offered_on": NOW.date(), "text": "A talk."}
    withdrawals.offer_effort(withdrawal, kind=EffortKind.UNDERSTAND, **talk, **BY_AND_WHEN)


def make_case(team, partner, committee):
    """A conflict between a partner and the team, that arose at its steering committee."""
    conflicts.raise_case(
        team,
        committee=committee,
        named=[parties.of_partner(partner), parties.of_team(team)],
        subject="The van",
        account="Both need it.",
        user=make_coordinator(team),
        now=NOW,
    )


def make_administrator():
    """An account that keeps the installation, without a role in a team."""
    user = make_user()
    accounts.name_administrator(user, **WHO_AND_WHEN)
    return user


@pytest.fixture
def people(team):
    """One of each kind of reader, by what they are."""
    with unit_of_work():
        other = make_team(slug="west")
        return {
            "coordinator": make_coordinator(team),
            "reader": make_reader(team),
            "member": make_member(team),
            "coordinator of another team": make_coordinator(other),
            "member of no team": make_user(),
            "administrator": make_administrator(),
            "anonymous": None,
        }


class Page:
    """One address and method, with what its view says on who may enter."""

    def __init__(self, app, rule, method):
        self.method, self.of_a_team = method, "team" in rule.arguments
        self.access = getattr(app.view_functions[rule.endpoint], "registry_access", None)
        values = {name: PLACES.get(name, 1) for name in rule.arguments}
        with app.test_request_context():
            self.address = app.url_map.bind("localhost").build(rule.endpoint, values)

    def __str__(self):
        return f"{self.method} {self.address}"

    @property
    def needs(self):
        """The permission that it asks for, where it asks for one."""
        return self.access if isinstance(self.access, Permission) else None


def pages_of(app) -> Iterator[Page]:
    """Every page of the registry, once for each method."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST"}):
            if rule.endpoint != "static":
                yield Page(app, rule, method)


@pytest.fixture
def answers(app, client, people) -> Callable:
    """Asks for every page that is wanted as one kind of reader; gives what is answered, by page."""

    def ask(who, wanted):
        found = {}
        for page in filter(wanted, pages_of(app)):
            with client.session_transaction() as session:
                session.clear()
            if people[who]:
                client.sign_in(people[who])
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
    changing = set(Permission) - {Permission.READ_TEAM, Permission.READ_MESSAGES, Permission.SIGNED_IN}
    assert not changing & PERMISSIONS[Role.READER]


# -- what the pages answer ---------------------------------------------------------------------------


def test_who_is_not_signed_in_is_led_to_the_sign_in(answers):
    found = answers("anonymous", lambda page: page.needs)
    assert len(found) > 50
    assert not statuses(found, 303)
    assert {answer.location.partition("?")[0] for answer in found.values()} == {SIGN_IN}


@pytest.mark.parametrize("who", ["anonymous", "coordinator of another team", "coordinator"])
def test_public_pages_let_everyone_in(answers, who):
    found = answers(who, lambda page: not page.needs)
    assert not statuses(found, *ENTERED)
    assert not [page for page, answer in found.items() if (answer.location or "").startswith(SIGN_IN)]


def test_an_administrator_keeps_the_installation(answers):
    assert not statuses(answers("administrator", lambda page: page.needs is Permission.ADMINISTER), *ENTERED)


@pytest.mark.parametrize("who", ["coordinator", "reader", "member", "member of no team"])
def test_nobody_else_finds_the_pages_of_the_administrator(answers, who):
    found = answers(who, lambda page: page.needs is Permission.ADMINISTER)
    assert len(found) == 5
    assert not statuses(found, 404)


@pytest.mark.parametrize("who", ["coordinator of another team", "member of no team", "administrator"])
def test_another_teams_pages_are_not_found(answers, who):
    assert not statuses(answers(who, lambda page: page.of_a_team and page.needs), 404)


def test_a_coordinator_may_enter_every_page_of_the_team(answers):
    found = answers("coordinator", lambda page: page.of_a_team and page.needs is not Permission.TAKE_PART)
    assert not statuses(found, *ENTERED)
    assert len([page for page, answer in found.items() if answer.status_code == 200]) > 25


def test_a_reader_may_read_the_team(answers):
    found = answers("reader", lambda page: page.of_a_team and page.needs in PERMISSIONS[Role.READER])
    assert not statuses(found, *ENTERED)


def test_a_coordinator_takes_part_only_where_a_seat_or_a_partner_is_theirs(answers):
    found = answers("coordinator", lambda page: page.needs is Permission.TAKE_PART)
    assert found
    assert not statuses(found, *ENTERED, 403)


def test_a_member_may_read_the_team_and_change_only_what_is_theirs(answers):
    found = answers("member", lambda page: page.of_a_team and page.needs in PERMISSIONS[Role.MEMBER])
    assert not statuses(found, *ENTERED, 403)
    theirs = {None, *PERMISSIONS[Role.MEMBER]}
    others = answers("member", lambda page: page.of_a_team and page.needs not in theirs)
    assert len(others) > 40
    assert not statuses(others, 403)


def test_a_reader_may_change_nothing(answers):
    theirs = {None, *PERMISSIONS[Role.READER]}
    found = answers("reader", lambda page: page.of_a_team and page.needs not in theirs)
    assert len(found) > 40
    assert not statuses(found, 403)


@pytest.mark.parametrize("address", ["/teams/nowhere/", "/teams/nowhere/partners", "/nowhere", "/teams/"])
def test_what_is_not_there_is_not_found_by_a_coordinator(client, people, address):
    client.sign_in(people["coordinator"])
    assert client.get(address).status_code == 404


# -- forgery -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["anonymous", "coordinator"])
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
    headers = client.get("/teams/east/partners").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
