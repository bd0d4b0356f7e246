"""What views answer, and what they ask of the page: its day, who acts on it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, flash, g
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from registry import clock
from registry.database.acts import act_at
from registry.security import actors
from registry.security.actors import Act, in_role

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


def reader() -> actors.Actor:
    """The reader by name; in which part they act, whoever is asked to do something finds out."""
    return actors.Actor("user", current_user.id, name=current_user.name)


def act_of(by: actors.Actor) -> Act:
    """What somebody does now, on this page."""
    return act_at(by, clock.now(), g.team.timezone if "team" in g and g.team else None)


def actor() -> actors.Actor:
    """The reader in their role; what is done for a seat or a partner is said where that is known."""
    return in_role(current_user.id, g.role)


def tell(words: Iterable[str]) -> None:
    """Say on the next page what there is to look at again, of something that was saved."""
    for one in words:
        flash(one, "warning")
