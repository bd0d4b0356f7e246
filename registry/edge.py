"""What every view does around a change: check the form, do it in one unit of work, put words on the field."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import current_app, g
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from registry import clock
from registry.errors import BadLines, InvalidInput, RegistryError, RuleBroken
from registry.transactions import unit_of_work

T = TypeVar("T")

#: What a view answers.
Page = str | Response | tuple[str, int]


def today() -> dt.date:
    """The date in the time zone of the team of this address."""
    return clock.today(g.team.timezone)


@dataclass
class AnsweredBy(HTTPException):
    """A link is understood, and opens nothing any more: a page says why and what helps."""

    page: tuple[str, int]

    def get_response(self, environ: object = None, scope: object = None) -> Response:
        """The page, in place of what was asked for."""
        return current_app.make_response(self.page)


def keep_link_private(response: Response) -> Response:
    """No address with a personal link in it leaves for another site, nor for an index."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True)
class Done(Generic[T]):
    """The change is committed; `value` is what the service gave back."""

    value: T


def attempt(
    form: FlaskForm, act: Callable[[], T], *, team_id: int | None, wake: Sequence[str] = ()
) -> Done[T] | None:
    """Do what a submitted form asks; None when it was not submitted or something is wrong with it.

    What the rules say against it stands on its field, or at the top of the form, and nothing typed is lost.
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
    """Put the words of an error on the field it names, or at the top of the form."""
    words = [error.text()]
    if isinstance(error, BadLines):
        words += [line.text() for line in error.lines]
    if error.field and error.field in form:
        field = form[error.field]
        field.errors = [*field.errors, *words]
    else:
        form.form_errors.extend(words)


def status_of(form: FlaskForm) -> int:
    """The HTTP answer of a page with a form: 422 while something is wrong with what was given."""
    return 422 if form.errors else 200
