"""What somebody goes to a directory for, other than to sign in: kept in the session until they come back.

It is kept by the `state` that the directory gives back with its answer, made for this one errand:
an answer to an errand signs nobody in, and a sign-in runs no errand.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import session
from werkzeug.wrappers import Response

from registry.accounts import sign_on
from registry.accounts.sign_on import Provider

#: What goes on when somebody comes back, given the directory and what was kept.
Handler = Callable[[Provider, Mapping[str, Any]], Response]
_HANDLERS: dict[str, Handler] = {}

KEPT = "errands"
#: Errands that one browser runs at the same time, such as in several tabs.
MOST_AT_ONCE = 3


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register what goes on when somebody comes back from an errand of a kind."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[kind] = handler
        return handler

    return register


def leave_on(kind: str, provider: Provider, said: Mapping[str, Any]) -> Response:
    """The way to a directory on an errand; it asks the person to sign in there anew. Raises `RuleBroken`."""
    state = secrets.token_urlsafe(24)
    away = sign_on.leave_for(provider, state=state, prompt="login")
    others = list(session.get(KEPT, {}).items())[-(MOST_AT_ONCE - 1) :]
    session[KEPT] = dict(others) | {state: {"kind": kind, "directory": provider.key, **said}}
    return away


def come_back(provider: Provider, state: str) -> Response | None:
    """What goes on for somebody back from an errand; None where they came to sign in."""
    others = dict(session.get(KEPT, {}))
    said = others.pop(state, None)
    if said is None or said["directory"] != provider.key:
        return None
    session[KEPT] = others
    return _HANDLERS[said["kind"]](provider, said)
