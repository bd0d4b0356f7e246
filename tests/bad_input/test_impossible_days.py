"""Days that cannot be, wherever they come from: typed into a form, in an address, or in a row long since."""

import datetime as dt
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
import sqlalchemy as sa
from flask import g, request
from flask_wtf import FlaskForm
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import DateField
from wtforms.fields.core import UnboundField

import registry
from registry.commitments.models import SigningRequest
from registry.commitments.services import requests
from registry.commitments.tasks import REMIND
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.dates import Meaning
from registry.errors import RegistryError
from registry.jobs.models import Trouble
from registry.outbox.models import Message
from registry.web.fields import DayField
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_signatory,
    make_team,
    make_version,
)
from tests.reading import error_on
from tests.removable import NEEDS_ALL
from tests.whole_team import make_whole_team, pages_of

FIRST, LAST = dt.date.min, dt.date.max
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

#: What nobody means, as browsers and people send it.
IMPOSSIBLE = (
    *("0001-01-01", "0024-11-24", "1066-10-14", "1899-12-31", "2999-12-31", "9999-12-31", "275760-09-13"),
    *(
        "2026-02-30",
        "2026-13-01",
        "24/11/24",
        "04/05/2019",
        "1 avril 24",
        "soon",
        "-1",
        "١٢/٣/٢٠٢٠",
        "x" * 5_000,
    ),
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- in rows that are there already ------------------------------------------------------------------


@pytest.fixture
def whole_team(once):
    """A team in which there is something behind every address."""
    return once(make_whole_team, "east")


@pytest.fixture
def asked(app, client, whole_team):
    """Every page, for somebody who coordinates the whole team."""
    with unit_of_work():
        client.sign_in(make_coordinator(whole_team))
    return [page for page in pages_of(app) if page.method == "GET" and not page.ends_the_session]


def put(day):
    """Write a day into every column of every row that takes it, past forms and rules; gives these columns."""
    tables = db.metadata.sorted_tables
    of_days = [one for table in tables for one in table.columns if type(one.type) is sa.Date]
    with unit_of_work():
        return [str(column) for column in of_days if _put(column, day)]


def _put(column, day):
    try:
        with db.session.begin_nested():
            return db.session.execute(sa.update(column.table).values({column: day})).rowcount
    except DBAPIError:  # another column has to come before it, or the table takes no change
        return 0


@NEEDS_ALL
@ON_SQLITE
@pytest.mark.parametrize("day", [FIRST, LAST])
def test_no_page_fails_at_a_row_with_an_impossible_day(client, asked, day):
    assert len(put(day)) > 25
    assert not [str(page) for page in asked if client.get(page.address).status_code >= 500]


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_no_task_fails_at_a_row_with_an_impossible_day(whole_team, work, stopped_clock, day):
    assert "signing_request.due_on" in put(day)
    stopped_clock.pass_by(days=7)
    work()
    assert not db.session.scalars(sa.select(Trouble.cause)).all()


def ask(team):
    """Ask somebody of a team to sign; gives the number of the request."""
    make_signatory(make_partner(team))
    requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)
    query = sa.select(SigningRequest.id).join(SigningRequest.partner).where(sa.text("team_id = :team"))
    return db.session.scalars(query, {"team": team.id}).one()


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_request_due_on_an_impossible_day_keeps_no_reminder_of_another_team_from_leaving(
    session, work, stopped_clock, day
):
    with unit_of_work():
        bad, good = ask(make_team()), ask(make_team())
        db.session.get_one(SigningRequest, bad).due_on = day
    stopped_clock.pass_by(days=7)
    work()
    reminded = sa.select(Message.subject).where(Message.template == "commitments.reminder")
    assert f"signing_request:{good}" in db.session.scalars(reminded).all()
    assert not db.session.scalars(sa.select(Trouble.id).where(Trouble.task == REMIND)).all()


# -- in addresses ------------------------------------------------------------------------------------


