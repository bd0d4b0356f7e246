"""Pages that answer at once when nothing has changed since the reader's browser has them.

Such a page carries a tag of all that it can depend on: the marks of the present state of its team and of all
teams, who reads it in which role and session, the language, the day, the address, and this start of the
server (so: release and settings). Where the browser asks with the tag that the page would have now, the
answer is 304, after the one read that any page begins with. The marks were read before the page was made:
what somebody changed meanwhile has another mark, so the worst is a page made once too often.
"""

import json
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec

from flask import Flask, current_app, g, get_flashed_messages, make_response, request, session
from werkzeug.wrappers import Response

from registry import clock, sentences, settings
from registry.security.encryption import keyed_digest
from registry.web.page import Page

P = ParamSpec("P")

#: The browser may keep the page for itself, and asks each time whether it is unchanged.
KEPT = "private, no-cache"
_START = "registry.start"
_FLASHED = "_flashes"


def add_to(app: Flask) -> None:
    """Tell this start of the server from any other; its processes part later and share what tells it."""
    app.extensions[_START] = secrets.token_hex(8)


def unchanged(view: Callable[P, Page]) -> Callable[P, Page]:
    """Mark a page of a team, for people who are signed in, that shows only what units of work write.

    Stands below `requires`. Not for pages with confidential content, for those that record who reads them,
    and for those that show files, keys or the state of the machine. A page that asks the clock for more than
    the team's day, or shows a message about the last act, is made anew each time by itself.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Page:
        if not _can_be_tagged():
            return view(*args, **kwargs)
        tag = _tag()
        if request.if_none_match.contains_weak(tag):
            return _with_tag(Response(status=HTTPStatus.NOT_MODIFIED), tag)
        g.is_kept = True
        with clock.overheard() as asked:
            response = make_response(view(*args, **kwargs))
        is_whole = response.status_code == HTTPStatus.OK and not response.is_streamed
        is_of_day = not asked.is_moment and asked.zones <= {g.team.timezone}
        can_be_kept = is_whole and is_of_day and not get_flashed_messages()
        return _with_tag(response, tag) if can_be_kept else response

    answer.registry_is_unchanged = True  # type: ignore[attr-defined]
    return answer


def _can_be_tagged() -> bool:
    """Whether this request reads the page and shows nothing but it; templates change while one debugs."""
    is_read = request.method in ("GET", "HEAD") and "address_of_kept" not in g
    return is_read and _FLASHED not in session and not current_app.debug


def _with_tag(response: Response, tag: str) -> Response:
    """Weak, since the page's tokens against forgery are signed anew each time it is made."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = KEPT
    return response


def _tag() -> str:
    """All that the page can depend on, as a digest that tells nobody what that is."""
    reader = g.reader
    parts = [
        current_app.extensions[_START],
        reader.marks,
        [g.team.id, reader.user.id, reader.session.id, g.role, reader.teams],
        sorted(session.items()),
        sentences.language_read(),
        clock.today(g.team.timezone).isoformat(),
        request.url,
    ]
    text = json.dumps(parts, default=str)
    return keyed_digest("web:unchanged page", text, secret=settings.secret()).hex()[:32]
