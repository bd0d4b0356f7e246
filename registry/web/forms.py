"""The base of all forms. A form that is only shown again is recognized by its fields and is not validated."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from flask import flash, g, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.wrappers import Response
from wtforms import BooleanField, FileField, HiddenField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.form import BaseForm
from wtforms.i18n import get_translations

from registry.database.revisions import check_seen
from registry.database.transactions import unit_of_work
from registry.dates import day
from registry.errors import BadLines, InvalidInput, RegistryError, RuleBroken
from registry.sentences import language_read
from registry.web.page import Page, tell

#: Marks a field whose value is never stored nor shown again: `render_kw={SECRET: ""}`; password and code
#: fields need no mark.
SECRET = "data-secret"  # noqa: S105
_SECRET_KINDS = {"current-password", "new-password", "one-time-code"}
#: Key in `g`: the request only shows a form again, and must change nothing.
_AGAIN = "form_is_shown_again"
_FROM_REQUEST = object()


class Form(FlaskForm):
    """The base class of all forms; not validated while it is only shown again."""

    class Meta:
        """Defines the source of the fields' data."""

        def wrap_formdata(self, form: BaseForm, given: Any) -> Any:
            """The given data, or else the data of the request; uploaded files only for file fields."""
            return _sent(form) if given is _FROM_REQUEST else given

        def get_translations(self, form: BaseForm) -> Any:
            """The words of the library's own messages, in the reader's language."""
            return _messages_in(language_read())

    def __init__(self, formdata: Any = _FROM_REQUEST, **said: Any) -> None:
        super().__init__(formdata=formdata, **said)

    def process(self, *sent: Any, **said: Any) -> None:
        """Read the fields; a missing text field counts as empty."""
        super().process(*sent, **said)
        for field in self:
            if isinstance(field, StringField) and not isinstance(field, HiddenField) and field.data is None:
                field.data = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the submitted data is valid; always False while the form is only shown again."""
        return not is_shown_again() and bool(super().validate(extra_validators))


@cache
def _messages_in(language: str) -> Any:
    """Read once a language; Flask-WTF reads the file with each request."""
    return get_translations([language])


def _sent(form: BaseForm) -> MultiDict[str, Any] | None:
    if request.method != "POST":
        return None
    takes_files = {field.name for field in form if isinstance(field, FileField)}
    files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in takes_files)
    return CombinedMultiDict([files, request.form]) if files or request.form else None


@dataclass(frozen=True)
class Input:
    """The properties of a form field that are known without rendering its page."""

    label: Any
    is_hidden: bool
    is_secret: bool
    is_tick: bool
    #: The choices of the field, if they are always the same.
    choices: Mapping[str, Any]


def is_shown_again() -> bool:
    """Whether this request only shows a submitted form again; then nothing may be written."""
    return bool(g.get(_AGAIN))


def show_again(*, on: bool) -> None:
    """Set whether the forms of this request are only shown again."""
    setattr(g, _AGAIN, on)


def inputs_of(feature: str, names: Collection[str]) -> Mapping[str, Input]:
    """The fields with these names, taken from the form of the feature that matches them best."""
    forms = [form for form in _forms_below(Form) if form.__module__.startswith(f"registry.{feature}.")]
    closest = max(forms, key=lambda form: _closeness(form, names), default=None)
    return {name: _input(closest, name) for name in names if _has(closest, name)}


def secret_names(feature: str) -> set[str]:
    """The names of all secret fields in the forms of a feature; their values are never stored."""
    forms = [form for form in _forms_below(Form) if form.__module__.startswith(f"registry.{feature}.")]
    return {name for form in forms for name in dir(form) if _has(form, name) and _input(form, name).is_secret}


def _forms_below(form: type[Form]) -> Iterator[type[Form]]:
    for subclass in form.__subclasses__():
        yield subclass
        yield from _forms_below(subclass)


def _closeness(form: type[Form], names: Collection[str]) -> tuple[int, int]:
    """How well a form matches the names of submitted fields: it should have many of them, and few other
    fields.
    """
    own = sum(1 for name in dir(form) if _has(form, name))
    shared = sum(1 for name in names if _has(form, name))
    return shared, -own


def _has(form: type[Form] | None, name: str) -> bool:
    return hasattr(getattr(form, name, None), "field_class")


def _input(form: type[Form] | None, name: str) -> Input:
    unbound = getattr(form, name)
    kind, settings = unbound.field_class, unbound.kwargs
    attributes = settings.get("render_kw") or {}
    offered = settings.get("choices") or ()
    return Input(
        label=unbound.args[0] if unbound.args else settings.get("label"),
        is_hidden=issubclass(kind, HiddenField),
        is_secret=(
            issubclass(kind, PasswordField)
            or SECRET in attributes
            or attributes.get("autocomplete") in _SECRET_KINDS
        ),
        is_tick=issubclass(kind, BooleanField),
        choices={str(choice.value): choice.label for choice in offered if isinstance(choice, SelectChoice)},
    )


class ConfirmForm(Form):
    """A form with nothing but a button that changes something."""


T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """The result of a committed change; `value` is what the service returned."""

    value: T


class Revised(Protocol):
    """A row that two people may change at the same time: each change raises its revision."""

    @property
    def revision(self) -> int:
        """The number of changes so far."""


def submit(
    form: FlaskForm,
    do: Callable[[], T],
    *,
    done: str | Callable[[T], str] = "",
    to: str | Callable[[T], str | Response],
    template: str,
    warn: Callable[[T], Iterable[str]] | None = None,
    seen: Revised | Callable[[], Revised] | None = None,
    saved: Callable[[], Mapping[str, Any]] = dict,
    wake: Sequence[str] = (),
    team_id: int | None = None,
    load: Callable[[], Mapping[str, Any]] = dict,
    **context: Any,
) -> Page:
    """Answer a request for a page with a form: carry out a valid submitted form and redirect, or show the
    form with its errors. `do` is run in a unit of work of the team `team_id`, or else of the team in the
    address. Then the answer is a redirect to `to`, with the message `done` and the warnings that `warn`
    returns. These three may be functions of the value that `do` returned; they are called after the commit.
    Otherwise the page is `template`, rendered with `form`, `context` and the values that `load` returns.

    `seen` is the row that the form changes. If somebody else changed it since the form was opened (compared
    by the form's field `revision`), nothing is changed; the page gets, as `theirs`, the values that `saved`
    returns where they differ from what was typed.
    `seen` is a function where the first save creates the row: it is called again in the unit of work.
    """

    def do_on_what_was_seen() -> T:
        if seen is not None:
            check_seen(form["revision"].data, _present_revision(seen))
        return do()

    made = attempt(form, do_on_what_was_seen, team_id=team_id or team_of_address(), wake=wake)
    if made:
        text = done if isinstance(done, str) else done(made.value)
        if text:
            flash(text, "success")
        tell(warn(made.value) if warn else ())
        onward = to if isinstance(to, str) else to(made.value)
        return redirect(onward, 303) if isinstance(onward, str) else onward
    theirs = None if seen is None else _theirs(form, seen, saved)
    page = render_template(template, **{"form": form, "theirs": theirs, **context, **load()})
    return page, status_of(form)


def team_of_address() -> int | None:
    team = g.get("team")
    return team.id if team else None


def _present_revision(seen: Revised | Callable[[], Revised]) -> int:
    return (seen() if callable(seen) else seen).revision


def _theirs(
    form: FlaskForm, seen: Revised | Callable[[], Revised], saved: Callable[[], Mapping[str, Any]]
) -> list[tuple[str, str]] | None:
    """The values that somebody else saved since the form was opened; None when nobody did.

    The form's revision is updated, so that the next attempt counts as having seen them.
    """
    if not form.is_submitted() or form["revision"].data == (present := _present_revision(seen)):
        return None
    theirs = differences(form, saved())
    form["revision"].process(None, present)
    return theirs


def attempt(
    form: FlaskForm, act: Callable[[], T], *, team_id: int | None, wake: Sequence[str] = ()
) -> Done[T] | None:
    """Run `act` in a unit of work if the form was submitted and is valid; None when it was not submitted or
    was refused. Errors of rules are shown on their field or at the top of the form, and nothing that was
    typed is lost.
    """
    if not form.validate_on_submit():
        return None
    try:
        with unit_of_work(team_id, wake=wake):
            return Done(act())
    except (RuleBroken, InvalidInput) as error:
        blame(form, error)
        return None


def blame(form: FlaskForm, error: RegistryError) -> None:
    """Show the message of an error on the field it names, or at the top of the form."""
    texts = [error.text()]
    if isinstance(error, BadLines):
        texts += [line.text() for line in error.lines]
    if error.field and error.field in form:
        field = form[error.field]
        field.errors = [*field.errors, *texts]
    else:
        form.form_errors.extend(texts)


def status_of(form: FlaskForm) -> int:
    """The HTTP status of a page with a form: 422 when the submitted data was refused, otherwise 200."""
    return 422 if form.errors else 200


def differences(form: FlaskForm, saved: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The saved values that differ from what was typed: label and value."""
    return [
        (form[name].label.text, _words(form[name], value))
        for name, value in saved.items()
        if name in form and name != "revision" and form[name].data != value
    ]


def _words(field: Any, value: Any) -> str:
    """A value as text, in the form in which its input displays it."""
    if isinstance(value, dt.date):
        return day(value)
    choices = field.iter_choices() if isinstance(field, SelectFieldBase) else ()
    offered = {str(choice.value): choice.label for choice in choices}
    return str(offered.get(str(value), value) or "")
