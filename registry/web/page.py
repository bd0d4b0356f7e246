"""What views return, and what they need to know about their page: its date, and the actor."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import current_app, flash, g
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from registry import clock
from registry.database.acts import act_at
from registry.security import actors
from registry.security.actors import Act, in_role

#: The return value of a view.
Page = str | Response | tuple[str, int]


def today() -> dt.date:
    """Today in the time zone of the team in the address."""
    return clock.today(g.team.timezone)


@dataclass
class AnsweredBy(HTTPException):
    """Raised for a valid link that no longer opens its page: the answer is a page that explains why, and what
    to do.
    """

    page: tuple[str, int]

    def get_response(self, environ: object = None, scope: object = None) -> Response:
        """The page, returned instead of the requested one."""
        return current_app.make_response(self.page)


def keep_link_private(response: Response) -> Response:
    """Keep an address with a personal link from other sites and search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def reader() -> actors.Actor:
    """The reader as an actor, by name; the service determines the capacity in which they act."""
    return actors.Actor("user", current_user.id, name=current_user.name)


def act_of(by: actors.Actor) -> Act:
    """An act on this page, now."""
    return act_at(by, clock.now(), g.team.timezone if "team" in g and g.team else None)


def actor() -> actors.Actor:
    """The reader as an actor in their role; a seat or a partner that they act for is added where it is
    known.
    """
    return replace(in_role(current_user.id, g.role), name=current_user.name)


def tell(messages: Iterable[str]) -> None:
    """Show a message on the next page about something that was saved and should be checked."""
    for message in messages:
        flash(message, "warning")
