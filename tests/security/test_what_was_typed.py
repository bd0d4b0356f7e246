"""Every form that is refused for its session comes back filled in, to the person who filled it in alone."""

from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer

from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.audit.models import Event
from registry.committees.models import Term
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from registry.web import unsent_forms
from tests.factories import WHO_AND_WHEN, make_coordinator
from tests.removable import NEEDS_ALL
from tests.security.forms import Field, Form, every_form, forms_of, harmless
from tests.whole_team import make_whole_team, pages_of, personal_links

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def coordinator(app, client, installation):
    """Coordinates a team with something in every corner, keeps the installation, and is signed in."""
    app.config["WTF_CSRF_ENABLED"] = True
    installation.bring("a whole team and who keeps the installation", make_keeper)
    user = user_at("robin@example.org")
    client.sign_in(user)
    return user


def make_keeper() -> None:
    """The team, and its coordinator."""
    team = make_whole_team("east")
    with unit_of_work():
        user = make_coordinator(team, email="robin@example.org")
        accounts.name_administrator(user, **WHO_AND_WHEN)


def user_at(email: str) -> User:
    """The account with an address."""
    return db.session.scalars(sa.select(User).where(User.email == email)).one()


@pytest.fixture(scope="module")
def read_once() -> list[tuple[int, Form]]:
    """What `to_fill` has found; the rows are the same for each test, so the forms are too."""
    return []


@pytest.fixture
def to_fill(app, client, coordinator, read_once) -> list[tuple[User, Form]]:
    """Every form in which something is said on a page for which somebody signs in, and who that is."""
    if not read_once:
        read_once += read_forms(app, client, coordinator)
    assert len(read_once) > 90
    return [(db.session.get_one(User, who), deepcopy(form)) for who, form in read_once]


def read_forms(app, client, coordinator) -> Iterator[tuple[int, Form]]:
    """The same, with the number of who that is."""
    needs = sorted({page.address for page in pages_of(app) if page.method == "GET" and page.needs})
    seen = set()
    chair = db.session.scalars(sa.select(User).join(Term, Term.user_id == User.id)).first()
    for user in (coordinator, chair, user_at("first@east.example.org")):
        client.sign_in(user)
        forms = [form for _page, form in every_form(client, needs) if form.method == "POST"]
        yield from ((user.id, form) for form in forms if said_in(form) and form.action not in seen)
        seen |= {form.action for form in forms}


@pytest.fixture
def open_to_all(app, client, coordinator) -> list[Form]:
    """Every form in which something is said by people without an account, mostly behind a personal link."""
    client.get("/")
    with client.session_transaction() as session:
        session.clear()
    addresses = {page.address for page in pages_of(app) if page.method == "GET" and not page.needs}
    found = every_form(client, [*sorted(addresses), *links_of_people()])
    return [form for _page, form in found if form.method == "POST" and said_in(form)]


def links_of_people() -> list[str]:
    """The pages behind the links that a signatory, an applicant and somebody who leaves were sent."""
    links = personal_links(db.session.scalars(sa.select(Team)).one())
    return [page for pages in links.values() for page in pages]


@pytest.fixture
def other(coordinator) -> User:
    """Somebody else who may do whatever the coordinator may."""
    with unit_of_work():
        user = make_coordinator(db.session.scalars(sa.select(Team)).one(), email="other@example.org")
        accounts.name_administrator(user, **WHO_AND_WHEN)
    return user


def events() -> int:
    """How many changes there were."""
    return db.session.scalar(sa.select(sa.func.count(Event.id)))


def typed_into(one: Field) -> str:
    """What is typed: known again in a field of words, another choice than stands there, or a day."""
    if one.is_text:
        return f"What was typed as {one.name}"
    return next((said for said in reversed(one.options) if said), "") if one.takes_a_choice else harmless(one)


def said_in(form: Form) -> dict[str, str]:
    """What a person has said in a form, but for codes, files and what only programs fill in."""
    return {
        one.name: typed_into(one)
        for one in form.fields.values()
        if one.kind not in ("hidden", "password", "file") and one.name not in ("code", "website")
    }