#: The names under which a page may read a day, or a place in a list, in its address.
NAMES = ("on", "since", "until", "before", "after", "from", "to")

#: The pages that look for any of these names.
LOOKING = {
    "admissions.index",
    "announcements.index",
    "authority.grant",
    "authority.index",
    "authority.show",
    "commitments.standing",
    "committees.index",
    "committees.show",
    "decisions.index",
    "interests.index",
    "pages.messages",
    "partner_notes.index",
    "partners.index",
    "partners.show",
    "people.index",
    "trail.index",
    "trail.of_thing",
    "trail_proof.index",
    "withdrawals.index",
}


class NotedQuery(ImmutableMultiDict):
    """The query of an address, which notes the page that looks for one of `NAMES`."""

    looking = set()

    def _note(self, name):
        if name in NAMES:
            self.looking.add(request.endpoint)

    def __getitem__(self, name):
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self._note(name)
        return super().__contains__(name)

    def getlist(self, name, *rest, **more):
        self._note(name)
        return super().getlist(name, *rest, **more)


def failing(client, pages, typed):
    """The pages that fail with something typed under each of `NAMES`."""
    query = dict.fromkeys(NAMES, typed)
    return [str(page) for page in pages if client.get(page.address, query_string=query).status_code >= 500]


@NEEDS_ALL
@ON_SQLITE
def test_the_pages_that_look_for_a_day_in_their_address_are_known_and_no_other_fails(
    app, client, asked, monkeypatch
):
    noting = type("Noting", (app.request_class,), {"parameter_storage_class": NotedQuery})
    monkeypatch.setattr(app, "request_class", noting)
    monkeypatch.setattr(NotedQuery, "looking", set())
    assert len(asked) > 100
    assert failing(client, asked, "soon") == []
    assert NotedQuery.looking == LOOKING


@NEEDS_ALL
@ON_SQLITE
@pytest.mark.parametrize("typed", IMPOSSIBLE)
def test_no_address_with_an_impossible_day_makes_a_page_fail(client, asked, typed):
    looking = [page for page in asked if page.endpoint in LOOKING]
    assert len(looking) >= len(LOOKING)
    assert failing(client, looking, typed) == []


@ON_SQLITE
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("partners?on=9999-12-31", "the latest day is 31 December 2199."),
        ("partners?on=0001-01-01", "write the year with four digits"),
        ("partners?on=04/05/2019", "can be 4 May 2019 or 5 April 2019."),
        ("authority?on=1066-10-14", "the earliest day is 1 January 1900."),
        ("trail?since=9999-12-31", "the latest day is 31 December 2199."),
        ("trail?until=soon", "“soon” is not a day."),
    ],
)
def test_an_impossible_day_in_an_address_is_left_out_with_a_word(client, team, address, words):
    page = client.get(f"/teams/east/{address}")
    assert page.status_code == 200
    assert "The day in the address was left out." in page.text
    assert words in page.text


@ON_SQLITE
@pytest.mark.parametrize("typed", ["2026-04-01", "1er avril 2026", "April 1, 2026"])
def test_a_day_in_an_address_is_read_as_people_write_it(client, team, typed):
    page = client.get("/teams/east/partners", query_string={"on": typed})
    assert 'value="2026-04-01"' in page.text
    assert "left out" not in page.text


# -- in forms ----------------------------------------------------------------------------------------


def all_forms():
    """Every class of forms there is."""
    for module in walk_packages(registry.__path__, "registry."):
        if "forms" in module.name.split("."):
            import_module(module.name)
    found, to_see = set(), [FlaskForm]
    while to_see:
        below = set(to_see.pop().__subclasses__()) - found
        found |= below
        to_see += below
    return {form for form in found if form.__module__.startswith("registry.")}


def day_fields():
    """Every field of every form that takes a day, as form, name and the field unbound."""
    return [
        pytest.param(name, field, id=f"{form.__module__}.{form.__name__}.{name}")
        for form in sorted(all_forms(), key=lambda one: (one.__module__, one.__name__))
        for name, field in sorted(vars(form).items())
        if isinstance(field, UnboundField) and issubclass(field.field_class, DateField)
    ]


