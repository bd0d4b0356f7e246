"""What a page with a form does when it is sent, and what is known of a form by its fields' names."""

import re

import pytest
from flask import get_flashed_messages, make_response
from flask_babel import force_locale
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from registry.database.session import WRITING, db
from registry.database.transactions import unit_of_work
from registry.errors import N_, BadLine, BadLines, RuleBroken
from registry.teams.models import Team
from registry.web import fields, forms
from tests.factories import make_team
from tests.reading import error_on, saved_now, value_of
from tests.test_architecture import SOURCES, TOP, name_of

#: The one module that may build on another's form.
OURS = TOP / "registry" / "web" / "forms.py"

PAGE = """{% extends '_form.html' %}{% block title %}The team’s name{% endblock %}
{% block fields %}{{ field(form.name) }}{{ found }}{% endblock %}"""
ONWARD = "/onward"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class NameForm(forms.Form):
    """The name of a team, as it was seen."""

    revision = fields.revision()
    name = fields.line("Name", 20, required="Enter a name.")


class Sent:
    """The answer to a form, as the helpers that read pages want it."""

    def __init__(self, answer, flashed):
        self.text, self.status_code = answer.get_data(as_text=True), answer.status_code
        self.location, self.flashed = answer.location, flashed


@pytest.fixture
def east(session):
    """A team to rename."""
    with unit_of_work():
        return make_team(slug="east", name_en="East")


@pytest.fixture
def send(app, east):
    """Sends the form that renames the team, and gives the answer; without data it is only asked for."""

    def run(data=None, do=None, *, form=NameForm, **said):
        method = "GET" if data is None else "POST"
        with app.test_request_context("/", method=method, data=data):
            made = form(data={"name": east.name_en, "revision": east.revision})
            usual = {"done": "Renamed.", "to": ONWARD, "template": app.jinja_env.from_string(PAGE)}
            page = forms.submit(made, do or (lambda: rename(east, made.name.data)), **(usual | said))
            answer = Sent(make_response(page), get_flashed_messages(with_categories=True))
        db.session.rollback()
        return answer

    return run


def rename(team, name):
    """What the form does."""
    team.name_en = name
    return team


def refusing(error):
    """A change that is refused after it has begun."""

    def do():
        rename(db.session.query(Team).one(), "Half done")
        db.session.flush()
        raise error

    return do


def at_top(answer):
    """What the summary of a page says is wrong."""
    return re.search(r'class="govuk-error-summary.*?</ul>', answer.text, re.DOTALL)[0]


# -- a page with a form ------------------------------------------------------------------------------


def test_a_form_that_is_only_asked_for_is_shown_and_changes_nothing(east, send):
    before = east.revision
    shown = send(load=lambda: {"found": "Nothing yet"})
    assert (shown.status_code, shown.flashed) == (200, [])
    assert 'value="East"' in shown.text
    assert "Nothing yet" in shown.text
    assert east.revision == before


def test_what_is_sent_is_done_told_and_led_on_from(east, send):
    sent = send({"name": "West"})
    assert (sent.status_code, sent.location, sent.flashed) == (303, ONWARD, [("success", "Renamed.")])
    assert east.name_en == "West"


def test_what_its_fields_refuse_is_not_done(east, send):
    refused = send({"name": ""})
    assert (refused.status_code, error_on(refused, "name"), refused.flashed) == (422, "Enter a name.", [])
    assert east.name_en == "East"


def test_what_a_rule_refuses_stands_on_the_field_it_names_and_nothing_typed_is_lost(east, send):
    refused = send({"name": "West"}, refusing(RuleBroken(N_("Enter an address."), field="name")))
    assert (refused.status_code, error_on(refused, "name")) == (422, "Enter an address.")
    assert 'value="West"' in refused.text
    assert (east.name_en, refused.flashed) == ("East", [])


@pytest.mark.parametrize("field", [None, "elsewhere"])
def test_what_a_rule_refuses_about_no_field_of_the_page_stands_at_its_top(east, send, field):
    refused = send({"name": "West"}, refusing(RuleBroken(N_("Enter an address."), field=field)))
    assert refused.status_code == 422
    assert "Enter an address." in at_top(refused)
    assert error_on(refused, "name") is None
    assert 'value="West"' in refused.text
    assert east.name_en == "East"


def test_each_line_that_cannot_be_read_stands_on_the_field(send):
    lines = [BadLine(2, N_("There is no such partner."), {}), BadLine(5, N_("There is no such place."), {})]
    refused = send({"name": "West"}, refusing(BadLines(N_("Look at these lines."), lines, field="name")))
    said = ("Look at these lines.", "Line 2: There is no such partner.", "Line 5: There is no such place.")
    assert not [words for words in said if words not in refused.text]


def test_a_form_that_is_only_shown_again_is_not_done(app, east, send):
    class Again(NameForm):
        def __init__(self, **said):
            super().__init__(**said)
            forms.show_again(on=True)

    shown = send({"name": "West"}, form=Again)
    assert shown.status_code == 200
    assert 'value="West"' in shown.text
    assert east.name_en == "East"


