"""E-mail addresses as people paste them: cleaned or refused on the field, in every form and in lists."""

from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import walk_packages

import pytest
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import StringField

import registry
from registry.errors import BadLines
from registry.partner_lists.rules.lines import understood
from registry.partner_lists.rules.sheets import read_sheet

FORMS = sorted(
    one.name for one in walk_packages(registry.__path__, "registry.") if "forms" in one.name.split(".")[2:3]
)
#: Signing in says of no address whether it is one; it is read in the same way when the account is looked for.
LENIENT = {("SignInForm", "email")}

PASTED = [
    (" mailto:ann@example.org?subject=x", "ann@example.org"),
    ("<ann@example.org>", "ann@example.org"),
    ("Ann Lee <ann@example.org>", "ann@example.org"),
    ("a\u200bnn@example.org\ufeff", "ann@example.org"),
    ("ann@example.org.", "ann@example.org"),
    ("ann@élan.example", "ann@élan.example"),
]
NONE = ["ann@example..org", "ann@.org", "ann", "ann lee@example.org", "a@b.org, c@d.org", "ann@exam_ple.org"]


def email_fields():
    """Every field for an e-mail address, of every form: its form, and its name."""
    for module in map(import_module, FORMS):
        for name, form in getmembers(module, lambda one: isclass(one) and issubclass(one, FlaskForm)):
            for field in dir(form):
                made = getattr(form, field, None)
                told = getattr(made, "kwargs", {})
                if getattr(made, "field_class", None) is StringField and _is_for_mail(told):
                    yield pytest.param(form, field, id=f"{name}.{field}")


def _is_for_mail(told):
    return told.get("render_kw", {}).get("type") == "email" or "e-mail" in str(told.get("label", "")).lower()


FIELDS = [one for one in email_fields() if tuple(one.id.split(".")) not in LENIENT]


def fill(app, form, name, typed):
    """The form’s field as somebody has filled it, checked."""
    with app.test_request_context(method="POST", data=MultiDict({name: typed})):
        made = type("OneField", (FlaskForm,), {name: getattr(form, name)})(meta={"csrf": False})
        field = made[name]
        field.validate(made)
        return field.data, [str(error) for error in field.errors]


def test_there_are_fields_to_try():
    assert len(FIELDS) > 6


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("form", "name"), FIELDS)
def test_an_address_in_a_form_is_cleaned_or_refused(app, form, name):
    for typed, meant in PASTED:
        assert fill(app, form, name, typed) == (meant, [])
    for typed in NONE:
        data, errors = fill(app, form, name, typed)
        assert (data, len(errors)) == (typed, 1), "what was typed stays, and is refused in words"


def a_list(address):
    """A list of one organization whose signatory has this address."""
    return f'organization,signatory,email\nMaple Clinic,Ann Lee,"{address}"\n'.encode()


@pytest.mark.parametrize(("typed", "meant"), PASTED)
def test_an_address_in_a_list_is_cleaned(typed, meant):
    [line] = understood(read_sheet(a_list(typed))).lines
    assert [person.email for person in line.people] == [meant]


@pytest.mark.parametrize("typed", NONE)
def test_an_address_in_a_list_that_is_none_is_refused_by_its_line(typed):
    with pytest.raises(BadLines) as refused:
        understood(read_sheet(a_list(typed))).check_whole()
    assert [line.number for line in refused.value.lines] == [2]