@NEEDS_ALL
def test_every_day_that_is_typed_goes_through_one_field():
    sources = Path(registry.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if "DateField" in path.read_text()] == ["fields.py"]
    assert len(day_fields()) > 40


@pytest.fixture
def validated(app, team):
    """The words on a field that is alone in its form, once something was typed into it."""

    def validate(name, field, typed):
        form_class = type("OneDay", (FlaskForm,), {name: field})
        with app.test_request_context("/", method="POST", data={name: typed}):
            g.team = team
            form = form_class(meta={"csrf": False})
            form.validate()
            return form[name].data, [str(one) for one in form[name].errors]

    return validate


@ON_SQLITE
@pytest.mark.parametrize(("name", "field"), day_fields())
def test_no_form_takes_an_impossible_day(validated, name, field):
    found = {typed: validated(name, field, typed)[1] for typed in IMPOSSIBLE}
    assert not {typed: words for typed, words in found.items() if len(words) != 1}


@ON_SQLITE
@pytest.mark.parametrize(("name", "field"), day_fields())
def test_every_form_takes_today_as_people_write_it(validated, name, field):
    for typed in ("2026-11-24", " 24 novembre 2026 ", "November 24, 2026", "24/11/2026"):
        assert validated(name, field, typed) == (dt.date(2026, 11, 24), [])


@ON_SQLITE
def test_blanks_are_no_day(validated):
    field = UnboundField(DayField, meaning=Meaning.DUE)
    assert validated("due_on", field, "   ") == (None, [])


@pytest.fixture
def invite(client, team):
    """Sends the form that asks all partners of the team to sign by a day."""
    with unit_of_work():
        ask(team)
    address = "/teams/east/documents/privacy-policy/versions/1/invite"
    return lambda due_on: client.post(address, data={"due_on": due_on, "word": "Dear all"})


@ON_SQLITE
def test_a_request_due_on_the_first_day_there_is_cannot_be_made(invite):
    page = invite("0001-01-01")
    assert page.status_code == 422
    assert error_on(page, "due_on") == "“0001-01-01”: write the year with four digits, such as 2026."
    assert "Dear all" in page.text


@ON_SQLITE
def test_a_day_of_which_the_order_is_not_plain_is_asked_about_and_stands_there_again(invite):
    page = invite("04/05/2027")
    assert error_on(page, "due_on") == (
        "“04/05/2027” can be 4 May 2027 or 5 April 2027. "
        "Write the month as a word, or the day as 2027-05-04 or 2027-04-05."
    )
    assert 'type="text" value="04/05/2027"' in page.text


@ON_SQLITE
def test_a_day_that_stands_in_a_row_may_stay_and_no_impossible_one_may(app, team):
    class OneDay(FlaskForm):
        due_on = UnboundField(DayField, meaning=Meaning.DUE)

    for kept, is_taken in ((dt.date(2024, 5, 1), True), (FIRST, False), (LAST, False)):
        with app.test_request_context("/", method="POST", data={"due_on": kept.isoformat()}):
            g.team = team
            assert OneDay(data={"due_on": kept}, meta={"csrf": False}).validate() is is_taken


@pytest.mark.parametrize("day", [FIRST, LAST, dt.date(2026, 11, 24)])
def test_no_service_asks_anybody_by_an_impossible_day(session, day):
    with unit_of_work():
        partner = make_partner(make_team())
        signatory, version = make_signatory(partner), make_version(partner.team)
    for act in (
        lambda: requests.ask(version, signatory, due_on=day, **WHO_AND_WHEN),
        lambda: requests.invite_outstanding(version, due_on=day, **WHO_AND_WHEN),
    ):
        with pytest.raises(RegistryError) as refused, unit_of_work():
            act()
        assert refused.value.field == "due_on"