def test_functions_are_given_what_was_made_once_it_is_committed(send):
    def told(words):
        return lambda team: f"{words} {team.name_en} {db.session.info.get(WRITING, False)}"

    warn = told("Look at")
    sent = send(
        {"name": "West"},
        to=lambda team: f"/{team.name_en}",
        done=told("Done"),
        warn=lambda team: [warn(team)],
    )
    assert sent.location == "/West"
    assert sent.flashed == [("success", "Done West False"), ("warning", "Look at West False")]


def test_what_comes_next_may_be_an_answer_of_its_own(send):
    sent = send({"name": "West"}, done="", to=lambda team: make_response(f"Only once: {team.name_en}"))
    assert (sent.status_code, sent.text, sent.flashed) == (200, "Only once: West", [])


def test_the_worker_is_woken_for_what_is_committed_only(send, woken):
    send({"name": ""}, wake=("outbox.send",))
    send({"name": "West"}, refusing(RuleBroken(N_("Enter an address."))), wake=("outbox.send",))
    assert woken == []
    send({"name": "West"}, wake=("outbox.send",))
    assert woken == ["outbox.send"]


def test_what_the_page_needs_is_found_when_it_is_shown_only_after_a_refusal_as_it_is_then(east, send):
    found = []

    def load():
        found.append(east.name_en)
        return {"found": f"Now {east.name_en}."}

    send({"name": "West"}, load=load)
    assert found == []
    refused = send({"name": "South"}, refusing(RuleBroken(N_("Enter an address."))), load=load)
    assert "Now West." in refused.text
    assert found == ["West"]


# -- two who change the same thing -------------------------------------------------------------------


def test_the_second_of_two_is_told_sees_what_is_saved_and_can_save_again(east, send):
    def save(name, revision):
        return send({"name": name, "revision": revision}, seen=east, saved=lambda: {"name": east.name_en})

    opened = east.revision
    assert save("West", opened).status_code == 303
    told = save("South", opened)
    assert told.status_code == 422
    assert "Someone else changed this meanwhile" in at_top(told)
    assert "West" in saved_now(told)
    assert 'value="South"' in told.text
    assert east.name_en == "West"
    assert save("South", value_of(told, "revision")).status_code == 303
    assert east.name_en == "South"


@pytest.mark.parametrize("revision", ["", "x", "99"])
def test_a_revision_that_nobody_was_given_is_refused(east, send, revision):
    refused = send({"name": "West", "revision": revision}, seen=east, saved=lambda: {"name": "East"})
    assert refused.status_code == 422
    assert east.name_en == "East"


def test_whoever_saves_between_the_reading_of_the_form_and_the_lock_was_first(east, send):
    class Slow(NameForm):
        name = StringField("Name")

        def validate_name(self, _):
            with unit_of_work():
                rename(east, "West")

    told = send({"name": "South", "revision": east.revision}, form=Slow, seen=east)
    assert told.status_code == 422
    assert "Someone else changed this meanwhile" in at_top(told)
    assert east.name_en == "West"


def test_where_the_first_save_creates_it_it_is_looked_for_under_the_lock(session, send):
    def there():
        return db.session.query(Team).filter_by(slug="west").one_or_none() or Team(slug="west", revision=0)

    class Slow(NameForm):
        def validate_name(self, _):
            with unit_of_work():
                make_team(slug="west")

    told = send({"name": "South", "revision": "0"}, form=Slow, seen=there)
    assert "Someone else changed this meanwhile" in at_top(told)
    assert value_of(told, "revision") == str(there().revision)


# -- the fields of a form ----------------------------------------------------------------------------


def test_every_form_is_one_of_ours(database):
    assert not [
        name_of(path)
        for path in SOURCES
        if path != OURS and "(FlaskForm)" in path.read_text(encoding="utf-8")
    ]


def test_fields_are_known_by_the_form_that_has_most_of_them(app):
    known = forms.inputs_of("commitments", ["name", "title", "has_authority", "strokes", "more"])
    assert (str(known["name"].label), str(known["title"].label)) == ("Your full name", "Your title")
    assert known["has_authority"].is_tick
    assert known["strokes"].is_hidden


def test_names_that_no_form_has_are_known_to_none(app):
    assert forms.inputs_of("commitments", ["nothing_of_ours"]) == {}
    assert forms.inputs_of("nowhere", ["name"]) == {}


def test_what_can_be_chosen_is_told_by_its_label(app):
    [one] = forms.inputs_of("partners", ["kind"]).values()
    assert str(one.choices["call"]) == "Call"


def test_passwords_codes_and_answers_of_passkeys_are_secret(app):
    assert forms.secret_names("sign_in") == {"password", "again", "current", "code", "answer"}
    assert forms.secret_names("commitments") == {"code"}
    assert forms.secret_names("partners") == set()


class _Chosen(forms.Form):
    kind = SelectField(choices=[SelectChoice("a", "A")])


def test_the_messages_of_the_library_are_in_the_language_of_the_reader(app):
    said = []
    for language in ("en", "fr", "en"):
        with app.test_request_context(method="POST", data={"kind": "b"}), force_locale(language):
            form = _Chosen()
            assert not form.validate()
            said += form.errors["kind"]
    assert said == ["Not a valid choice.", "N'est pas un choix valide.", "Not a valid choice."]