def lost(page, address: str, form: Form) -> dict[str, str]:
    """What stands in no form of a page that goes where it was sent."""
    path = urlsplit(form.action).path
    there = [found for found in forms_of(page.text, address) if urlsplit(found.action).path == path]
    values = [{name: one.value for name, one in found.fields.items()} for found in there]
    best = max(values, key=lambda one: len(said_in(form).items() & one.items()), default={})
    return dict(said_in(form).items() - best.items())


def send(client, form: Form):
    """Send a form, filled in."""
    return client.post(form.action, data=form.filled(typed_into), headers={"Sec-Fetch-Site": "same-origin"})


def end_session(client) -> None:
    """The session is over; the browser still has its cookie."""
    with client.session_transaction() as session:
        session["_user_id"] = "over"


def next_of(answer) -> str:
    """Where somebody goes on once they are signed in."""
    return parse_qs(urlsplit(answer.location or "").query).get("next", ["/"])[0]


def opened_by(client, user, form: Form) -> None:
    """A form stands on a page that was shown to somebody in the session that they have now."""
    client.sign_in(user)
    with client.session_transaction() as session:
        form.fields["csrf_token"].value = session_token(client.application, session[unsent_forms.TOKEN])


@NEEDS_ALL
def test_what_was_typed_before_the_session_ended_comes_back_in_every_form(client, to_fill):
    wrong = {}
    for user, form in to_fill:
        opened_by(client, user, form)
        end_session(client)
        address = next_of(send(client, form))
        client.sign_in(user)
        page = client.get(address)
        if unsent_forms.ENDED not in page.text or lost(page, address, form):
            wrong[form.action] = (page.status_code, address, lost(page, address, form))
    assert wrong == {}


@NEEDS_ALL
def test_nobody_else_who_signs_in_there_gets_what_was_typed(client, coordinator, other, to_fill):
    seen = {}
    for user, form in to_fill:
        opened_by(client, user, form)
        end_session(client)
        address = next_of(send(client, form))
        client.sign_in(other)
        page = client.get(address, follow_redirects=True)
        if "What was typed as" in page.text or unsent_forms.KEPT not in address:
            seen[form.action] = (page.status_code, address)
    assert seen == {}


def session_token(app, raw: str) -> str:
    """The token that a form of a session carries."""
    signer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    return str(signer.dumps(raw))


@NEEDS_ALL
def test_a_form_whose_token_is_of_an_earlier_session_comes_back_filled_in_and_changes_nothing(
    client, to_fill
):
    wrong, before = {}, events()
    for user, form in to_fill:
        client.sign_in(user)
        page = send(client, form)
        if unsent_forms.EXPIRED not in page.text or lost(page, form.action, form):
            wrong[form.action] = (page.status_code, lost(page, form.action, form))
    assert (wrong, events()) == ({}, before)


@NEEDS_ALL
def test_a_form_that_somebody_else_opened_is_neither_taken_nor_shown(client, other, to_fill):
    client.sign_in(other)
    pages = [send(client, form) for _user, form in to_fill]
    assert {page.status_code for page in pages} == {400}
    assert not [page for page in pages if "What was typed as" in page.text]


@NEEDS_ALL
def test_a_form_behind_a_link_comes_back_filled_in_when_the_browser_has_lost_its_cookies(client, open_to_all):
    wrong = {}
    for form in open_to_all:
        with client.session_transaction() as session:
            session.clear()
        page = send(client, form)
        if unsent_forms.EXPIRED not in page.text or lost(page, form.action, form):
            wrong[form.action] = (page.status_code, lost(page, form.action, form))
    assert {form.action.split("/")[1] for form in open_to_all} >= {"teams", "sign", "notice", "apply"}
    assert wrong == {}


def test_what_another_site_sends_is_not_shown(client, open_to_all):
    with client.session_transaction() as session:
        session.clear()
    assert len(open_to_all) > 3
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        pages = [
            client.post(form.action, data=form.filled(typed_into), headers=headers) for form in open_to_all
        ]
        assert not [page for page in pages if "What was typed as" in page.text]


def test_what_comes_without_a_token_of_ours_is_not_shown(client, open_to_all):
    pages = [
        client.post(form.action, data=form.filled(typed_into, csrf_token=token))
        for form in open_to_all
        for token in ("", "made up")
    ]
    assert len(pages) > 2 * 3
    assert not [page for page in pages if page.status_code != 400 or "What was typed as" in page.text]
