"""Who may enter a page: every view says so, and a test walks the map to see that it does."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, flash, g, redirect, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import unsent

P = ParamSpec("P")
R = TypeVar("R")


class Role(enum.StrEnum):
    """What a person is in one team."""

    COORDINATOR = "coordinator"
    READER = "reader"
    #: A committee member, a chair or a partner's representative: acts where a seat or a partner is theirs.
    MEMBER = "member"


class Permission(enum.StrEnum):
    """What a page lets its reader do."""

    SIGNED_IN = "signed_in"
    #: Keeping the installation; goes with the account, not with a role in a team.
    ADMINISTER = "administer"
    READ_TEAM = "read_team"
    EDIT_PARTNERS = "edit_partners"
    EDIT_DOCUMENTS = "edit_documents"
    PUBLISH_DOCUMENTS = "publish_documents"
    SEND_REQUESTS = "send_requests"
    RECORD_PAPER = "record_paper"
    EDIT_TEAM = "edit_team"
    READ_MESSAGES = "read_messages"
    #: The audit trail of the whole team; that of one thing is for who may read the thing.
    READ_TRAIL = "read_trail"
    EXPORT_TRAIL = "export_trail"
    #: Acting for one's own seat or partner; whose it is, the services ask.
    TAKE_PART = "take_part"
    INVITE_PEOPLE = "invite_people"
    RUN_COMMITTEES = "run_committees"
    RUN_DECISIONS = "run_decisions"
    RUN_ADMISSIONS = "run_admissions"
    RUN_CONFLICTS = "run_conflicts"
    RUN_WITHDRAWALS = "run_withdrawals"


#: What each role may do in its own team.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(Permission) - {Permission.ADMINISTER},
    Role.READER: frozenset(
        {Permission.SIGNED_IN, Permission.READ_TEAM, Permission.READ_MESSAGES, Permission.READ_TRAIL}
    ),
    Role.MEMBER: frozenset({Permission.SIGNED_IN, Permission.READ_TEAM, Permission.TAKE_PART}),
}


@dataclass(frozen=True)
class Reader:
    """Who reads a page: the account behind the session, and team and role where the address names a team."""

    user: Any
    team: Any = None
    role: Role | None = None
    #: Where this browser is signed in.
    session: Any = None
    #: Words on why the session is over, where it is.
    farewell: str = ""
    #: Where they prove more than they have, as the team or the administration asks, before they enter.
    owes: str = ""
    #: In how many teams they have a role.
    teams: int = 0


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let in who is signed in and, where the address names a team, holds the permission there.

    Sets `g.team` and `g.role`. A team that the reader does not belong to answers 404, as do the pages of
    the administrator to all others.
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
            if g.reader.owes and (names_team or permission is Permission.ADMINISTER):
                return redirect(url_for(g.reader.owes, next=unsent.way_back(unsent.TO_PROVE)), 303)
            return view(*args, **kwargs)

        entered.registry_access = permission  # type: ignore[attr-defined]
        return entered

    return decorate


def public(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let anyone in, and say why that is right."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.registry_access = why  # type: ignore[attr-defined]
        return view

    return decorate


def may(permission: Permission) -> bool:
    """Whether the reader holds a permission in the team of this page; for templates that offer an action."""
    role = g.get("role")
    return role is not None and permission in PERMISSIONS[role]


def _to_sign_in() -> Response:
    """To the sign-in, with words where a session has ended meanwhile."""
    farewell = g.reader.farewell if "reader" in g else ""
    if farewell:
        flash(gettext(farewell), "warning")
    return redirect(url_for("accounts.sign_in", next=unsent.way_back(unsent.ENDED)), 303)


def _enter(permission: Permission) -> None:
    reader: Reader = g.reader
    if reader.team is None or reader.role is None:
        abort(404)
    g.team, g.role = reader.team, reader.role
    if not may(permission):
        abort(403)
