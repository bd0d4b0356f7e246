"""Access to pages and menus: every view declares who may open it and which menus lead to it; a test checks
all addresses.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.security.permissions import PERMISSIONS, Permission, Reader
from registry.web import unsent_forms
from registry.web.headers import FORGET_PAGES
from registry.web.page import Page

P = ParamSpec("P")
R = TypeVar("R")
View = TypeVar("View", bound=Callable[..., object])


class Menu(enum.StrEnum):
    """The menus; features add their links to them."""

    #: On every page of a team.
    TEAM = "team"
    #: On the page of a team's settings.
    SETTINGS = "settings"


@dataclass(frozen=True)
class Entered:
    """The permission by which a reader was admitted to a page; checked again under the lock before they
    change anything.
    """

    permission: Permission
    user_id: int
    #: The team in the address; None on pages of the installation and of one's own account.
    team_id: int | None


def look_again(still_holds: Callable[[Permission, int, int | None], bool]) -> None:
    """Check again, at the first change of a request, that the reader may open the page.

    Later changes of the same request follow from the first. The reader's role may have ended after they were
    admitted and before the change got the lock.
    """
    entered: Entered | None = g.pop("entered", None)
    if entered and not still_holds(entered.permission, entered.user_id, entered.team_id):
        abort(403)


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Admit people who are signed in and, if the address names a team, have the permission in that team.

    Sets `g.team` and `g.role`. Other teams answer 404, and so do the administrator's pages for everybody
    else.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def entered(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if not current_user.is_authenticated:
                return _to_sign_in()
            if permission is Permission.ADMINISTER and not current_user.is_administrator:
                abort(404)
            names_team = kwargs.pop("team", None) is not None
            if names_team:
                _enter(permission)
            g.entered = Entered(permission, current_user.id, g.team.id if names_team else None)
            if g.reader.owes and (names_team or permission is Permission.ADMINISTER):
                return redirect(
                    url_for(g.reader.owes, next=unsent_forms.way_back(unsent_forms.TO_PROVE)), 303
                )
            return view(*args, **kwargs)

        entered.registry_access = permission  # type: ignore[attr-defined]
        return entered

    return decorate


def public(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Admit anyone; `why` gives the reason."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.registry_access = why  # type: ignore[attr-defined]
        return view

    return decorate


def may(permission: Permission) -> bool:
    """Whether the reader has a permission in the team of this page; for templates that offer an action."""
    role = g.get("role")
    return role is not None and permission in PERMISSIONS[role]


def may_open(endpoint: str) -> bool:
    """Whether there is such a page in this installation and the reader may open it in the team of this
    page.
    """
    view = current_app.view_functions.get(endpoint)
    permission = getattr(view, "registry_access", None)
    return isinstance(permission, Permission) and may(permission)


def in_menu(menu: Menu, place: int, text: str) -> Callable[[View], View]:
    """Add a link to this page of a team to a menu, for readers who may open the page; `text` is marked for
    the catalogue.
    """

    def decorate(view: View) -> View:
        menus = getattr(view, "registry_menus", {})
        view.registry_menus = menus | {menu: (place, text)}  # type: ignore[attr-defined]
        return view

    return decorate


def stands_under(endpoint: str) -> Callable[[View], View]:
    """Mark the menu's link to a page as the place of this page, too, although its address lies elsewhere."""

    def decorate(view: View) -> View:
        view.registry_place = endpoint  # type: ignore[attr-defined]
        return view

    return decorate


def place_of(endpoint: str | None) -> str | None:
    """The page of a menu under which a page stands, where that does not follow from its address."""
    return getattr(current_app.view_functions.get(endpoint or ""), "registry_place", None)


def entries_of(menu: str) -> list[tuple[str, str]]:
    """Endpoint and text of each page in a menu that the reader may open, in order."""
    views: Mapping[str, Any] = current_app.view_functions
    found = [
        (*view.registry_menus[menu], endpoint)
        for endpoint, view in views.items()
        if menu in getattr(view, "registry_menus", ()) and may(view.registry_access)
    ]
    return [(endpoint, text) for _place, text, endpoint in sorted(found)]


def _to_sign_in() -> Response:
    """Redirect to the sign-in page; a message says so if the session has ended.

    The browser deletes the pages that it has kept for whoever was signed in.
    """
    farewell = g.reader.farewell if "reader" in g else ""
    if farewell:
        flash(gettext(farewell), "warning")
    response = redirect(url_for("accounts.sign_in", next=unsent_forms.way_back(unsent_forms.ENDED)), 303)
    response.headers["Clear-Site-Data"] = FORGET_PAGES
    return response


def _enter(permission: Permission) -> None:
    reader: Reader = g.reader
    if reader.team is None or reader.role is None:
        abort(404)
    g.team, g.role = reader.team, reader.role
    if not may(permission):
        abort(403)


def lately_proved(view: Callable[P, Page]) -> Callable[P, Page]:
    """Admit people who proved their identity in the last minutes; for changes of the ways to sign in."""
    return lately_proved_on(lambda *_args, **_kwargs: request.path)(view)


def lately_proved_on(page: Callable[..., str]) -> Callable[[Callable[P, Page]], Callable[P, Page]]:
    """Like `lately_proved`, for a button: afterwards the person returns to `page`, the page with the
    button.
    """

    def decorate(view: Callable[P, Page]) -> Callable[P, Page]:
        @wraps(view)
        def entered(*args: P.args, **kwargs: P.kwargs) -> Page:
            if not g.reader.session.is_proved_lately(clock.now()):
                onward = unsent_forms.kept_address(unsent_forms.TO_PROVE) or page(*args, **kwargs)
                return redirect(url_for("account.prove", next=onward), 303)
            return view(*args, **kwargs)

        return entered

    return decorate
