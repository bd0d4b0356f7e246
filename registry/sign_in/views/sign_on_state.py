"""What somebody goes to a directory for, other than to sign in: kept in the session until they come back.

It is kept by the `state` that the directory gives back with its answer, made for this one errand:
an answer to an errand signs nobody in, and a sign-in runs no errand.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import session
from werkzeug.wrappers import Response

from registry.errors import N_, RuleBroken
from registry.sign_in.queries.directories import Provider
from registry.sign_in.views import oidc_client

#: What goes on when somebody comes back, given the directory and what was kept.
Handler = Callable[[Provider, Mapping[str, Any]], Response]
_HANDLERS: dict[str, Handler] = {}

KEPT = "errands"
#: Errands that one browser runs at the same time, such as in several tabs.
MOST_AT_ONCE = 3
#: Begins the `state` of an errand, so that it is known as one when it is kept no more.
MARK = "errand."

OVER = N_("What you went to %(name)s for is over. Open the link that you were sent once more.")


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register what goes on when somebody comes back from an errand of a kind."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[kind] = handler
        return handler

    return register


def leave_on(kind: str, provider: Provider, said: Mapping[str, Any]) -> Response:
    """The way to a directory on an errand; it asks the person to sign in there anew. Raises `RuleBroken`."""
    state = MARK + secrets.token_urlsafe(24)
    away = oidc_client.leave_for(provider, state=state, prompt="login")
    kept = [*_kept(), (state, {"kind": kind, "directory": provider.key, **said})]
    session[KEPT] = kept[-MOST_AT_ONCE:]
    return away


def come_back(provider: Provider, state: str) -> Response | None:
    """What goes on for somebody back from an errand; None where they came to sign in.

    Raises `RuleBroken` where the errand is done or forgotten: its answer is good for nothing else.
    """
    if not state.startswith(MARK):
        return None
    kept = dict(_kept())
    said = kept.pop(state, None)
    if said is None or said["directory"] != provider.key:
        raise RuleBroken(OVER, name=provider.name)
    session[KEPT] = list(kept.items())
    return _HANDLERS[said["kind"]](provider, said)


def _kept() -> list[tuple[str, Mapping[str, Any]]]:
    """The errands of this browser, oldest first; a list, since a session sorts the keys of what it holds."""
    return [(state, said) for state, said in session.get(KEPT, [])]
