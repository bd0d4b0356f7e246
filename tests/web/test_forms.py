"""What is known of a form by the names of its fields, and which of them are never kept."""

import pytest

from registry.web import forms
from tests.test_architecture import SOURCES, TOP, name_of

#: The one module that may build on another's form.
OURS = TOP / "registry" / "web" / "forms.py"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


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
